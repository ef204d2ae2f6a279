"""What stands before and behind one opportunity in the inbox, so that one is decided on after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from aggregator.model import Opportunity
from aggregator.review.rows import LARGEST_ID
from aggregator.review.waiting import Choice, narrowed, order, parts


@dataclass(frozen=True, slots=True)
class Beside:
    """The numbers of the ones before and after; None at the ends."""

    before: int | None
    after: int | None


def beside(session: Session, opportunity_id: int, *, today: date, choice: Choice) -> Beside:
    """The neighbours among what is chosen, those that share a row each for itself.

    After one that does not wait there comes the first.
    """
    place = order(today)
    chosen = (parts(today)[choice.part], narrowed(choice))
    before = func.lag(col(Opportunity.id)).over(order_by=place).label("before")
    after = func.lead(col(Opportunity.id)).over(order_by=place).label("after")
    row = select(col(Opportunity.id), before, after).where(*chosen).subquery()
    question = select(row.c.before, row.c.after).where(row.c.id == opportunity_id)
    found = session.execute(question).first() if 0 < opportunity_id <= LARGEST_ID else None
    if found is not None:
        return Beside(*found)
    return Beside(None, session.exec(select(Opportunity.id).where(*chosen).order_by(*place).limit(1)).first())
