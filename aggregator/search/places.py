"""Where an opportunity stands in a list: one number that sorts, so that a list is a stretch of the index.

There are three lanes, one behind the other. In each the number is that of a day, counted as `date.toordinal` does:
the deadline, else the last day of the event.

- `_DATED`: what one can apply for until a day
- `_UNDATED`: what has no deadline; without any day at all it stands at the end
- `_OVER`: what its source calls closed or withdrawn, whatever the calendar says
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from aggregator.search.query import Query

_LANE = 10_000_000
_DATED, _UNDATED, _OVER = 0, _LANE, 2 * _LANE
_NO_DAY = 9_000_000  # behind every day
_LAST_DAY = date.max.toordinal()
CLOSED = ("closed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the index, both ends inclusive. `backwards`: the latest first."""

    first: int
    last: int
    backwards: bool = False


def place_of(status: str, deadline: date | None, event_start: date | None, event_end: date | None) -> int:
    """The place of an opportunity in the order of the lists."""
    day = deadline or event_end or event_start
    number = day.toordinal() if day else _NO_DAY
    if status in CLOSED:
        return _OVER + number
    return (_DATED if deadline else _UNDATED) + number


def stretches(query: Query, today: date) -> tuple[Stretch, ...]:
    """What a query may show: what is shown first comes first, but for the past, see `in_order`."""
    now = today.toordinal()
    until = min(query.until.toordinal(), _LAST_DAY) if query.until else _LAST_DAY
    if query.past:
        before = min(now - 1, until)
        over = _OVER + (until if query.until else _NO_DAY)
        return (
            Stretch(_DATED, _DATED + before, backwards=True),
            Stretch(_UNDATED, _UNDATED + before, backwards=True),
            Stretch(_OVER, over, backwards=True),
        )
    dated = Stretch(_DATED + now, _DATED + until)
    return (dated, Stretch(_UNDATED + now, _UNDATED + _NO_DAY)) if query.undated else (dated,)


def in_order(hits: Iterable[tuple[int, int]], query: Query) -> list[tuple[int, int]]:
    """Pairs of place and number of all stretches in the order in which they are shown."""
    if not query.past:
        return sorted(hits)
    # what is over is told by its day alone, and what has none comes last
    return sorted(hits, key=lambda hit: ((hit[0] % _LANE) % _NO_DAY, hit[1]), reverse=True)


def within(stretch: Stretch, first: date, last: date) -> Stretch:
    """As much of a stretch as lies between two days, both inclusive; it may be empty."""
    lane = stretch.last // _LANE * _LANE
    return replace(
        stretch, first=max(stretch.first, lane + first.toordinal()), last=min(stretch.last, lane + last.toordinal())
    )


def is_undated(stretch: Stretch) -> bool:
    """Whether nothing of it has a deadline."""
    return stretch.last // _LANE * _LANE == _UNDATED


def day_of(place: int) -> date | None:
    """The day under which a place stands; None where it has none."""
    number = place % _LANE
    return date.fromordinal(number) if 0 < number <= _LAST_DAY else None


def month_of(place: int) -> date | None:
    """The first day of the month of a place; None where it has no day."""
    day = day_of(place)
    return day.replace(day=1) if day else None
