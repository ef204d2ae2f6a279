"""What an alert asks the finder: kept in our codes, so that it means the same whatever addresses look like."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from aggregator.search import DEEPEST, OpportunityView, Query, many, numbers

MOST = 2000
"""More than so many entries are no answer that a mail could give."""


class TooWide(ValueError):
    """So much fits that nobody wants it by mail; `number` says how much."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} entries fit, {MOST} at most can be told of by mail: ask for less")
        self.number = number


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the finder. `until` is relative (`8w`, counted anew every day) or an ISO date, empty for any."""

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    until: str = ""
    words: str = ""
    undated: bool = False
    kinds: tuple[str, ...] = ()

    def query(self, today: date) -> Query:
        """The same as a question to the store, as of a day."""
        return Query(
            countries=self.countries,
            topics=self.topics,
            audiences=self.audiences,
            kinds=self.kinds,
            until=_last_day(self.until, today),
            words=self.words,
            undated=self.undated,
        )

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: list(said) if isinstance(said, tuple) else said for name, said in asdict(self).items()}


def read_asked(data: dict[str, Any]) -> Asked:
    """A question as it was kept."""
    return Asked(
        countries=tuple(data.get("countries", ())),
        topics=tuple(data.get("topics", ())),
        audiences=tuple(data.get("audiences", ())),
        until=data.get("until", ""),
        words=data.get("words", ""),
        undated=data.get("undated", False),
        kinds=tuple(data.get("kinds", ())),
    )


def fitting(session: Session, asked: Asked, *, today: date) -> list[OpportunityView]:
    """Everything that fits now, next deadline first."""
    ids, _ = numbers(session, asked.query(today), today=today, start=0, most=DEEPEST)
    return many(session, ids)


def how_many_fit(session: Session, asked: Asked, *, today: date) -> int:
    """How many entries fit now: exactly up to `MOST`, and some number above it where it is more."""
    _, total = numbers(session, asked.query(today), today=today, start=0, most=MOST + 1)
    return total.number


def require_narrow(session: Session, asked: Asked, *, today: date) -> None:
    """Raise TooWide where more fits than a mail can tell."""
    total = how_many_fit(session, asked, today=today)
    if total > MOST:
        raise TooWide(total)


def _last_day(until: str, today: date) -> date | None:
    weeks = re.fullmatch(r"([1-9][0-9]?)w", until)
    if weeks:
        return today + timedelta(weeks=int(weeks[1]))
    return date.fromisoformat(until) if until else None
