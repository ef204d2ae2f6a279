"""The list of deadlines: found, put under its months, and what to try when there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session

from aggregator.search import Found, OpportunityView, counts, find
from web.finder.address import Wider, Wish
from web.finder.choices import Choices, choices

PER_PAGE = 20
FEED_LENGTH = 500
_MOST_PROPOSALS = 3


@dataclass(frozen=True, slots=True)
class Month:
    """What is due in one month; `first` is its first day, None for what has no day."""

    first: date | None
    items: tuple[OpportunityView, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wider wish and how many it finds."""

    how: Wider
    parameters: str
    total: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the finder."""

    wish: Wish
    found: Found
    months: tuple[Month, ...]
    choices: Choices
    proposals: tuple[Proposal, ...]


def listing(session: Session, wish: Wish, *, today: date, language: str) -> Listing:
    """Ask the store for one page of a wish. A page behind the last one shows the last one."""
    query = wish.query(today)
    found = find(session, query, today=today, per_page=PER_PAGE)
    if not found.items and found.total:
        found = find(session, wish.at(found.pages).query(today), today=today, per_page=PER_PAGE)
    return Listing(
        wish=wish,
        found=found,
        months=by_month(found.items),
        choices=choices(wish, counts(session, query, today=today), language),
        proposals=() if found.total else _proposals(session, wish, today),
    )


def by_month(views: Sequence[OpportunityView]) -> tuple[Month, ...]:
    """Neighbours of the same month under one heading; the order stays."""
    groups = groupby(views, lambda view: view.deadline.replace(day=1) if view.deadline else None)
    return tuple(Month(first, tuple(items)) for first, items in groups)


def _proposals(session: Session, wish: Wish, today: date) -> tuple[Proposal, ...]:
    """The wider wishes that find something, three at most."""
    found: list[Proposal] = []
    for how, wider in wish.widened():
        total = find(session, wider.query(today), today=today, per_page=1).total
        if total and all(total != earlier.total or how is not Wider.ANY_TIME for earlier in found):
            found.append(Proposal(how, wider.parameters(), total))
        if len(found) == _MOST_PROPOSALS:
            break
    return tuple(found)
