"""Why two reports are taken for one thing, or for two, in the words of the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from aggregator.folding import fold
from aggregator.identity import Ground, Reason
from aggregator.identity.concepts import concept_label
from aggregator.identity.fingerprint import LONGEST_TEXT
from templates import language as written
from web.wording import wording

_OPEN_END = re.compile(r"\s*:?\s*\{values\}$")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Why:
    """Reasons as phrases that may stand in a row: those for one thing, and those for two."""

    speaking_for: tuple[str, ...]
    speaking_against: tuple[str, ...]


def why(reasons: Iterable[Reason], language: str, *, texts: Iterable[str] = ()) -> Why:
    """The reasons in a language; names, which are kept without capitals, are spelled as in the first of the texts."""
    spelling = tuple(texts)
    said = [(reason.ground.unites, phrase(reason, language, texts=spelling)) for reason in reasons]
    return Why(tuple(text for unites, text in said if unites), tuple(text for unites, text in said if not unites))


def phrase(reason: Reason, language: str, *, texts: tuple[str, ...] = ()) -> str:
    """One reason: `beide nennen 15.03.2027`. What it rests on is left out where that is not known."""
    said = _phrases(wording(language))[reason.ground]
    values = ", ".join(_value(reason.ground, value, language, texts) for value in reason.values if value)
    return said.format(values=values) if values else _OPEN_END.sub("", said)


def _phrases(_: Callable[[str], str]) -> dict[Ground, str]:
    return {
        Ground.REFERENCE: _("beide tragen die Kennung {values}"),
        Ground.ADDRESS: _("dieselbe Adresse"),
        Ground.ORIGINAL: _("das eine führt zur Adresse des anderen: {values}"),
        Ground.GUID: _("der Herausgeber gibt beiden dieselbe Kennung"),
        Ground.TITLE: _("derselbe Titel"),
        Ground.TITLE_ALIKE: _("ähnliche Titel"),
        Ground.TEXT: _("derselbe Text, Wort für Wort"),
        Ground.TEXT_ALIKE: _("die meisten Wörter des einen Textes stehen auch im anderen"),
        Ground.DAYS: _("beide nennen {values}"),
        Ground.SUMS: _("beide nennen die Zahl {values}"),
        Ground.NAMES: _("in beiden kommt vor: {values}"),
        Ground.CONCEPTS: _("beide handeln von: {values}"),
        Ground.ORGANISER: _("derselbe Anbieter"),
        Ground.EXTENDED: _("eines sagt, dass die Frist verlängert wurde"),
        Ground.MEANING: _("beide sagen fast dasselbe"),
        Ground.RELISTED: _("steht bei der Quelle unter neuer Adresse"),
        Ground.OTHER_REFERENCE: _("verschiedene Kennungen: {values}"),
        Ground.OTHER_NUMBERS: _("die Titel nennen verschiedene Jahre oder Nummern: {values}"),
        Ground.ONE_NUMBER: _("nur ein Titel nennt ein Jahr oder eine Nummer: {values}"),
        Ground.OTHER_DAYS: _("verschiedene Tage: {values}"),
        Ground.OTHER_TITLE: _("verschiedene Titel"),
        Ground.OTHER_TEXT: _("verschiedene Texte"),
        Ground.OTHER_STRAND: _("fast derselbe Text, aber jeder Titel nennt etwas Eigenes: {values}"),
        Ground.OTHER_SUBJECT: _("jedes handelt von etwas, wovon das andere nicht spricht: {values}"),
        Ground.OTHER_PLACE: _("jedes nennt einen Ort oder Namen, den das andere nicht nennt: {values}"),
        Ground.RESULTS: _("eines berichtet von Ergebnissen, das andere lädt ein"),
        Ground.OTHER_SUBTITLE: _("die Zeilen unter den Titeln nennen Verschiedenes"),
        Ground.LISTED_APART: _("die Quelle führt beide nebeneinander auf"),
        Ground.NOTHING: _("nichts davon ist gleich: Adresse, Kennung, Titel, Angaben"),
    }


_DAYS = (Ground.DAYS, Ground.OTHER_DAYS)
_WORDS = (Ground.NAMES, Ground.OTHER_STRAND, Ground.OTHER_PLACE)
_SUBJECTS = (Ground.CONCEPTS, Ground.OTHER_SUBJECT)


def _value(ground: Ground, value: str, language: str, texts: tuple[str, ...]) -> str:
    """A value as people write it; one of an unknown form as it is."""
    try:
        if ground in _DAYS:
            return written.short_date(date.fromisoformat(value), language)
        if ground is Ground.SUMS:
            return written.number(float(value), language)
    except ValueError:
        return value
    if ground in _SUBJECTS:
        return concept_label(value, language)
    if ground is Ground.ORIGINAL:
        return value.removeprefix("//")
    return _spelled(value, texts) if ground in _WORDS else value


def _spelled(folded: str, texts: tuple[str, ...]) -> str:
    """`Gliwice` for `gliwice`: as the texts write it, else with a capital letter."""
    for text in texts:
        if folded in _spellings(text):
            return _spellings(text)[folded]
    return folded.capitalize()


@lru_cache(maxsize=64)
def _spellings(text: str) -> dict[str, str]:
    return dict(_words(text))


def _words(text: str) -> Iterator[tuple[str, str]]:
    for found in _WORD.finditer(text[:LONGEST_TEXT]):
        if found[0][0].isupper():
            yield fold(found[0]), found[0]
