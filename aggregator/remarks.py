"""What readers say is wrong with an entry: kept until somebody of the office has looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from aggregator.model import Opportunity, Remark
from aggregator.search.standing import merged_into, standing_for

LONGEST = 500
"""Characters of what can be said."""
_MOST_OPEN = 50
"""Of one entry; who says the same once more tells nothing new."""


@dataclass(frozen=True, slots=True)
class OpenRemark:
    """One that nobody has settled, with the title of its entry; `at` is aware, UTC."""

    opportunity_id: int
    title: str
    language: str
    said: str
    at: datetime


def remark(session: Session, opportunity_id: int, said: str, *, now: datetime) -> None:
    """Keep what a reader said, cut at `LONGEST`; nothing where enough is open already."""
    if _number(session, opportunity_id) < _MOST_OPEN:
        session.add(Remark(opportunity_id=opportunity_id, said=said[:LONGEST], at=now))


def open_remarks(session: Session, opportunity_id: int | None = None, *, limit: int = 100) -> tuple[OpenRemark, ...]:
    """Those of one entry and of all it stands for, or of all entries, oldest first."""
    # ix_remark_open
    wanted = select(Remark, Opportunity).join(Opportunity).where(col(Remark.settled_at).is_(None))
    if opportunity_id is not None:
        wanted = wanted.where(col(Remark.opportunity_id).in_(merged_into(session, opportunity_id)))
    found = session.exec(wanted.order_by(col(Remark.at), col(Remark.id)).limit(limit)).all()
    standing = standing_for(session, {row.opportunity_id for row, _ in found})
    return tuple(
        OpenRemark(standing[row.opportunity_id], entry.title, entry.language, row.said, row.at) for row, entry in found
    )


def number_open(session: Session) -> int:
    """How many nobody has settled."""
    return session.exec(select(func.count()).select_from(Remark).where(col(Remark.settled_at).is_(None))).one()


def settle(session: Session, opportunity_id: int, *, person_id: int, now: datetime) -> None:
    """Somebody looked at all that was said of an entry."""
    family = merged_into(session, opportunity_id)
    unsettled = (col(Remark.opportunity_id).in_(family), col(Remark.settled_at).is_(None))
    session.execute(update(Remark).where(*unsettled).values(settled_at=now, person_id=person_id))


def _number(session: Session, opportunity_id: int) -> int:
    counted = select(func.count()).select_from(Remark).where(Remark.opportunity_id == opportunity_id)
    return session.exec(counted.where(col(Remark.settled_at).is_(None))).one()
