"""Everything an edition says, ready to be set: HTML and text are two dresses of these words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date

from aggregator.interest import Interest
from aggregator.search.views import OpportunityView
from newsletter.choosing import Chosen, Item
from newsletter.settings import MailSettings
from newsletter.wording import Wording, lead, shortened
from templates import language as written

# C0 and C1 controls without tab and line feed, and what is no character at all: XML and mail refuse them
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MIXED = frozenset({"funding", "call", "event", "training", "news"})  # kinds that share a heading with another
_TWIN_BRACE = re.compile(r"([{}])(?=\1)")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the fact block."""

    label: str
    value: str
    note: str = ""
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item in words. `language` is the source's, None where it is the reader's own."""

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


@dataclass(frozen=True, slots=True)
class SectionText:
    """A heading and the items under it."""

    title: str
    items: tuple[ItemText, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """An edition in words. `staff_language` is None where title and editorial are in the reader's own."""

    language: str
    office: str
    title: str
    staff_language: str | None
    subject: str
    preview: str
    day: str
    greeting: str
    editorial: tuple[str, ...]
    glance: tuple[GlanceRow, ...]
    sections: tuple[SectionText, ...]
    more: str
    more_url: str
    choice: str
    imprint: tuple[str, ...]
    imprint_url: str
    privacy_url: str
    site_url: str
    site_name: str
    rich: str = ""


@dataclass(frozen=True, slots=True)
class Masthead:
    """What staff wrote at the head of an issue, in their language; `rich` is the editorial as markup a mail may hold.

    Without a `subject` each circle of readers gets one made of the title and of what is in it for them.
    """

    title: str
    editorial: str = ""
    language: str = "de"
    subject: str = ""
    rich: str = ""


def describe(
    masthead: Masthead, chosen: Chosen, interest: Interest, settings: MailSettings, *, language: str, today: date
) -> Content:
    """Put an edition into words. Every foreign text passes `clean` here and nowhere else."""
    words = Wording(language)
    glance = chosen.deadlines(today=today, days=settings.glance_days)
    title = shortened(clean(masthead.title), 120)
    return Content(
        language=language,
        office=clean(settings.office_name),
        title=title,
        staff_language=None if language == masthead.language else masthead.language,
        subject=shortened(clean(masthead.subject), 200) or _subject(title, chosen, glance, words),
        preview=_preview(chosen, glance, words),
        day=written.long_date(today, language),
        greeting=_greeting(chosen, interest, words),
        editorial=tuple(clean(part) for part in masthead.editorial.split("\n\n") if part.strip()),
        glance=tuple(glance_row(item.view, settings, words, today) for item in glance),
        sections=tuple(
            SectionText(words.section(section), tuple(_item(item, interest, settings, words, today) for item in items))
            for section, items in chosen.sections
        ),
        more=_more(chosen.more, words),
        more_url=settings.page("/fristen", language),
        choice=_choice(interest, words),
        imprint=tuple(clean(line) for line in settings.imprint),
        imprint_url=settings.page("/impressum", language),
        privacy_url=settings.page("/datenschutz", language),
        site_url=settings.page("/", language),
        site_name=urlsplit(settings.base_url).netloc,
        rich=masthead.rich,
    )


