"""What waits for a decision, most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, func, select

from aggregator.model import Opportunity, OpportunityState
from aggregator.review.sure import HIGH
from aggregator.search import OpportunityView, many

URGENT = timedelta(days=14)
_SURE_DATES = ("exact", "none_stated")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox. `changed`: a source changed what was decided on; `changed_from` is the former day."""

    view: OpportunityView
    changed_from: date | None
    urgent: bool
    unsure: bool
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One stretch of the inbox; `total` and `urgent` count all of it."""

    rows: tuple[InboxRow, ...]
    total: int
    urgent: int


def inbox(
    session: Session,
    *,
    today: date,
    state: OpportunityState = OpportunityState.NEW,
    urgent_only: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Inbox:
    """Changed ones first, then those due within 14 days by deadline, then the surest; what is over comes last.

    Among the new ones stand accepted and postponed ones that a source has changed since.
    """
    waiting, urgent = _waiting(state), _urgent(today)
    total = _count(session, waiting)
    pressing = _count(session, and_(waiting, urgent))
    # ix_opportunity_state_created and ix_opportunity_changed find the rows; they are few, and sorted in memory
    question = select(Opportunity).where(and_(waiting, urgent) if urgent_only else waiting).order_by(*_order(today))
    rows = session.exec(question.limit(limit).offset(offset)).all()
    views = {view.id: view for view in many(session, [row.id for row in rows if row.id is not None])}
    shown = tuple(_row(views[row.id], row, today) for row in rows if row.id in views)
    return Inbox(shown, pressing if urgent_only else total, pressing)


def _waiting(state: OpportunityState) -> ColumnElement[bool]:
    if state != OpportunityState.NEW:
        return col(Opportunity.state) == state
    decided = col(Opportunity.state).in_((OpportunityState.ACCEPTED, OpportunityState.LATER))
    return or_(col(Opportunity.state) == state, and_(col(Opportunity.changed_at).is_not(None), decided))


def _urgent(today: date) -> ColumnElement[bool]:
    return col(Opportunity.deadline).between(today, today + URGENT - timedelta(days=1))


def _order(today: date) -> list[ColumnElement[object]]:
    over = or_(
        col(Opportunity.deadline) < today,
        and_(
            col(Opportunity.deadline).is_(None), func.coalesce(Opportunity.event_end, Opportunity.event_start) < today
        ),
    )
    step = case((col(Opportunity.changed_at).is_not(None), 0), (_urgent(today), 1), (over, 3), else_=2)
    soon = case((_urgent(today), col(Opportunity.deadline)), else_=None)
    return [step, soon.is_(None), soon, col(Opportunity.confidence).desc(), col(Opportunity.id).desc()]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(Opportunity).where(condition)).one()


def _row(view: OpportunityView, row: Opportunity, today: date) -> InboxRow:
    days = view.days_left(today)
    return InboxRow(
        view=view,
        changed_from=view.former_deadline,
        urgent=days is not None and 0 <= days < URGENT.days,
        unsure=view.confidence < HIGH or view.certainty not in _SURE_DATES,
        changed=row.changed_at is not None,
    )
