"""How much speaks against an address: points that halve with time. Pure.

A dead address weighs three points, a full or unreachable mailbox one; five are enough. So a weekly or monthly reader is
given up after the second report of a dead address (the issue between is the probe that asks again), and after seven
weeks of a full mailbox; a single report, or many in one bad week, never suffices (docs/decisions/031).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import ReturnKind

ENOUGH = 5.0
_HALF_LIFE = timedelta(days=60)
_APART = timedelta(days=3)  # a provider that loses its list of users for a day, or a loop, counts once
_WEIGHTS = {ReturnKind.READER_DEAD: 3.0, ReturnKind.MAILBOX_FULL: 1.0, ReturnKind.UNREACHABLE: 1.0}


@dataclass(frozen=True, slots=True)
class Points:
    """What was held against an address at a moment (aware)."""

    points: float
    at: datetime


def counts(kind: ReturnKind) -> bool:
    """Whether this kind is held against an address at all."""
    return kind in _WEIGHTS


def held_against(before: Points | None, kind: ReturnKind, *, now: datetime) -> Points:
    """The points after one more report. What comes within three days of the last one that counted changes nothing."""
    if before is None:
        return Points(_WEIGHTS[kind], now)
    if now - before.at < _APART:
        return Points(max(before.points, _WEIGHTS[kind]), before.at)
    left: float = before.points * 0.5 ** ((now - before.at) / _HALF_LIFE)
    return Points(left + _WEIGHTS[kind], now)
