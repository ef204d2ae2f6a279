"""What readers were told of an opportunity, and what of it is news to them now. Pure.

No moment is compared with another: what was told is held against what is, as alerts do (decisions 020 and 026).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aggregator.search.views import OpportunityView

_DATED = frozenset({"exact", "inferred", "vague"})
_CLOSED = frozenset({"closed", "withdrawn"})


class News(StrEnum):
    """Why something that was told before is told again."""

    EXTENDED = "extended"  # more time
    SHORTENED = "shortened"  # less time
    DATED = "dated"  # there was no day, now there is one
    UNDATED = "undated"  # the day they were told does not hold any more
    NEW_ROUND = "new_round"  # the day they were told is over, and there is another
    REOPENED = "reopened"
    MOVED = "moved"  # the event takes place on another day


@dataclass(frozen=True, slots=True)
class Told:
    """What of an opportunity is news when it differs: until when, whether it is open, when it takes place."""

    day: date | None
    closed: bool = False
    event: date | None = None

    @classmethod
    def of(cls, view: OpportunityView) -> Told:
        """What an edition tells of it."""
        day = view.deadline if view.certainty in _DATED else None
        return cls(day, view.status in _CLOSED, view.event_start)

    def kept(self) -> str:
        """As it is kept in an edition: `2026-12-15||2027-01-03`, days and `closed`."""
        days = [one.isoformat() if one else "" for one in (self.day, self.event)]
        return f"{days[0]}|{'closed' if self.closed else ''}|{days[1]}"

    @classmethod
    def read(cls, kept: str) -> Told:
        """What an edition told."""
        day, closed, event = kept.split("|")
        return cls(_day(day), closed == "closed", _day(event))


Past = Mapping[int, Told]
"""What was told of which opportunity, to one reader or to all readers alike."""


def news(told: Told, now: Told, *, today: date) -> News | None:
    """What is new in `now` for somebody who was `told`; None where there is nothing to say."""
    if told.closed and not now.closed:
        return News.REOPENED
    if told.day != now.day:
        if now.day is None:
            return News.UNDATED
        if told.day is None:
            return News.DATED
        if told.day < today <= now.day:
            return News.NEW_ROUND
        return News.EXTENDED if told.day < now.day else News.SHORTENED
    return News.MOVED if now.event is not None and told.event != now.event else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
