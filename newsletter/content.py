"""Everything an edition says, ready to be set: HTML and text are two dresses of these words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from aggregator.interest import Interest
from aggregator.search.views import OpportunityView
from newsletter.choosing import Chosen, Item
from newsletter.cleaning import clean
from newsletter.items import GlanceRow, ItemText, event_line, eyebrow_of, glance_row, item_text
from newsletter.sections import Section
from newsletter.settings import MailSettings
from newsletter.wording import Wording, shortened
from templates import language as written


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


@dataclass(frozen=True, slots=True)
class Own:
    """What an edition says to its readers alone; all else is the same for everybody who reads the language.

    `glance` and `items` name opportunities; `why` holds the news and the reasons of each item.
    """

    subject: str
    preview: str
    greeting: str
    choice: str
    more: str
    glance: tuple[int, ...]
    items: tuple[tuple[Section, tuple[int, ...]], ...]
    why: Mapping[int, tuple[str, str]]
    reminding: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """A heading and the items under it."""

    section: Section
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


class Describing:
    """Puts an issue into the words of one language; what only depends on the opportunity is said once and kept.

    Every foreign text passes `clean` on its way here and nowhere else.
    """

    def __init__(self, masthead: Masthead, settings: MailSettings, *, language: str, today: date) -> None:
        """`today` is the day in the zone of the office on which it is sent."""
        self.masthead, self.settings, self.today = masthead, settings, today
        self.words = Wording(language)
        self._items: dict[tuple[int, Section], ItemText] = {}
        self._rows: dict[int, GlanceRow] = {}

    def own(self, chosen: Chosen, interest: Interest, *, reminding: bool = False) -> Own:
        """What these readers alone are told of what was chosen for them."""
        words = self.words
        glance = chosen.deadlines(today=self.today, days=self.settings.glance_days)
        return Own(
            subject=self._subject(chosen, glance, reminding=reminding),
            preview=_preview(chosen, glance, words),
            greeting=_greeting(len(chosen.items), interest, words, reminding=reminding),
            choice=_choice(interest, words),
            more=_more(chosen.more, words),
            glance=tuple(item.view.id for item in glance),
            items=tuple((section, tuple(item.view.id for item in items)) for section, items in chosen.sections),
            why={item.view.id: self._why(item, interest) for item in chosen.items},
            reminding=reminding,
        )

    def content(self, own: Own, views: Mapping[int, OpportunityView]) -> Content:
        """The whole edition in words."""
        words, settings = self.words, self.settings
        editorial = "" if own.reminding else self.masthead.editorial
        return Content(
            language=words.language,
            office=clean(settings.office_name),
            title=self._title,
            staff_language=None if words.language == self.masthead.language else self.masthead.language,
            subject=own.subject,
            preview=own.preview,
            day=written.long_date(self.today, words.language),
            greeting=own.greeting,
            editorial=tuple(clean(part) for part in editorial.split("\n\n") if part.strip()),
            glance=tuple(self._row(views[number]) for number in own.glance),
            sections=tuple(
                SectionText(
                    section,
                    words.section(section),
                    tuple(self._item(section, views[number], own.why[number]) for number in numbers),
                )
                for section, numbers in own.items
            ),
            more=own.more,
            more_url=settings.page("/fristen", words.language),
            choice=own.choice,
            imprint=tuple(clean(line) for line in settings.imprint),
            imprint_url=settings.page("/impressum", words.language),
            privacy_url=settings.page("/datenschutz", words.language),
            site_url=settings.page("/", words.language),
            site_name=urlsplit(settings.base_url).netloc,
            rich="" if own.reminding else self.masthead.rich,
        )

    @property
    def _title(self) -> str:
        return shortened(clean(self.masthead.title), 120)

    def _item(self, section: Section, view: OpportunityView, why: tuple[str, str]) -> ItemText:
        known = self._items.get((view.id, section))
        if known is None:
            foreign = view.language != self.words.language
            eyebrow = eyebrow_of(view, self.words)
            known = item_text(view, "", self.settings, self.words, self.today, eyebrow=eyebrow, short=foreign)
            if section is Section.EVENTS:
                known = replace(known, event=event_line(view, self.words, self.today))
            self._items[view.id, section] = known
        return replace(known, news=why[0], reasons=why[1])

    def _row(self, view: OpportunityView) -> GlanceRow:
        if view.id not in self._rows:
            self._rows[view.id] = glance_row(view, self.settings, self.words, self.today)
        return self._rows[view.id]

    def _why(self, item: Item, interest: Interest) -> tuple[str, str]:
        reasons = clean("; ".join(self.words.reasons(item.reasons, interest)))
        return self.words.news(item.news, item.former), self.words.gettext("Für Sie: %(reasons)s", reasons=reasons)

    def _subject(self, chosen: Chosen, glance: tuple[Item, ...], *, reminding: bool) -> str:
        words, number = self.words, len(chosen.items)
        if self.masthead.subject and not reminding:
            return shortened(clean(self.masthead.subject), 200)
        if reminding:
            tail = words.ngettext("%(num)d Frist rückt näher", "%(num)d Fristen rücken näher", number)
        else:
            tail = words.ngettext("%(num)d Angebot für Sie", "%(num)d Angebote für Sie", number)
        if glance and glance[0].view.deadline:
            day = written.short_date(glance[0].view.deadline, words.language)
            tail = words.gettext("%(offers)s, nächste Frist %(day)s", offers=tail, day=day)
        return f"{self._title}: {tail}"


def describe(
    masthead: Masthead,
    chosen: Chosen,
    interest: Interest,
    settings: MailSettings,
    *,
    language: str,
    today: date,
    reminding: bool = False,
) -> Content:
    """Put one edition into words."""
    said = Describing(masthead, settings, language=language, today=today)
    return said.content(said.own(chosen, interest, reminding=reminding), by_number(item.view for item in chosen.items))


def by_number(views: Iterable[OpportunityView]) -> dict[int, OpportunityView]:
    """Opportunities by their numbers."""
    return {view.id: view for view in views}


def _preview(chosen: Chosen, glance: tuple[Item, ...], words: Wording) -> str:
    first = [shortened(clean(item.view.title), 50) for item in (glance or chosen.items)[:3]]
    return words.gettext("Diesmal: %(titles)s", titles=words.listed(first))


def _greeting(number: int, interest: Interest, words: Wording, *, reminding: bool) -> str:
    town = clean(interest.municipality) if interest.municipality else ""
    if reminding and town:
        return words.ngettext(
            "Erinnerung an %(num)d Frist, ausgewählt für %(town)s.",
            "Erinnerung an %(num)d Fristen, ausgewählt für %(town)s.",
            number,
            town=town,
        )
    if reminding:
        return words.ngettext(
            "Erinnerung an %(num)d Frist, ausgewählt für Sie.",
            "Erinnerung an %(num)d Fristen, ausgewählt für Sie.",
            number,
        )
    if town:
        return words.ngettext(
            "%(num)d Angebot, ausgewählt für %(town)s.",
            "%(num)d Angebote, ausgewählt für %(town)s.",
            number,
            town=town,
        )
    return words.ngettext("%(num)d Angebot, ausgewählt für Sie.", "%(num)d Angebote, ausgewählt für Sie.", number)


def _more(number: int, words: Wording) -> str:
    if not number:
        return ""
    return words.ngettext("%(num)d weiteres Angebot im Web", "%(num)d weitere Angebote im Web", number)


def _choice(interest: Interest, words: Wording) -> str:
    chosen = (("country", interest.countries), ("topic", interest.topics), ("audience", interest.audiences))
    named = (", ".join(sorted(words.named(facet, [code]) for code in codes)) for facet, codes in chosen)
    town = clean(interest.municipality) if interest.municipality else ""
    return " · ".join(filter(None, [town, *named])) or words.gettext("alle Länder und Themen")
