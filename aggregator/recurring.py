"""Programmes that come again: rounds of one thing in several years, and what usually comes again soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from aggregator.folding import fold
from aggregator.model import Opportunity
from aggregator.search import OpportunityView, Query, find, numbers_due

_YEAR = timedelta(days=365)
_SOON = timedelta(weeks=26)
_APART = timedelta(days=240)  # rounds of one year are not "every year"
_MOST_READ = 300
_WORDS = 6
# "2026", "26/27", "3.", "IV": what tells one round from the next and does not belong to the name
_COUNTED = re.compile(r"\b(?:[0-9]+|[ivx]{2,5}|runde|round|edition|edycja|call)\b")


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the number of its opportunity, and until when one could apply."""

    id: int
    deadline: date


@dataclass(frozen=True, slots=True)
class Returning:
    """A programme that is not open now and usually is: its latest round, and the month in which it is expected."""

    id: int
    title: str
    language: str
    expected: date


def programme(title: str) -> str:
    """The name of a programme without what changes from round to round; "" where nothing is left to go by."""
    named = " ".join(_COUNTED.sub(" ", fold(title)).split())
    return named if len(named) >= 12 else ""


def rounds_of(session: Session, view: OpportunityView, *, today: date) -> tuple[Round, ...]:
    """The rounds of its programme in the order of time, its own among them; itself alone where it came once."""
    name = programme(view.title)
    own = [Round(view.id, view.deadline)] if view.deadline else []
    if not name:
        return tuple(own)
    words = " ".join(sorted(set(name.split()), key=lambda word: (-len(word), word))[:_WORDS])
    asked = Query(words=words, kinds=(view.kind,), undated=False)
    found = [*find(session, asked, today=today).items, *find(session, replace(asked, past=True), today=today).items]
    others = [
        Round(other.id, other.deadline)
        for other in found
        if other.id != view.id and other.deadline and programme(other.title) == name
    ]
    return tuple(sorted([*own, *others], key=lambda one: (one.deadline, one.id)))


def usual_month(rounds: Sequence[Round], *, today: date) -> date | None:
    """The first day of the month in which the next round is expected; None where fewer than two years are known."""
    if len(rounds) < 2 or rounds[-1].deadline >= today or not _comes_yearly(one.deadline for one in rounds):
        return None
    return _expected(rounds[-1].deadline, today)


def returning(session: Session, query: Query, *, today: date, limit: int = 3) -> tuple[Returning, ...]:
    """What fits a query, was open about this time a year ago and in the year before, and is not open now."""
    before = dict(_rounds(session, query, today, years=2))
    found: list[Returning] = []
    for name, row in _rounds(session, query, today, years=1):
        earlier = before.get(name)
        assert row.id is not None
        assert row.deadline is not None
        if earlier is None or not _comes_yearly([earlier.deadline or row.deadline, row.deadline]):
            continue
        if not _is_open(session, row.title, today):
            found.append(Returning(row.id, row.title, row.language, _expected(row.deadline, today)))
        if len(found) == limit:
            break
    return tuple(found)


def _rounds(session: Session, query: Query, today: date, *, years: int) -> list[tuple[str, Opportunity]]:
    """What was due in the half year that began so many years ago, each programme once: the soonest."""
    first = today - years * _YEAR
    asked = replace(query, until=None, undated=False, past=True)
    numbers = numbers_due(session, asked, today=today, first=first, last=first + _SOON, most=_MOST_READ)
    # the primary key; what stands there by its event has no deadline
    wanted = select(Opportunity).where(col(Opportunity.id).in_(numbers), col(Opportunity.deadline).is_not(None))
    named: dict[str, Opportunity] = {}
    for row in session.exec(wanted.order_by(col(Opportunity.deadline), col(Opportunity.id))):
        name = programme(row.title)
        if name:
            named.setdefault(name, row)
    return list(named.items())


def _is_open(session: Session, title: str, today: date) -> bool:
    name = programme(title)
    words = " ".join(sorted(set(name.split()), key=lambda word: (-len(word), word))[:_WORDS])
    there = find(session, Query(words=words, undated=True), today=today).items
    return any(programme(other.title) == name for other in there)


def _comes_yearly(days: Iterable[date]) -> bool:
    ordered = sorted(days)
    return bool(ordered) and ordered[-1] - ordered[0] >= _APART


def _expected(last: date, today: date) -> date:
    """The month of the last round in the year in which it comes next."""
    month = last.replace(day=1)
    while month < today.replace(day=1):
        month = month.replace(year=month.year + 1)
    return month
