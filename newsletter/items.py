"""One opportunity in the words of a mail: whole, as a line of events, or as a line of deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from aggregator.search.views import OpportunityView
from newsletter.cleaning import clean, web_address
from newsletter.settings import MailSettings
from newsletter.wording import Wording, lead, shortened
from templates import language as written

_MIXED = frozenset({"funding", "call", "event", "training", "news"})  # kinds that share a heading with another


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the fact block."""

    label: str
    value: str
    note: str = ""
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as a line: `Fr., 11. Dez. 2026`, where, until when to sign up; empty what is not known."""

    days: str
    place: str
    until: str


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item in words. `language` is the source's, None where it is the reader's own.

    `news` says why it comes again. With `event` it stands as a line of the calendar, without facts and lead.
    """

    title: str
    language: str | None
    page: str
    lead: str
    eyebrow: str
    facts: tuple[Fact, ...]
    quote: str
    quote_intro: str
    reasons: str
    original: str
    original_url: str
    calendar: str
    calendar_url: str
    id: int = 0
    news: str = ""
    event: EventLine | None = None


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One line of "deadlines at a glance"."""

    day: str
    month: str
    title: str
    language: str | None
    page: str
    who: str
    amount: str
    left: str
    id: int = 0


def item_text(
    view: OpportunityView,
    reasons: str,
    settings: MailSettings,
    words: Wording,
    today: date,
    *,
    eyebrow: str,
    short: bool = False,
) -> ItemText:
    """One opportunity in words; `eyebrow` stands above its title, `reasons` say why it is there.

    `short` leaves out lead and quoted sentence: title and facts alone, for who does not read the source's language.
    """
    title = shortened(clean(view.title), 140)
    page = settings.page(f"/angebot/{view.id}", words.language)
    proof = view.proof_of("deadline") or view.proof_of("amount")
    dated = view.deadline is not None or view.event_start is not None
    return ItemText(
        id=view.id,
        title=title,
        language=_foreign(view, words),
        page=page,
        lead="" if short else lead(clean(view.summary), 320),
        eyebrow=eyebrow,
        facts=_facts(view, words, today, ZoneInfo(settings.zone)),
        quote=shortened(clean(proof.quote), 300) if proof and not short else "",
        quote_intro=_quote_intro(view, words),
        reasons=reasons,
        original=clean(words.original(view)),
        original_url=web_address(view.url) or page,
        calendar=words.gettext("In den Kalender: %(title)s", title=shortened(title, 120)) if dated else "",
        calendar_url=settings.page(f"/angebot/{view.id}.ics", words.language) if dated else "",
    )


def event_line(view: OpportunityView, words: Wording, today: date) -> EventLine | None:
    """`Mi., 13. Nov. 2026` – where – until when to sign up; None without a day."""
    if view.event_start is None:
        return None
    until = ""
    if view.deadline is not None and today <= view.deadline <= view.event_start:
        day = written.short_date(view.deadline, words.language)
        until = words.gettext("Anmeldung bis %(day)s", day=day)
    days = written.days_of_event(view.event_start, view.event_end, words.language)
    return EventLine(days, shortened(clean(view.place), 100), until)


def eyebrow_of(view: OpportunityView, words: Wording) -> str:
    """The kind, where the heading above does not say it."""
    return words.named("kind", [view.kind]) if view.kind in _MIXED else ""


def glance_row(view: OpportunityView, settings: MailSettings, words: Wording, today: date) -> GlanceRow:
    """One opportunity on a line; without a day it says so in the day's place."""
    place = written.locale(words.language)
    pattern = "d." if words.language == "de" else "d"
    return GlanceRow(
        id=view.id,
        day=format_date(view.deadline, pattern, locale=place) if view.deadline else "–",
        month=format_date(view.deadline, "MMM yyyy", locale=place) if view.deadline else "",
        title=shortened(clean(view.title), 100),
        language=_foreign(view, words),
        page=settings.page(f"/angebot/{view.id}", words.language),
        who=words.named("audience", view.audiences[:3]),
        amount=words.amount(view),
        left=words.days_left((view.deadline - today).days) if view.deadline else words.deadline(view),
    )


def _facts(view: OpportunityView, words: Wording, today: date, zone: ZoneInfo) -> tuple[Fact, ...]:
    seen = view.seen_at[0].source_name if view.seen_at else view.organiser
    checked = written.short_date(view.checked_at.astimezone(zone).date(), words.language)
    lines = (
        Fact(words.gettext("Frist"), words.deadline(view), words.deadline_note(view, today), is_deadline=True),
        Fact(words.gettext("Termin"), clean(words.event(view))),
        Fact(words.gettext("Wer"), words.named("audience", view.audiences)),
        Fact(words.gettext("Themen"), words.named("topic", view.topics)),
        Fact(words.gettext("Wie viel"), words.amount(view)),
        Fact(words.gettext("Länder"), words.named("country", view.countries)),
        Fact(words.gettext("Sprache"), words.language_name(view.language) if view.language != words.language else ""),
        Fact(words.gettext("Quelle"), shortened(clean(seen), 100)),
        Fact(words.gettext("Stand"), words.gettext("geprüft am %(day)s", day=checked)),
    )
    return tuple(line for line in lines if line.value)


def _foreign(view: OpportunityView, words: Wording) -> str | None:
    return None if view.language == words.language else view.language


def _quote_intro(view: OpportunityView, words: Wording) -> str:
    if view.language == words.language:
        return words.gettext("So steht es in der Quelle:")
    name = words.language_name(view.language)
    return words.gettext("So steht es in der Quelle (%(language)s):", language=name)
