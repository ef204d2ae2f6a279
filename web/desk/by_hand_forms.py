"""The short forms for what people enter by hand: five kinds of thing, each with only the fields that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aggregator.taxonomy import label, terms
from templates import LANGUAGES
from web.desk.called import called
from web.wording import wording


class What(StrEnum):
    """What can be entered, as it stands in the address."""

    PARTNER_SEARCH = "partnersuche"
    EVENT = "veranstaltung"
    CALL = "ausschreibung"
    GOOD_PRACTICE = "beispiel"
    PUBLICATION = "publikation"


class Ask(StrEnum):
    """What a form asks, as its field is named."""

    KIND = "art"
    TITLE = "titel"
    WHO = "wer"
    PURPOSE = "zweck"
    DAYS = "tage"
    CLOCK = "uhrzeit"
    PLACE = "ort"
    ONLINE = "online"
    DEADLINE = "frist"
    ROLLING = "laufend"
    AMOUNT = "betrag"
    PUBLISHER = "anbieter"
    AUDIENCE = "fuer"
    COUNTRY = "land"
    TEXT = "text"
    CONTACT = "kontakt"
    LINK = "link"
    TOPIC = "themen"
    LANGUAGE = "sprache"


# in the order of the page
FORMS: Mapping[What, tuple[Ask, ...]] = {
    What.PARTNER_SEARCH: (Ask.WHO, Ask.COUNTRY, Ask.PURPOSE, Ask.DEADLINE, Ask.CONTACT, Ask.LINK, Ask.TEXT),
    What.EVENT: (Ask.TITLE, Ask.DAYS, Ask.CLOCK, Ask.PLACE, Ask.ONLINE, Ask.DEADLINE, Ask.LINK, Ask.TEXT, Ask.COUNTRY),
    What.CALL: (
        *(Ask.KIND, Ask.TITLE, Ask.PUBLISHER, Ask.DEADLINE, Ask.ROLLING),
        *(Ask.AMOUNT, Ask.LINK, Ask.AUDIENCE, Ask.COUNTRY, Ask.TEXT),
    ),
    What.GOOD_PRACTICE: (Ask.TITLE, Ask.TEXT, Ask.PLACE, Ask.COUNTRY, Ask.LINK),
    What.PUBLICATION: (Ask.TITLE, Ask.PUBLISHER, Ask.LINK, Ask.TEXT, Ask.COUNTRY),
}
ALWAYS = (Ask.TOPIC, Ask.LANGUAGE)
NEEDED: Mapping[What, frozenset[Ask]] = {
    What.PARTNER_SEARCH: frozenset({Ask.WHO, Ask.PURPOSE}),
    What.EVENT: frozenset({Ask.TITLE, Ask.DAYS}),
    What.CALL: frozenset({Ask.TITLE, Ask.LINK}),
    What.GOOD_PRACTICE: frozenset({Ask.TITLE, Ask.TEXT}),
    What.PUBLICATION: frozenset({Ask.TITLE, Ask.LINK}),
}
KINDS: Mapping[What, tuple[str, ...]] = {
    What.PARTNER_SEARCH: ("partner_search",),
    What.EVENT: ("event",),
    What.CALL: ("call", "funding", "competition"),
    What.GOOD_PRACTICE: ("good_practice",),
    What.PUBLICATION: ("publication",),
}
LONGEST: Mapping[Ask, int] = {
    **{Ask.TITLE: 300, Ask.WHO: 120, Ask.PURPOSE: 160, Ask.CLOCK: 60, Ask.PLACE: 200, Ask.PUBLISHER: 200},
    **{Ask.CONTACT: 300, Ask.LINK: 2000, Ask.TEXT: 4000},
}
_USUAL_LENGTH = 300
SPOKEN = (*map(str, LANGUAGES), "nl", "es", "it", "cs", "uk")
"""Languages of entries: the house's own four, then those of partner towns."""
_WIDGETS = {
    **dict.fromkeys((Ask.TOPIC, Ask.AUDIENCE), "ticks"),
    **dict.fromkeys((Ask.ONLINE, Ask.ROLLING), "tick"),
    **{Ask.TEXT: "area", Ask.KIND: "choice", Ask.LANGUAGE: "choice"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it: `widget` is text, area, choice, tick or ticks; `typed` is what stands in it."""

    name: str
    label: str
    widget: str
    typed: tuple[str, ...]
    hint: str = ""
    needed: bool = False
    longest: int = _USUAL_LENGTH
    options: tuple[tuple[str, str], ...] = ()
    fault: str = ""

    @property
    def text(self) -> str:
        """The one value."""
        return self.typed[0] if self.typed else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be entered: its word in the address, what it is called, and when it is the right one."""

    what: What
    name: str
    sentence: str


def choices(language: str) -> list[Choice]:
    """The five, each with one sentence."""
    _ = wording(language)
    sentences = {
        What.PARTNER_SEARCH: _("Eine Stadt, Schule oder Gruppe sucht jemanden für ein gemeinsames Vorhaben."),
        What.EVENT: _("Etwas findet an einem Tag oder an mehreren Tagen statt, vor Ort oder online."),
        What.CALL: _("Man kann sich um Geld, eine Förderung oder einen Preis bewerben."),
        What.GOOD_PRACTICE: _("Etwas ist gelungen, und andere können davon lernen."),
        What.PUBLICATION: _("Ein Leitfaden, eine Broschüre oder eine Studie ist erschienen."),
    }
    return [Choice(what, name_of(what, language), sentence) for what, sentence in sentences.items()]


def name_of(what: What, language: str) -> str:
    """What it is called."""
    if what is What.CALL:
        return wording(language)("Ausschreibung oder Förderung")
    return label("kind", KINDS[what][0], language)


def fields_of(
    what: What, typed: Mapping[str, tuple[str, ...]], faults: Mapping[Ask, str], language: str
) -> list[Field]:
    """All fields of a form in their order, with what was typed and what is wrong with it."""
    _ = wording(language)
    return [
        Field(
            name=ask.value,
            label=label_of(what, ask, _),
            widget=_WIDGETS.get(ask, "text"),
            typed=typed.get(ask.value, ()),
            hint=_hint(what, ask, _),
            needed=ask in NEEDED[what],
            longest=LONGEST.get(ask, _USUAL_LENGTH),
            options=_options(what, ask, language),
            fault=faults.get(ask, ""),
        )
        for ask in (*FORMS[what], *ALWAYS)
    ]


def label_of(what: What, ask: Ask, _: Callable[[str], str]) -> str:
    """What a field is called in a form."""
    special = {
        (What.PARTNER_SEARCH, Ask.DEADLINE): _("Bis wann wird gesucht?"),
        (What.PARTNER_SEARCH, Ask.COUNTRY): _("Aus welchem Land?"),
        (What.EVENT, Ask.DEADLINE): _("Anmeldung bis"),
        (What.GOOD_PRACTICE, Ask.TEXT): _("Was ist gelungen? In drei Sätzen"),
        (What.GOOD_PRACTICE, Ask.PLACE): _("Wo?"),
        (What.CALL, Ask.PUBLISHER): _("Wer schreibt aus?"),
    }
    return special.get((what, ask)) or _labels(_)[ask]


def _labels(_: Callable[[str], str]) -> Mapping[Ask, str]:
    return {
        Ask.KIND: _("Art"),
        Ask.TITLE: _("Titel"),
        Ask.WHO: _("Wer sucht?"),
        Ask.PURPOSE: _("Wofür?"),
        Ask.DAYS: _("Wann?"),
        Ask.CLOCK: _("Uhrzeit"),
        Ask.PLACE: _("Ort"),
        Ask.ONLINE: _("Man kann online teilnehmen"),
        Ask.DEADLINE: _("Frist"),
        Ask.ROLLING: _("Laufend möglich, ohne Frist"),
        Ask.AMOUNT: _("Betrag"),
        Ask.PUBLISHER: _("Wer gibt sie heraus?"),
        Ask.AUDIENCE: _("Wer kann mitmachen?"),
        Ask.COUNTRY: _("Länder"),
        Ask.TEXT: _("Kurztext"),
        Ask.CONTACT: _("Kontakt"),
        Ask.LINK: _("Link"),
        Ask.TOPIC: _("Themen"),
        Ask.LANGUAGE: _("Sprache dieses Eintrags"),
    }


def _hint(what: What, ask: Ask, _: Callable[[str], str]) -> str:
    hints = {
        Ask.WHO: _("Ort oder Gruppe, zum Beispiel: Stadt Bydgoszcz"),
        Ask.PURPOSE: _("Wenige Worte; daraus wird die Überschrift. Zum Beispiel: Jugendaustausch zum Thema Wasser"),
        Ask.DEADLINE: _("Ein Tag, mit oder ohne Uhrzeit: 15.3.2027 oder 15. März 2027, 12 Uhr"),
        Ask.DAYS: _("Ein Tag oder zwei: 1.5.2027 oder 1.–4. Mai 2027"),
        Ask.CLOCK: _("Zum Beispiel: 18 Uhr oder 10 bis 16 Uhr"),
        Ask.AMOUNT: _("Zum Beispiel 5.000 €, 500 – 5.000 € oder ab 500 €"),
        Ask.COUNTRY: _("Mehrere mit Komma getrennt"),
        Ask.TEXT: _("Etwa 60 Wörter, kurze Sätze."),
        Ask.CONTACT: _("Name, E-Mail oder Telefon; wird veröffentlicht."),
        Ask.LINK: _("Die Seite, auf der alles steht, zum Beispiel: https://www.beispiel.de/seite"),
    }
    if (what, ask) == (What.PARTNER_SEARCH, Ask.COUNTRY):
        return _("Zum Beispiel: Polen")
    return hints.get(ask, "")


def _options(what: What, ask: Ask, language: str) -> tuple[tuple[str, str], ...]:
    match ask:
        case Ask.KIND:
            return tuple((code, label("kind", code, language)) for code in KINDS[what])
        case Ask.TOPIC | Ask.AUDIENCE:
            facet = "topic" if ask is Ask.TOPIC else "audience"
            return tuple((code, label(facet, code, language)) for code in terms(facet))
        case Ask.LANGUAGE:
            return tuple((code, called(language).language(code)) for code in SPOKEN)
        case _:
            return ()
