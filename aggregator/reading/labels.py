"""Facts that stand behind a label of their own line: organiser, place; and how far a call reaches."""

from __future__ import annotations

import re
from functools import cache

from aggregator.reading.facts import Evidence, Fact
from aggregator.reading.units import Passage
from aggregator.reading.vocabulary import data
from aggregator.reading.words import Cue

_LONGEST = 120
_ONLY_BEFORE = 34  # characters between "nur", "mit Sitz in" and the Land
_MOST = 8
_MOST_LANDS = 24  # mentions that are looked at


def read_labelled(text: str, folded: str, name: str) -> Fact | None:
    """The value behind the first label of this name: "Veranstalter: Stadt Musterhausen"."""
    match = _pattern(name).search(folded)
    if match is None:
        return None
    start, end = match.span("value")
    value = text[start:end].strip(" *_|\t")
    if not value:
        return None
    start = text.index(value, start)
    return Fact(value, Evidence(value, start, start + len(value)), f"label of the {name}", 0.8)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, data("labels")[name]["all"]), key=len, reverse=True))
    leads, value = r"(?:^|\n|\| )[-*•# ]{0,6}", rf"(?P<value>[^\n|]{{2,{_LONGEST}}})"
    return re.compile(rf"{leads}(?:{labels})[*_ ]{{0,3}}:[*_ ]{{0,3}}{value}")


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
    line = folded[folded.rfind("\n", 0, land.start) + 1 : land.start]
    if _pattern("reach").match(f"{line}x x"):
        return True
    for passage in passages:
        if passage.sentence.start <= land.start < passage.sentence.end:
            roles = {cue.role for cue in passage.cues}
            limits = [cue for cue in passage.cues if cue.role == "only" and 0 <= land.start - cue.end <= _ONLY_BEFORE]
            strong = any(cue.word not in ("aus", "in") for cue in limits)
            return strong or (bool(limits) and bool(roles & {"eligible", "submit"}) and "audience" in _facets(passage))
    return False


def _facets(passage: Passage) -> set[str]:
    return {cue.role.partition(":")[0] for cue in passage.cues}
