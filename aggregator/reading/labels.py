"""Facts that stand behind a label of their own line: organiser, place; and how far a call reaches."""

from __future__ import annotations

from functools import cache

from aggregator.reading.facts import Evidence, Fact
from aggregator.reading.units import Passage
from aggregator.reading.vocabulary import data
from aggregator.reading.words import Cue

_LONGEST_LABEL = 60
_LONGEST, _SHORTEST = 120, 2
_ONLY_BEFORE = 34  # characters between "nur", "mit Sitz in" and the Land
_MOST = 8
_MOST_LANDS = 24  # mentions that are looked at


def read_labelled(text: str, folded: str) -> dict[str, Fact]:
    """The value behind the first label of each name: "Veranstalter: Stadt Musterhausen" → organiser."""
    found: dict[str, Fact] = {}
    colon = folded.find(":")
    while colon >= 0:
        name = _name_before(folded, colon)
        if name and name not in found and (fact := _value_behind(text, colon + 1, name)):
            found[name] = fact
        colon = folded.find(":", colon + 1)
    return found


def _name_before(folded: str, colon: int) -> str | None:
    """What the words between the beginning of the line or cell and the colon are a label of."""
    start = max(0, colon - _LONGEST_LABEL)
    line = folded[max(folded.rfind("\n", start, colon) + 1, start) : colon]
    return _names().get(line.rpartition("| ")[2].strip(" *_#•-"))


def _value_behind(text: str, start: int, name: str) -> Fact | None:
    ends = (end for mark in "\n|" if (end := text.find(mark, start, start + _LONGEST)) >= 0)
    value = text[start : min(ends, default=start + _LONGEST)].strip(" *_|\t")
    if len(value) < _SHORTEST:
        return None
    start = text.index(value, start)
    return Fact(value, Evidence(value, start, start + len(value)), f"label of the {name}", 0.8)


@cache
def _names() -> dict[str, str]:
    return {label: name for name, spoken in data("labels").items() for label in spoken["all"]}


def read_reach(text: str, folded: str, facets: list[Cue], passages: list[Passage]) -> Fact | None:
    """The Länder a call is limited to ("DE-SN,DE-TH"), or "DE", "EU", "WORLD"; None where nothing limits it."""
    stated = next((cue for cue in facets if cue.role.startswith("reach:")), None)
    lands = [cue for cue in facets if cue.role.startswith("land:")][:_MOST_LANDS]
    limited = [cue for cue in lands if _is_limit(folded, cue, passages)]
    if limited:
        first = limited[0]
        codes = list(dict.fromkeys(cue.role[5:] for cue in limited))[:_MOST]
        evidence = Evidence(text[first.start : first.end], first.start, first.end)
        return Fact(",".join(codes), evidence, "limited to the Land", 0.6)
    if stated is None:
        return None
    evidence = Evidence(text[stated.start : stated.end], stated.start, stated.end)
    return Fact(stated.role[6:], evidence, "reach in words", 0.8)


def _is_limit(folded: str, land: Cue, passages: list[Passage]) -> bool:
    """Whether the Land is where applicants must be from: behind its label, or behind "nur", "mit Sitz in"."""
    line = folded.rfind("\n", 0, land.start) + 1
    colon = folded.find(":", line, land.start)
    if colon >= 0 and _name_before(folded, colon) == "reach":
        return True
    for passage in passages:
        if passage.sentence.start <= land.start < passage.sentence.end:
            limits = [cue for cue in passage.cues if cue.role == "only" and 0 <= land.start - cue.end <= _ONLY_BEFORE]
            strong = any(cue.word not in ("aus", "in") for cue in limits)
            applies = not passage.roles.isdisjoint(("eligible", "submit"))
            return strong or (bool(limits) and applies and "audience" in _facets(passage))
    return False


def _facets(passage: Passage) -> set[str]:
    return {role.partition(":")[0] for role in passage.roles}
