"""Find accepted opportunities by deadline, and say how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from aggregator.search.asking import search_for
from aggregator.search.loading import many
from aggregator.search.places import in_order, stretches
from aggregator.search.query import Query
from aggregator.search.tallies import number_of_all
from aggregator.search.views import OpportunityView
from aggregator.search.walking import Hit, Search, walk

MOST_COUNTED = 1_000
"""So many are counted exactly where the query says more than a time; of more it is said that there are more."""
DEEPEST = 20_000
"""Entries behind which no page is shown: reading on takes a narrower query."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are. With `more` there are more than `number`."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list; `total` counts all pages, `pages` is 1 even where nothing was found.

    With `more` there are more than `total`, and pages behind the last one that is counted: the next is always there.
    """

    items: tuple[OpportunityView, ...]
    total: int
    pages: int
    page: int
    more: bool = False


def find(session: Session, query: Query, *, today: date, per_page: int = 20) -> Found:
    """One page of what fits, next deadline first, undated ones last; what is over is listed latest first.

    A page behind the last one is empty and says so in `page` and `pages`.
    """
    page = max(1, query.page)
    start = (page - 1) * per_page
    ids, total = numbers(session, query, today=today, start=start, most=per_page)
    pages = max(1, -(-total.number // per_page))
    return Found(tuple(many(session, ids)), total.number, pages, page, total.more)


def numbers(session: Session, query: Query, *, today: date, start: int, most: int) -> tuple[list[int], Total]:
    """The numbers of what stands in a list from `start` on, `most` of them, and how long the list is."""
    search = search_for(session, query)
    wanted = start + most if start + most <= DEEPEST else 0
    if search.is_open:
        total = Total(number_of_all(session, stretches(query, today)))
        hits, _ = _hits(session, search, query, today, wanted if start < total.number else 0)
    else:
        counted = max(MOST_COUNTED, wanted)
        hits, complete = _hits(session, search, query, today, counted)
        total = Total(min(len(hits), counted), more=not complete)
    return [number for _, number in hits[start:wanted]], total


def how_many(session: Session, query: Query, *, today: date) -> Total:
    """The length of a list without the list."""
    return numbers(session, query, today=today, start=0, most=0)[1]


def _hits(session: Session, search: Search, query: Query, today: date, most: int) -> tuple[list[Hit], bool]:
    """The first hits of a list, and whether these are all."""
    found: list[Hit] = []
    complete = True
    if not most:
        return found, complete
    for stretch in stretches(query, today):
        # each stretch stands before the next one, except in the past, where they are mixed
        left = most if stretch.backwards else most - len(found)
        walked = walk(session, search, stretch, most=left)
        found += [(place, number) for place, number in walked.rows]
        complete = complete and walked.complete
        if not complete and not stretch.backwards:
            break
    return in_order(found, query), complete and len(found) <= most