def clean(text: str) -> str:
    """Text from anywhere, fit for a mail: no controls, no direction overrides, no `{{` for a reader's link."""
    said = _BIDI.sub("", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _TWIN_BRACE.sub(r"\1 ", said)


def web_address(url: str) -> str | None:
    """The address if it is one that may stand in a mail: http or https with a host, no control characters."""
    if _CONTROLS.search(url) or any(mark in url for mark in " \n\t<>\"'{}\\"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _item(item: Item, interest: Interest, settings: MailSettings, words: Wording, today: date) -> ItemText:
    reasons = words.gettext("Für Sie: %(reasons)s", reasons="; ".join(words.reasons(item.reasons, interest)))
    return item_text(item.view, reasons, settings, words, today, eyebrow=_eyebrow(item.view, words))


def item_text(
    view: OpportunityView, reasons: str, settings: MailSettings, words: Wording, today: date, *, eyebrow: str
) -> ItemText:
    """One opportunity in words; `eyebrow` stands above its title, `reasons` say why it is there."""
    title = shortened(clean(view.title), 140)
    page = settings.page(f"/angebot/{view.id}", words.language)
    proof = view.proof_of("deadline") or view.proof_of("amount")
    dated = view.deadline is not None or view.event_start is not None
    return ItemText(
        title=title,
        language=_foreign(view, words),
        page=page,
        lead=lead(clean(view.summary), 320),
        eyebrow=eyebrow,
        facts=_facts(view, words, today, ZoneInfo(settings.zone)),
        quote=shortened(clean(proof.quote), 300) if proof else "",
        quote_intro=_quote_intro(view, words),
        reasons=reasons,
        original=clean(words.original(view)),
        original_url=web_address(view.url) or page,
        calendar=words.gettext("In den Kalender: %(title)s", title=shortened(title, 120)) if dated else "",
        calendar_url=settings.page(f"/angebot/{view.id}.ics", words.language) if dated else "",
    )


def _facts(view: OpportunityView, words: Wording, today: date, zone: ZoneInfo) -> tuple[Fact, ...]:
    seen = view.seen_at[0].source_name if view.seen_at else view.organiser
    checked = written.short_date(view.checked_at.astimezone(zone).date(), words.language)
    lines = (
        Fact(words.gettext("Frist"), words.deadline(view), words.deadline_note(view, today), is_deadline=True),
        Fact(words.gettext("Termin"), clean(words.event(view))),
        Fact(words.gettext("Wer"), words.named("audience", view.audiences)),
        Fact(words.gettext("Wie viel"), words.amount(view)),
        Fact(words.gettext("Länder"), words.named("country", view.countries)),
        Fact(words.gettext("Sprache"), words.language_name(view.language) if view.language != words.language else ""),
        Fact(words.gettext("Quelle"), shortened(clean(seen), 100)),
        Fact(words.gettext("Stand"), words.gettext("geprüft am %(day)s", day=checked)),
    )
    return tuple(line for line in lines if line.value)


def glance_row(view: OpportunityView, settings: MailSettings, words: Wording, today: date) -> GlanceRow:
    """One opportunity on a line; without a day it says so in the day's place."""
    place = written.locale(words.language)
    pattern = "d." if words.language == "de" else "d"
    return GlanceRow(
        day=format_date(view.deadline, pattern, locale=place) if view.deadline else "–",
        month=format_date(view.deadline, "MMM yyyy", locale=place) if view.deadline else "",
        title=shortened(clean(view.title), 100),
        language=_foreign(view, words),
        page=settings.page(f"/angebot/{view.id}", words.language),
        who=words.named("audience", view.audiences[:3]),
        amount=words.amount(view),
        left=words.days_left((view.deadline - today).days) if view.deadline else words.deadline(view),
    )


def _foreign(view: OpportunityView, words: Wording) -> str | None:
    return None if view.language == words.language else view.language


def _eyebrow(view: OpportunityView, words: Wording) -> str:
    """The kind, where the heading above does not say it."""
    return words.named("kind", [view.kind]) if view.kind in _MIXED else ""


def _quote_intro(view: OpportunityView, words: Wording) -> str:
    if view.language == words.language:
        return words.gettext("So steht es in der Quelle:")
    name = words.language_name(view.language)
    return words.gettext("So steht es in der Quelle (%(language)s):", language=name)


def _subject(title: str, chosen: Chosen, glance: tuple[Item, ...], words: Wording) -> str:
    tail = words.ngettext("%(num)d Angebot für Sie", "%(num)d Angebote für Sie", len(chosen.items))
    if glance and glance[0].view.deadline:
        day = written.short_date(glance[0].view.deadline, words.language)
        tail = words.gettext("%(offers)s, nächste Frist %(day)s", offers=tail, day=day)
    return f"{title}: {tail}"


def _preview(chosen: Chosen, glance: tuple[Item, ...], words: Wording) -> str:
    first = [shortened(clean(item.view.title), 50) for item in (glance or chosen.items)[:3]]
    return words.gettext("Diesmal: %(titles)s", titles=words.listed(first))


def _greeting(chosen: Chosen, interest: Interest, words: Wording) -> str:
    number = len(chosen.items)
    if interest.municipality:
        return words.ngettext(
            "%(num)d Angebot, ausgewählt für %(town)s.",
            "%(num)d Angebote, ausgewählt für %(town)s.",
            number,
            town=interest.municipality,
        )
    return words.ngettext("%(num)d Angebot, ausgewählt für Sie.", "%(num)d Angebote, ausgewählt für Sie.", number)


def _more(number: int, words: Wording) -> str:
    if not number:
        return ""
    return words.ngettext("%(num)d weiteres Angebot im Web", "%(num)d weitere Angebote im Web", number)


def _choice(interest: Interest, words: Wording) -> str:
    chosen = (("country", interest.countries), ("topic", interest.topics), ("audience", interest.audiences))
    named = (", ".join(sorted(words.named(facet, [code]) for code in codes)) for facet, codes in chosen)
    return " · ".join(filter(None, [interest.municipality, *named])) or words.gettext("alle Länder und Themen")
