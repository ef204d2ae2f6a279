"""The list of deadlines: found, put under its months, and what to try when there is nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from sqlmodel import Session

from aggregator.recurring import Returning, returning
from aggregator.search import Found, OpportunityView, counts, due_by_day, find, how_many, suggested
from web.finder.address import Wider, Wish, last_of
from web.finder.choices import Choices, choices
from web.finder.place import Placed

PER_PAGE = 20
FEED_LENGTH = 500
_MOST_PROPOSALS = 3


@dataclass(frozen=True, slots=True)
class Month:
    """What is due in one month; `first` is its first day, None for what has no day.

    `total` counts the month on all pages of the list, where that was counted.
    """

    first: date | None
    items: tuple[OpportunityView, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wider wish and how many it finds."""

    how: Wider
    parameters: str
    total: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the finder. `placed` says what became of the municipality that was asked for."""

    placed: Placed
    found: Found
    months: tuple[Month, ...]
    choices: Choices
    proposals: tuple[Proposal, ...]
    returning: tuple[Returning, ...] = ()
    meant: Wish | None = None
    """The same without typing errors, where nothing was found and something would be then."""

    @property
    def wish(self) -> Wish:
        """What is shown, with the official key of the municipality in the place of what was typed."""
        return self.placed.wish

    @property
    def pages(self) -> tuple[int | None, ...]:
        """The pages that are linked: the ends and what lies about this one; None where some are left out."""
        last, here = self.found.pages, self.found.page
        near = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
        gaps = [[None] if number - before > 1 else [] for before, number in pairwise([0, *near])]
        return tuple(entry for gap, number in zip(gaps, near, strict=True) for entry in (*gap, number))


def listing(session: Session, asked: Placed, *, today: date, language: str) -> Listing:
    """Ask the store for one page of a wish. A page behind the last one shows the last one."""
    wish = asked.wish
    query = wish.query(today)
    found = find(session, query, today=today, per_page=PER_PAGE)
    if not found.items and found.total:
        found = find(session, wish.at(found.pages).query(today), today=today, per_page=PER_PAGE)
    meant = None if found.total or not wish.words else suggested(session, query, today=today)
    return Listing(
        placed=asked,
        found=found,
        months=_counted(session, by_month(found.items), wish, today),
        choices=choices(wish, counts(session, query, today=today), language, today=today),
        proposals=() if found.total else _proposals(session, wish, today),
        # said at the foot of the whole list
        meant=replace(wish, words=meant, page=1) if meant else None,
        returning=returning(session, query, today=today) if found.page == found.pages and not wish.past else (),
    )


def by_month(views: Sequence[OpportunityView]) -> tuple[Month, ...]:
    """Neighbours of the same month under one heading; the order stays."""
    groups = groupby(views, lambda view: view.deadline.replace(day=1) if view.deadline else None)
    return tuple(Month(first, tuple(items)) for first, items in groups)


def _counted(session: Session, months: tuple[Month, ...], wish: Wish, today: date) -> tuple[Month, ...]:
    """The months with how much is due in each; a month may go on behind the end of the page."""
    firsts = [month.first for month in months if month.first is not None]
    if not firsts:
        return months
    first, last = min(firsts), last_of(max(firsts))
    due: Counter[date] = Counter()
    for day, number in due_by_day(session, wish.query(today), today=today, first=first, last=last).items():
        due[day.replace(day=1)] += number
    return tuple(replace(month, total=due[month.first] if month.first else None) for month in months)


def _proposals(session: Session, wish: Wish, today: date) -> tuple[Proposal, ...]:
    """The wider wishes that find something, three at most."""
    found: list[Proposal] = []
    for how, wider in wish.widened():
        total = how_many(session, wider.query(today), today=today).number
        if total and all(total != earlier.total or how is not Wider.ANY_TIME for earlier in found):
            found.append(Proposal(how, wider.parameters(), total))
        if len(found) == _MOST_PROPOSALS:
            break
    return tuple(found)
