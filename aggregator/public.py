"""All that is public, in one pass: how many there are, when the last one changed, and each of them in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from aggregator.model import Opportunity, OpportunityState
from aggregator.search import OpportunityView, many

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Extent:
    """How many opportunities are public, and when (UTC) the latest of them changed; None where there are none."""

    number: int
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """A range of numbers and when (UTC) the latest change in it was."""

    index: int
    changed: datetime


def extent(session: Session) -> Extent:
    """Both from ix_opportunity_state_updated alone."""
    asked = select(func.count(), func.max(Opportunity.updated_at)).where(Opportunity.state == OpportunityState.ACCEPTED)
    return Extent(*session.exec(asked).one())


def parts(session: Session, size: int) -> list[Part]:
    """Which ranges of `size` numbers hold something public; the range of a number never changes."""
    # the id stands in every index of SQLite; PostgreSQL reads the table once, a tenth of a second for 10^5
    index = col(Opportunity.id).op("/")(size)
    asked = select(index, func.max(Opportunity.updated_at)).where(Opportunity.state == OpportunityState.ACCEPTED)
    return [Part(int(number), changed) for number, changed in session.exec(asked.group_by(index).order_by(index))]


def numbers(session: Session, part: int, size: int) -> list[tuple[int, datetime]]:
    """The public numbers of one range with their last change; what was withdrawn is not worth a visit."""
    asked = select(Opportunity.id, Opportunity.updated_at).where(
        col(Opportunity.id) >= part * size,
        col(Opportunity.id) < (part + 1) * size,
        Opportunity.state == OpportunityState.ACCEPTED,
        Opportunity.status != "withdrawn",
    )
    return [(number, changed) for number, changed in session.exec(asked.order_by(col(Opportunity.id))) if number]


def everything(session: Session) -> Iterator[OpportunityView]:
    """All public opportunities by number, some hundreds in memory at a time."""
    last = 0
    while True:
        asked = select(Opportunity.id).where(Opportunity.state == OpportunityState.ACCEPTED, col(Opportunity.id) > last)
        found = [number for number in session.exec(asked.order_by(col(Opportunity.id)).limit(_AT_ONCE)) if number]
        if not found:
            return
        yield from many(session, found)
        session.expunge_all()
        last = found[-1]
