"""Programmes that come again: rounds of one thing in several years, and what usually comes again soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import Session, col

from aggregator.folding import fold
from aggregator.model import Opportunity
from aggregator.search import OpportunityView, Query, numbers, numbers_due

_YEAR = timedelta(days=365)
_SOON = timedelta(weeks=26)
_APART = timedelta(days=240)  # rounds of one year are not "every year"
_MOST_READ = 300
_MOST_ROUNDS = 20
_WORDS = 6
# "2026", "26/27", "3.", "IV": what tells one round from the next and does not belong to the name
_COUNTED = re.compile(r"\b(?:[0-9]+|[ivx]{2,5}|runde|round|edition|edycja|call)\b")

_IDS: ColumnElement[int] = bindparam("ids", expanding=True)
# the primary key
_IN_ORDER = (
    select(col(Opportunity.id), col(Opportunity.title), col(Opportunity.language), col(Opportunity.deadline))
    .where(col(Opportunity.id).in_(_IDS))
    .order_by(col(Opportunity.deadline), col(Opportunity.id))
)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the number of its opportunity, and until when one could apply."""

    id: int
    deadline: date


@dataclass(frozen=True, slots=True)
class _Named:
    """A round with what it is called."""

    id: int
    title: str
    language: str
    deadline: date


@dataclass(frozen=True, slots=True)
class Returning:
    """A programme that is not open now and usually is: its latest round, and the month in which it is expected."""

    id: int
    title: str
    language: str
    expected: date


@lru_cache(maxsize=4_096)
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
    asked = Query(words=_words(name), kinds=(view.kind,), undated=False)
    found = [*_titled(session, asked, today), *_titled(session, replace(asked, past=True), today)]
    others = [
        Round(number, deadline)
        for number, title, deadline in found
        if number != view.id and deadline and programme(title) == name
    ]
    return tuple(sorted([*own, *others], key=lambda one: (one.deadline, one.id)))


def usual_month(rounds: Sequence[Round], *, today: date) -> date | None:
    """The first day of the month in which the next round is expected; None where fewer than two years are known."""
    if len(rounds) < 2 or rounds[-1].deadline >= today or not _comes_yearly(one.deadline for one in rounds):
        return None
    return _expected(rounds[-1].deadline, today)


def returning(session: Session, query: Query, *, today: date, limit: int = 3) -> tuple[Returning, ...]:
    """What fits a query, was open about this time a year ago and in the year before, and is not open now."""
    before = _rounds(session, query, today, years=2)
    found: list[Returning] = []
    for name, latest in _rounds(session, query, today, years=1).items():
        earlier = before.get(name)
        if earlier is None or not _comes_yearly([earlier.deadline, latest.deadline]):
            continue
        if not _is_open(session, name, today):
            found.append(Returning(latest.id, latest.title, latest.language, _expected(latest.deadline, today)))
        if len(found) == limit:
            break
    return tuple(found)


def _rounds(session: Session, query: Query, today: date, *, years: int) -> dict[str, _Named]:
    """What was due in the half year that began so many years ago, each programme once: the soonest."""
    first = today - years * _YEAR
    asked = replace(query, until=None, undated=False, past=True)
    ids = numbers_due(session, asked, today=today, first=first, last=first + _SOON, most=_MOST_READ)
    named: dict[str, _Named] = {}
    for number, title, language, deadline in session.execute(_IN_ORDER, {"ids": ids}):
        # what stands there by its event has no deadline
        if number and deadline and (name := programme(title)):
            named.setdefault(name, _Named(number, title, language, deadline))
    return named


def _is_open(session: Session, name: str, today: date) -> bool:
    asked = Query(words=_words(name), undated=True)
    return any(programme(title) == name for _, title, _ in _titled(session, asked, today))


def _words(name: str) -> str:
    """The longest words of a name: what a search for its rounds asks for."""
    return " ".join(sorted(set(name.split()), key=lambda word: (-len(word), word))[:_WORDS])


def _titled(session: Session, query: Query, today: date) -> list[tuple[int, str, date | None]]:
    """The first entries of a list: number, title, deadline."""
    ids, _ = numbers(session, query, today=today, start=0, most=_MOST_ROUNDS)
    return [(number, title, day) for number, title, _, day in session.execute(_IN_ORDER, {"ids": ids}) if number]


def _comes_yearly(days: Iterable[date]) -> bool:
    ordered = sorted(days)
    return bool(ordered) and ordered[-1] - ordered[0] >= _APART


def _expected(last: date, today: date) -> date:
    """The month of the last round in the year in which it comes next."""
    month = last.replace(day=1)
    while month < today.replace(day=1):
        month = month.replace(year=month.year + 1)
    return month
