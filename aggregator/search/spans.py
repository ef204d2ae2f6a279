"""What is due in a span of days: how many on each day, and what; for months and calendars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from aggregator.search.asking import search_for
from aggregator.search.loading import many
from aggregator.search.places import Stretch, day_of, is_undated, stretches, within
from aggregator.search.query import Query
from aggregator.search.tallies import places_of_all
from aggregator.search.views import OpportunityView
from aggregator.search.walking import walk

_MOST_COUNTED = 20_000
_LONGEST_EVENT = timedelta(days=92)  # an event stands in the index by its last day


def due_by_day(session: Session, query: Query, *, today: date, first: date, last: date) -> dict[date, int]:
    """How many deadlines of a query lie on each day from `first` to `last`, both inclusive; empty days left out.

    Where more is asked than a time, the next 20,000 are counted.
    """
    search = search_for(session, query)
    parts = [part for part in _parts(query, today, first, last) if not is_undated(part)]
    found: Counter[date] = Counter()
    for part in parts:
        if search.is_open:
            places = dict(places_of_all(session, (part,)))
        else:
            places = Counter(place for place, _ in walk(session, search, part, most=_MOST_COUNTED).rows)
        for place, number in places.items():
            if day := day_of(place):
                found[day] += number
    return dict(sorted(found.items()))


def numbers_due(session: Session, query: Query, *, today: date, first: date, last: date, most: int) -> list[int]:
    """The numbers of what a query has in a span of days, by the day it stands under: deadline, else last day."""
    search = search_for(session, query)
    hits = [hit for part in _parts(query, today, first, last) for hit in walk(session, search, part, most=most).rows]
    return [number for _, number in sorted(hits, key=lambda hit: (day_of(hit[0]) or last, hit[1]))[:most]]


def on_days(
    session: Session, query: Query, *, today: date, first: date, last: date, limit: int = 500
) -> list[OpportunityView]:
    """What has its deadline in a span, or, where it has none, its first day; over or not. In the order of days."""
    found: list[int] = []
    last = min(last, date.max - _LONGEST_EVENT)
    for asked in (replace(query, undated=True, past=False), replace(query, until=None, past=True)):
        far = last + _LONGEST_EVENT
        found += numbers_due(session, asked, today=today, first=first, last=last, most=limit)
        found += numbers_due(session, asked, today=today, first=last + timedelta(days=1), last=far, most=limit)
    views = many(session, list(dict.fromkeys(found)))
    there = [view for view in views if first <= (view.deadline or view.event_start or date.min) <= last]
    return sorted(there, key=lambda view: (view.deadline or view.event_start or first, view.id))[:limit]


def _parts(query: Query, today: date, first: date, last: date) -> Iterator[Stretch]:
    return (replace(within(stretch, first, last), backwards=False) for stretch in stretches(query, today))
