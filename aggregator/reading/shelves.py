"""The words found in a text, sorted by what they tell: each rule then looks at its own alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from aggregator.reading.words import Cue


@dataclass(frozen=True, slots=True)
class Shelves:
    """Each shelf in the order of the text."""

    kinds: list[Cue]
    topics: list[Cue]
    forms: list[Cue]
    places: list[Cue]
    reaches: list[Cue]
    calendar: list[Cue]
    senses: list[Cue]
    """What gives dates and sums their sense: cues, audiences, weekdays."""


_SHELVES = {
    "kind": ("kinds",),
    "mainly": ("kinds",),
    "headline": (),  # read from the title itself
    "topic": ("topics",),
    "form": ("forms",),
    **dict.fromkeys(("country", "group", "demonym", "programme", "town"), ("places",)),
    "reach": ("reaches",),
    "land": ("reaches",),
    "month": ("calendar",),
    "weekday": ("calendar", "senses"),
    "audience": ("senses",),
    "": ("senses",),  # a role without a facet: "deadline", "until"
}


def shelved(cues: Iterable[Cue]) -> Shelves:
    """Put every cue where its rules look for it."""
    found: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        for shelf in _shelves_of(cue.role):
            found[shelf].append(cue)
    return Shelves(**{shelf.name: found[shelf.name] for shelf in fields(Shelves)})


@cache
def _shelves_of(role: str) -> tuple[str, ...]:
    facet, colon, _ = role.partition(":")
    return _SHELVES[facet if colon else ""]
