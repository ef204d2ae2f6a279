"""When a source is visited again: from its rhythm, its trouble, what its server asks and what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel

from aggregator.finding import SourceKind
from aggregator.health.memory import Looked, Memory, wait_after

DAILY_BEFORE = timedelta(days=10)
"""So long before a deadline its source is looked at every day: that is when deadlines are extended (SOURCES 1.4)."""
REREAD = timedelta(days=7)
"""An accepted call that is still open is read again at least so often."""
_DAY = timedelta(days=1)
_LONGEST_ASKED = timedelta(days=7)  # a server that asks for a year is heard for a week
_RHYTHM = 4  # visits without which nothing is known of the rhythm
_SPREAD = 0.1  # of the wait: sources added together do not come back together


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """What hangs on a source: its next deadline among accepted and undecided entries, and whether any is accepted."""

    next_deadline: date | None = None
    accepted: bool = False


class Pace(BaseModel, frozen=True, extra="forbid"):
    """Hours between two visits to a kind of source."""

    least: float
    usual: float
    most: float


def next_fetch(
    kind: SourceKind,
    finished_at: datetime,
    *,
    memory: Memory,
    calls: OpenCalls,
    at_most: timedelta | None = None,
    not_before: datetime | None = None,
    jitter: float = 0.0,
) -> datetime:
    """The moment of the next visit, aware, UTC; always after `finished_at`.

    A source in trouble waits longer, but not past a day before a near deadline nor past a week while an accepted call
    is open, nor past `at_most`. What the server asks for (`not_before`) counts most, up to a week. `jitter`, 0 to 1,
    brings the visit forward by at most a tenth of the wait.
    """
    wait = interval(kind, memory.visits)
    if memory.trouble:
        wait = max(wait, wait_after(memory.trouble))
    if calls.next_deadline is not None and calls.next_deadline - finished_at.date() <= DAILY_BEFORE:
        wait = min(wait, _DAY)
    if calls.accepted:
        wait = min(wait, REREAD)
    if at_most is not None:
        wait = min(wait, at_most)
    due = finished_at + wait * (1 - _SPREAD * jitter)
    if not_before is None:
        return due
    return max(due, min(not_before, finished_at + _LONGEST_ASKED))


def interval(kind: SourceKind, visits: Sequence[Looked]) -> timedelta:
    """Half the usual time between news, so that about every second visit brings some; never more than twice the last.

    `visits` are the last ones that were answered, oldest first.
    """
    pace = _paces()[kind]
    if len(visits) < _RHYTHM:
        return timedelta(hours=pace.usual)
    span = visits[-1].at - visits[0].at
    with_news = sum(visit.news for visit in visits[1:])
    wanted = span / (2 * with_news) if with_news else span
    last = visits[-1].at - visits[-2].at
    return _within(min(wanted, 2 * last), pace)


def _within(wanted: timedelta, pace: Pace) -> timedelta:
    return min(max(wanted, timedelta(hours=pace.least)), timedelta(hours=pace.most))


@cache
def _paces() -> dict[SourceKind, Pace]:
    with (Path(__file__).parent / "intervals.yaml").open(encoding="utf-8") as lines:
        return {SourceKind(kind): Pace.model_validate(pace) for kind, pace in yaml.safe_load(lines).items()}
