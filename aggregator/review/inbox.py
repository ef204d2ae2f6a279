"""What waits for a decision, most pressing first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, not_, or_, union_all
from sqlmodel import Session, col, func, select

from aggregator.model import Correction, Opportunity, OpportunityState
from aggregator.review.sure import HIGH
from aggregator.search import OpportunityView, many

URGENT = timedelta(days=14)
_NOTICE = "news"
_SURE_DATES = ("exact", "none_stated")
_AWAY = (OpportunityState.REJECTED, OpportunityState.HELD, OpportunityState.MERGED)


class Part(StrEnum):
    """A part of the inbox: what is offered, those offers that end soon, and notices that offer nothing."""

    OFFERS = "offers"
    URGENT = "urgent"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox. `changed`: a source changed what was decided on; `changed_from` is the former day.

    `by_hand`: a person corrected its deadline.
    """

    view: OpportunityView
    changed_from: date | None
    urgent: bool
    unsure: bool
    changed: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One stretch of one part of the inbox. `total` counts that part, the others count the parts by name."""

    rows: tuple[InboxRow, ...]
    total: int
    offers: int
    urgent: int
    notices: int


def inbox(
    session: Session,
    *,
    today: date,
    state: OpportunityState = OpportunityState.NEW,
    part: Part = Part.OFFERS,
    limit: int = 20,
    offset: int = 0,
) -> Inbox:
    """Changed ones first, then those due within 14 days by deadline, then the surest; what is over comes last.

    Among the new ones stand accepted and postponed ones that a source has changed since. Reports and other notices that
    offer nothing to apply for or to go to are kept apart, so that sixty of them do not hide one call.
    """
    waiting = _waiting(state)
    parts = {
        Part.OFFERS: and_(waiting, not_(_is_notice())) if state == OpportunityState.NEW else waiting,
        Part.URGENT: and_(waiting, _urgent(today)),
        Part.NOTICES: and_(waiting, _is_notice()),
    }
    counts = {name: _count(session, condition) for name, condition in parts.items()}
    # ix_opportunity_state_created and ix_opportunity_changed find the rows; they are few, and sorted in memory
    question = select(Opportunity).where(parts[part]).order_by(*_order(today))
    rows = session.exec(question.limit(limit).offset(offset)).all()
    views = {view.id: view for view in many(session, [row.id for row in rows if row.id is not None])}
    by_hand = _by_hand(session, list(views))
    shown = tuple(_row(views[row.id], row, today, by_hand) for row in rows if row.id in views)
    return Inbox(shown, counts[part], counts[Part.OFFERS], counts[Part.URGENT], counts[Part.NOTICES])


def _waiting(state: OpportunityState) -> ColumnElement[bool]:
    if state != OpportunityState.NEW:
        return col(Opportunity.state) == state
    # each by its index, and apart: asked with `or`, SQLite reads all accepted ones to find the few that changed
    new = select(Opportunity.id).where(col(Opportunity.state) == state)
    changed = select(Opportunity.id).where(col(Opportunity.changed_at).is_not(None))
    return and_(col(Opportunity.id).in_(union_all(new, changed)), col(Opportunity.state).not_in(_AWAY))


def _is_notice() -> ColumnElement[bool]:
    undated = and_(col(Opportunity.deadline).is_(None), col(Opportunity.event_start).is_(None))
    return and_(col(Opportunity.kind) == _NOTICE, undated, col(Opportunity.changed_at).is_(None))


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


def _by_hand(session: Session, ids: Sequence[int]) -> frozenset[int]:
    # ix_correction_opportunity_id
    question = select(Correction.opportunity_id).where(
        col(Correction.opportunity_id).in_(ids), Correction.field == "deadline", col(Correction.undone_at).is_(None)
    )
    return frozenset(session.exec(question))


def _row(view: OpportunityView, row: Opportunity, today: date, by_hand: Collection[int]) -> InboxRow:
    days = view.days_left(today)
    return InboxRow(
        view=view,
        changed_from=view.former_deadline,
        urgent=days is not None and 0 <= days < URGENT.days,
        unsure=view.confidence < HIGH or view.certainty not in _SURE_DATES,
        changed=row.changed_at is not None,
        by_hand=view.id in by_hand,
    )
