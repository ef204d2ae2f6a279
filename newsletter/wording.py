"""What an edition says about an item, in the reader's language: facts, reasons, names of links.

German stands here and in the templates; the other languages in `templates/locales/mail.<language>.po`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.lists import format_list

from aggregator import taxonomy
from aggregator.interest import Interest, Reason
from aggregator.search.views import OpportunityView
from newsletter.sections import Section
from newsletter.told import News, Told
from templates import language as written
from templates.rendering import translations

_HOME = ZoneInfo("Europe/Berlin")
_PARTNERS_NAMED = 3
# two letters before the mark: "bis zum 30. Juni" and "z. B." end nothing
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})[.!?][“”»\")]?(?=\s|$)")
_NO_BREAK = "\u00a0"


def N_(said: str) -> str:  # noqa: N802  (the name by which catalogues find what is translated later)
    """Mark a text for the catalogues."""
    return said


_SECTIONS = {
    Section.FUNDING: N_("Förderung und Ausschreibungen"),
    Section.COMPETITIONS: N_("Wettbewerbe und Preise"),
    Section.COUNTRIES: N_("Länder im Blick"),
    Section.EVENTS: N_("Veranstaltungen und Fortbildung"),
    Section.GOOD_PRACTICE: N_("Aus den Partnerschaften"),
    Section.PUBLICATIONS: N_("Publikationen und Werkzeuge"),
    Section.PARTNER_SEARCHES: N_("Partnersuche"),
}
_NEWS = {
    News.EXTENDED: N_("Frist verlängert"),
    News.SHORTENED: N_("Frist vorgezogen"),
    News.DATED: N_("Frist steht jetzt fest"),
    News.UNDATED: N_("Frist gilt nicht mehr"),
    News.NEW_ROUND: N_("Neue Runde"),
    News.REOPENED: N_("Wieder offen"),
    News.MOVED: N_("Termin verlegt"),
}
_ORIGINAL = N_("Zum Beitrag: %(title)s")
_ORIGINALS = {
    "funding": N_("Zur Ausschreibung: %(title)s"),
    "call": N_("Zur Ausschreibung: %(title)s"),
    "competition": N_("Zum Wettbewerb: %(title)s"),
    "event": N_("Zur Veranstaltung: %(title)s"),
    "training": N_("Zur Fortbildung: %(title)s"),
    "partner_search": N_("Zur Partnersuche: %(title)s"),
    "publication": N_("Zur Publikation: %(title)s"),
}


class Wording:
    """The words of one language. Cheap to make: catalogues are kept."""

    def __init__(self, language: str) -> None:
        """`language` is one of `templates.LANGUAGES`."""
        self.language = language
        self._catalogue = translations("mail", language)

    def gettext(self, said: str, **values: object) -> str:
        """One sentence, its places filled."""
        return str(self._catalogue.gettext(said)) % values

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """A sentence with a number, in the right plural form."""
        return str(self._catalogue.ngettext(one, many, number)) % {"num": number, **values}

    def section(self, section: Section) -> str:
        """The heading of a section."""
        return self.gettext(_SECTIONS[section])

    def deadline(self, view: OpportunityView) -> str:
        """`Dienstag, 15. Dezember 2026, 23:59 Uhr`; empty where nothing is known."""
        if view.deadline is None or view.certainty not in {"exact", "inferred", "vague"}:
            return self._rule_instead_of_a_date(view.certainty)
        if view.certainty == "vague":
            return self.gettext("voraussichtlich %(day)s", day=written.short_date(view.deadline, self.language))
        return self._day_and_time(view)

    def deadline_note(self, view: OpportunityView, today: date) -> str:
        """`noch 22 Tage · verlängert, vorher 1.12.2026`; empty where no sure date is known."""
        if view.deadline is None or view.certainty not in {"exact", "inferred"}:
            return ""
        left = self.days_left((view.deadline - today).days)
        if view.former_deadline is None:
            return left
        former = written.short_date(view.former_deadline, self.language)
        if view.former_deadline < view.deadline:
            moved = self.gettext("verlängert, vorher %(former)s", former=former)
        else:
            moved = self.gettext("geändert, vorher %(former)s", former=former)
        return f"{left} · {moved}"

    def news(self, news: News | None, former: Told | None) -> str:
        """Why something comes again: `Frist verlängert, vorher 01.12.2026`; empty where it is new to the reader."""
        if news is None:
            return ""
        said = self.gettext(_NEWS[news])
        day = former and (former.event if news is News.MOVED else former.day)
        if not day or news in {News.NEW_ROUND, News.REOPENED}:
            return said
        return self.gettext("%(news)s, vorher %(day)s", news=said, day=written.short_date(day, self.language))

    def days_left(self, days: int) -> str:
        """`noch 22 Tage`."""
        if days <= 0:
            return self.gettext("heute")
        return self.ngettext("noch %(num)d Tag", "noch %(num)d Tage", days)

    def event(self, view: OpportunityView) -> str:
        """When and where something takes place; empty where it is no event."""
        if view.event_start is None:
            return ""
        said = written.long_date(view.event_start, self.language)
        if view.event_end is not None and view.event_end != view.event_start:
            end = written.long_date(view.event_end, self.language)
            said = self.gettext("%(first)s bis %(last)s", first=said, last=end)
        return f"{said} · {view.place}" if view.place else said

    def amount(self, view: OpportunityView) -> str:
        """`bis zu 4.500 €`, kept on one line; empty where no amount is known."""
        low, high, currency = view.amount_min, view.amount_max, view.currency or "EUR"
        if high is not None and low is not None and low < high:
            return self.gettext(
                "%(low)s bis %(high)s",
                low=written.money(low, currency, self.language),
                high=written.money(high, currency, self.language),
            )
        said = ""
        if high is not None:
            said = self.gettext("bis zu %(high)s", high=written.money(high, currency, self.language))
        elif low is not None:
            said = self.gettext("ab %(low)s", low=written.money(low, currency, self.language))
        return said.replace(" ", _NO_BREAK)

    def named(self, facet: str, codes: Iterable[str]) -> str:
        """Labels of codes with commas: some labels hold an "and" themselves."""
        return ", ".join(taxonomy.label(facet, code, self.language) for code in codes)

    def listed(self, names: Sequence[str]) -> str:
        """Names as the language lists them."""
        return str(format_list(list(names), locale=written.locale(self.language)))

    def language_name(self, code: str) -> str:
        """`Polnisch`."""
        return str(Locale.parse(self.language).languages.get(code, code))

    def reasons(self, reasons: Iterable[Reason], interest: Interest) -> tuple[str, ...]:
        """Why an item is there, strongest first: `weil Bottrop mit Gliwice (Polen) verbunden ist`, `Thema Jugend`."""
        given = list(reasons)
        partners = [reason for reason in given if reason.kind == "country" and reason.partners]
        by_hand = [reason.value for reason in given if reason.kind == "country" and not reason.partners]
        said = []
        if partners and interest.municipality:
            said.append(self._twinned(interest.municipality, partners))
        elif partners:
            by_hand = [reason.value for reason in partners] + by_hand
        if by_hand:
            countries = self.listed([taxonomy.label("country", code, self.language) for code in by_hand])
            said.append(self.gettext("weil Sie %(countries)s gewählt haben", countries=countries))
        topics = [reason.value for reason in given if reason.kind == "topic"]
        if topics:
            named = self.named("topic", topics)
            said.append(self.ngettext("Thema %(topics)s", "Themen: %(topics)s", len(topics), topics=named))
        audiences = [reason.value for reason in given if reason.kind == "audience"]
        if audiences:
            said.append(self.gettext("offen für %(audiences)s", audiences=self.named("audience", audiences)))
        return tuple(said) or (self.gettext("weil es allen Partnerschaften offensteht"),)

    def original(self, view: OpportunityView) -> str:
        """What the link to the original is called; the title is part of it, so that no two links sound alike."""
        title = shortened(view.title, 120)
        return self.gettext(_ORIGINALS.get(view.kind, _ORIGINAL), title=title)

    def _rule_instead_of_a_date(self, certainty: str) -> str:
        match certainty:
            case "rolling":
                return self.gettext("laufend möglich")
            case "relative":
                return self.gettext("richtet sich nach dem Beginn Ihres Vorhabens")
            case "recurring":
                return self.gettext("kehrt jedes Jahr wieder, nächster Termin noch offen")
            case _:
                return ""

    def _day_and_time(self, view: OpportunityView) -> str:
        assert view.deadline is not None
        day = written.long_date(view.deadline, self.language)
        if view.deadline_time is None:
            return day
        said = self.gettext("%(day)s, %(clock)s Uhr", day=day, clock=written.clock(view.deadline_time, self.language))
        if view.deadline_zone and not _same_clock(view.deadline, view.deadline_time, view.deadline_zone):
            city = view.deadline_zone.rpartition("/")[2].replace("_", " ")
            said = self.gettext("%(moment)s (Ortszeit %(city)s)", moment=said, city=city)
        return said

    def _twinned(self, municipality: str, reasons: Sequence[Reason]) -> str:
        towns = []
        for reason in reasons[:_PARTNERS_NAMED]:
            partners = self.listed(reason.partners[:_PARTNERS_NAMED])
            towns.append(f"{partners} ({taxonomy.label('country', reason.value, self.language)})")
        return self.ngettext(
            "weil %(town)s mit %(partners)s verbunden ist",
            "weil %(town)s mit %(partners)s verbunden ist",
            sum(len(reason.partners) for reason in reasons),
            town=municipality,
            partners=self.listed(towns),
        )


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut between words and marked with an ellipsis; white space becomes single spaces."""
    said = " ".join(text.split())
    if len(said) <= most:
        return said
    head = said[: most - 1]
    between_words = head.rpartition(" ")[0]
    return (between_words if len(between_words) > most // 2 else head).rstrip(" ,;:–-") + "…"


def lead(summary: str, most: int) -> str:
    """The first whole sentences of a summary, at most `most` characters; a sentence that breaks off is left out.

    Where that would leave less than half, it is cut between words and marked.
    """
    said = shortened(summary, most)
    ends = [found.end() for found in _SENTENCE_END.finditer(said)]
    if not said or (ends and ends[-1] == len(said)):
        return said
    if ends and ends[-1] >= len(said) // 2:
        return said[: ends[-1]]
    return said if said.endswith("…") else said.rpartition(" ")[0].rstrip(" .,;:–-") + "…"


def _same_clock(day: date, clock: time, zone: str) -> bool:
    try:
        there = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    except (KeyError, ValueError):
        return True
    here = datetime.combine(day, clock, tzinfo=_HOME)
    return there.astimezone(UTC) == here.astimezone(UTC)
