"""Deadlines and dates of one month: by day for the list, by week for the grid, and the twelve months of its year."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from aggregator.search import OpportunityView, due_by_day, on_days
from web.finder.address import Wish, as_month, last_of

_YEARS = 20
_LOOKED_AHEAD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what is due or begins on it; `of_month` is false for days that only fill a week up."""

    day: date
    items: tuple[OpportunityView, ...]
    of_month: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, with the number of the week (ISO 8601)."""

    number: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `days` are those on which something is; `year` counts the deadlines of each month of its year.

    `following` is the first day after an empty month on which something is due.
    """

    first: date
    days: tuple[Day, ...]
    weeks: tuple[Week, ...]
    year: tuple[tuple[date, int], ...]
    following: date | None

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return last_of(self.first) + timedelta(days=1)


def month_asked_for(typed: str, today: date) -> date | None:
    """The first day of the month in an address, `2026-12`; None where it is none or lies too far away."""
    found = as_month(typed)
    return found if found is not None and abs(found.year - today.year) <= _YEARS else None


def month_of(session: Session, wish: Wish, *, first: date, today: date) -> Month:
    """What fits a wish in the month that begins on `first`; what is over is shown too."""
    query, last = wish.query(today), last_of(first)
    by_day: dict[date, list[OpportunityView]] = {}
    for view in on_days(session, query, today=today, first=first, last=last):
        there = view.deadline or view.event_start
        assert there is not None
        by_day.setdefault(there, []).append(view)
    following = None if by_day else _next_due(session, wish, last, today)
    return Month(
        first=first,
        days=tuple(Day(day, tuple(items), of_month=True) for day, items in sorted(by_day.items())),
        weeks=_weeks(first, by_day),
        year=_year(session, wish, first.year, today),
        following=following,
    )


def _weeks(first: date, by_day: dict[date, list[OpportunityView]]) -> tuple[Week, ...]:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return tuple(
        Week(
            days[0].isocalendar().week,
            tuple(Day(day, tuple(by_day.get(day, ())), of_month=day.month == first.month) for day in days),
        )
        for days in weeks
    )


def _year(session: Session, wish: Wish, year: int, today: date) -> tuple[tuple[date, int], ...]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = replace(wish.query(today), undated=False)
    due: Counter[int] = Counter()
    for asked in (replace(query, past=False), replace(query, past=True)):
        for day, number in due_by_day(session, asked, today=today, first=first, last=last).items():
            due[day.month] += number
    return tuple((date(year, month, 1), due[month]) for month in range(1, 13))


def _next_due(session: Session, wish: Wish, last: date, today: date) -> date | None:
    begins = max(last + timedelta(days=1), today)
    query = replace(wish.query(today), past=False)
    return min(due_by_day(session, query, today=today, first=begins, last=begins + _LOOKED_AHEAD), default=None)
