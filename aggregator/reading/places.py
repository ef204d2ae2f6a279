"""Countries a text is about: names, adjectives, inhabitants, groups of countries, towns, programmes (taxonomy 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.reading.facts import Evidence, Fact
from aggregator.reading.words import Cue

_FACETS = {"country": 0.85, "group": 0.85, "demonym": 0.75, "programme": 0.7, "town": 0.6}
_LANGUAGE_AFTER = re.compile(r" ?(?:sprach|language|-?sprachig|speaking|jezyk|lingua|taal)")
_LANGUAGE_BEFORE = re.compile(r"\b(?:sprache|jezyku|langue|auf|in|en|po|into|oder|or|ou) $")
_ADDRESS_AFTER = re.compile(r"(?:er)? ?(?:straße|strasse|str\.|platz|allee|weg\b|street|ring\b)")
_HALVES = frozenset({"deutsch", "niemiecko", "francusko", "polsko", "germano", "franco"})  # "deutsch-polnisch"
_INFLECTED = re.compile(r"sche[nrms]?$")
_ENGLISH = re.compile(
    r"polish|turkish|german|french|english|british|danish|dutch|greek|swiss|irish|czech|slovak|spanish|russian|chinese"
)
_BY_NAME = frozenset({"country", "demonym"})
_TRIPLE = ("DE", "FR", "PL")  # the Weimar triangle
_MOST = 40


def read_countries(text: str, folded: str, cues: list[Cue]) -> tuple[Fact, ...]:
    """Each country once, in the order of the text. A language ("auf Polnisch") is no country."""
    found: dict[str, Fact] = {}
    for cue in cues:
        facet, _, code = cue.role.partition(":")
        if len(found) >= _MOST or not _is_place(text, folded, cue, facet):
            continue
        evidence = Evidence(text[cue.start : cue.end], cue.start, cue.end)
        for one in _TRIPLE if code == "XWT" else (code,):
            found.setdefault(one, Fact(one, evidence, f"{facet} in the text", _FACETS[facet]))
    return tuple(found.values())


def named_countries(text: str, folded: str, cues: list[Cue]) -> Iterator[tuple[Cue, str]]:
    """Every place where one country is named, by its name or an adjective, with its code; no towns, no groups."""
    for cue in cues:
        facet, _, code = cue.role.partition(":")
        if facet in _BY_NAME and _is_place(text, folded, cue, facet):
            yield cue, code


def _is_place(text: str, folded: str, cue: Cue, facet: str) -> bool:
    capital = text[cue.start].isupper()
    if facet in ("group", "programme"):
        return True
    if _ADDRESS_AFTER.match(folded, cue.end):
        return False
    return capital if facet in ("country", "town") else _is_demonym(folded, cue, capital=capital)


def _is_demonym(folded: str, cue: Cue, *, capital: bool) -> bool:
    """Whether an adjective or inhabitant is meant, and no language and no English verb."""
    if _LANGUAGE_AFTER.match(folded, cue.end):
        return False
    joined = "-" in (folded[cue.end : cue.end + 1], folded[cue.start - 1 : cue.start])
    if joined or cue.word in _HALVES:
        return joined
    if not _INFLECTED.search(cue.word) and _LANGUAGE_BEFORE.search(folded, max(0, cue.start - 18), cue.start):
        return False
    follows = folded[cue.end + 1 : cue.end + 2]
    return not _ENGLISH.fullmatch(cue.word) or (capital and follows.isalpha())
