"""How many opportunities each choice beside a list would show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from aggregator.model import Facet
from aggregator.search.asking import search_for_words, with_marks
from aggregator.search.places import Stretch, month_of, stretches
from aggregator.search.query import FACETS, KIND, Query
from aggregator.search.tallies import marks_of_all, places_of_all
from aggregator.search.walking import Search, walk

MOST_LOOKED_AT = 1_000
"""Entries that are looked at for each set of numbers; of a longer list the next ones are counted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many opportunities each code of a facet would show, the other parts of the query being kept.

    `months` count by the first day of the month, whatever `until` says. Not `complete`: a list is longer than what is
    looked at, and some numbers are those of the next `MOST_LOOKED_AT` entries.
    """

    countries: dict[str, int]
    topics: dict[str, int]
    audiences: dict[str, int]
    kinds: dict[str, int] = field(default_factory=dict)
    months: dict[date, int] = field(default_factory=dict)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Set:
    """What one list has: how many of each mark, how many at each place."""

    marks: Counter[str]
    places: Counter[int]
    complete: bool


def counts(session: Session, query: Query, *, today: date) -> Counts:
    """Numbers for the choices beside the list, each choice the most frequent first."""
    words = search_for_words(session, query.words)
    where, every = stretches(query, today), with_marks(words, query)
    whole = _set(session, every, where)
    sets = {
        facet: _set(session, with_marks(words, query, leaving_out=facet), where) if query.values(facet) else whole
        for facet in FACETS
    }
    any_time = stretches(query if query.past else replace(query, until=None), today)
    of_months = whole if any_time == where else _set(session, every, any_time)
    months: Counter[date] = Counter()
    for place, number in of_months.places.items():
        if month := month_of(place):
            months[month] += number
    of = {facet: _of(its, facet) for facet, its in sets.items()}
    return Counts(
        countries=of[Facet.COUNTRY],
        topics=of[Facet.TOPIC],
        audiences=of[Facet.AUDIENCE],
        kinds=of[KIND],
        months=dict(sorted(months.items())),
        complete=all(one.complete for one in (*sets.values(), of_months)),
    )


def _of(its: _Set, facet: str) -> dict[str, int]:
    found = ((mark.partition(":"), number) for mark, number in its.marks.items())
    mine = [(code, number) for (name, _, code), number in found if name == facet]
    return dict(sorted(mine, key=lambda pair: (-pair[1], pair[0])))


def _set(session: Session, search: Search, where: tuple[Stretch, ...]) -> _Set:
    if search.is_open:
        return _Set(marks_of_all(session, where), Counter(dict(places_of_all(session, where))), complete=True)
    marks: Counter[str] = Counter()
    places: Counter[int] = Counter()
    complete = True
    for stretch in where:
        walked = walk(session, search, stretch, most=MOST_LOOKED_AT, with_marks=True)
        complete = complete and walked.complete
        places.update(place for place, _ in walked.rows)
        for together, number in Counter(marks for _, marks in walked.rows).items():
            for mark in together.split():
                marks[mark] += number
    return _Set(marks, places, complete)
