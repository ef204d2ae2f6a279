"""The report in the language of the person who reads it; HTML and text are two dresses of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.health import sentence
from newsletter.cleaning import clean
from newsletter.morning.gathering import Arrivals, Changed, Morning, Trouble
from newsletter.morning.values import NAMES, in_words
from newsletter.rendering import Mail, filled_html, filled_text
from newsletter.settings import MailSettings
from newsletter.wording import Wording, shortened
from templates import language as written

_NAMED = 8  # sources of new entries that are named


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """A source in a sentence, and where it stands on the desk."""

    name: str
    said: str
    page: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An entry and what changed; `language` is the source's, None where it is the reader's own."""

    title: str
    language: str | None
    said: str
    page: str


@dataclass(frozen=True, slots=True)
class MorningText:
    """Everything the report says, ready to be set."""

    language: str
    office: str
    title: str
    day: str
    broken: tuple[TroubleLine, ...]
    suspect: tuple[TroubleLine, ...]
    more_trouble: str
    sources_page: str
    arrived: str
    changes: tuple[ChangeLine, ...]
    waiting: str
    inbox_page: str


def render_morning(morning: Morning, settings: MailSettings, *, language: str, now: datetime) -> Mail:
    """The mail of one morning. Raises TemplateError where the template is wrong."""
    words = Wording(language)
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    said = MorningText(
        language=language,
        office=clean(settings.office_name),
        title=_title(morning, words),
        day=written.long_date(today, language),
        broken=_troubles(morning.broken, settings, language, now),
        suspect=_troubles(morning.suspect, settings, language, now),
        more_trouble=words.ngettext("und %(num)d weitere", "und %(num)d weitere", morning.more_trouble)
        if morning.more_trouble
        else "",
        sources_page=settings.page("/desk/quellen", language),
        arrived=_arrived(morning.arrivals, words),
        changes=tuple(_change(one, words, settings) for one in morning.changes),
        waiting=_waiting(morning, words),
        inbox_page=settings.page("/desk/eingang", language),
    )
    html = filled_html("morning.mjml", language, look=settings.look, said=said)
    return Mail(said.title, html, filled_text("morning.txt", language, said=said))


def _title(morning: Morning, words: Wording) -> str:
    """The subject: what is most pressing, in a few words."""
    parts = []
    if morning.broken:
        number = len(morning.broken)
        parts.append(words.ngettext("%(num)d Quelle gestört", "%(num)d Quellen gestört", number))
    if morning.suspect:
        number = len(morning.suspect)
        parts.append(words.ngettext("%(num)d Quelle auffällig", "%(num)d Quellen auffällig", number))
    new = sum(one.entries for one in morning.arrivals)
    if new:
        parts.append(words.ngettext("%(num)d neuer Eintrag", "%(num)d neue Einträge", new))
    if morning.changes:
        number = len(morning.changes)
        parts.append(words.ngettext("%(num)d Änderung", "%(num)d Änderungen", number))
    return words.gettext("Guten Morgen: %(what)s", what=", ".join(parts) or _waiting(morning, words))


def _troubles(
    troubles: Sequence[Trouble], settings: MailSettings, language: str, now: datetime
) -> tuple[TroubleLine, ...]:
    return tuple(
        TroubleLine(
            name=shortened(clean(one.name), 80),
            said=clean(sentence(one.reasons[0], name=one.name, language=language, now=now)),
            page=settings.page(f"/desk/quellen/{one.key}", language),
            is_new=one.is_new,
        )
        for one in troubles
        if one.reasons
    )


def _arrived(arrivals: Sequence[Arrivals], words: Wording) -> str:
    if not arrivals:
        return ""
    named = [f"{clean(one.source)} {one.entries}" for one in arrivals[:_NAMED]]
    if len(arrivals) > _NAMED:
        number = len(arrivals) - _NAMED
        named.append(words.ngettext("%(num)d weitere Quelle", "%(num)d weitere Quellen", number))
    total = sum(one.entries for one in arrivals)
    return words.ngettext(
        "%(num)d Eintrag ist dazugekommen: %(sources)s.",
        "%(num)d Einträge sind dazugekommen: %(sources)s.",
        total,
        sources=", ".join(named),
    )


def _change(one: Changed, words: Wording, settings: MailSettings) -> ChangeLine:
    before, after = (in_words(one.fact, value, words) for value in (one.before, one.after))
    return ChangeLine(
        title=shortened(clean(one.title), 140),
        language=one.language if one.language != words.language else None,
        said=f"{words.gettext(NAMES[one.fact])}: {clean(before)} → {clean(after)}",
        page=settings.page(f"/desk/eintrag/{one.opportunity_id}", words.language),
    )


def _waiting(morning: Morning, words: Wording) -> str:
    if not morning.waiting:
        return words.gettext("Im Eingang wartet nichts.")
    said = words.ngettext("Im Eingang wartet %(num)d Eintrag", "Im Eingang warten %(num)d Einträge", morning.waiting)
    if not morning.urgent:
        return f"{said}."
    return words.ngettext(
        "%(said)s, %(num)d davon dringend.", "%(said)s, %(num)d davon dringend.", morning.urgent, said=said
    )
