"""What stands before and behind one opportunity in the inbox, so that one is decided on after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from aggregator.model import Opportunity, OpportunityState
from aggregator.review.inbox import Part, order, parts_of
from aggregator.review.rows import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Beside:
    """The numbers of the ones before and after; None at the ends."""

    before: int | None
    after: int | None


def beside(
    session: Session,
    opportunity_id: int,
    *,
    today: date,
    state: OpportunityState = OpportunityState.NEW,
    part: Part = Part.OFFERS,
) -> Beside:
    """The neighbours in one part of the inbox; after one that does not wait there comes the first."""
    place, condition = order(today), parts_of(state, today)[part]
    before = func.lag(col(Opportunity.id)).over(order_by=place).label("before")
    after = func.lead(col(Opportunity.id)).over(order_by=place).label("after")
    row = select(col(Opportunity.id), before, after).where(condition).subquery()
    question = select(row.c.before, row.c.after).where(row.c.id == opportunity_id)
    found = session.execute(question).first() if 0 < opportunity_id <= LARGEST_ID else None
    if found is not None:
        return Beside(*found)
    return Beside(None, session.exec(select(Opportunity.id).where(condition).order_by(*place).limit(1)).first())
