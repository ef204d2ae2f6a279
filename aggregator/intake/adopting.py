"""A person takes over what a source says before it is confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from aggregator.changes import FactName, Look
from aggregator.intake.combining import combine
from aggregator.intake.keeping import renew_opportunity
from aggregator.intake.reading import today_at
from aggregator.intake.telling import told_before
from aggregator.model import Change, ChangeState, Opportunity, OpportunityState

_LARGEST_ID = 2**31 - 1
_WAITING = (ChangeState.PENDING, ChangeState.FLAPPING)


class NothingWaits(LookupError):
    """The change was told, taken back or taken over in the meantime."""


def adopt(session: Session, change_id: int, *, person_id: int | None, now: datetime) -> Change:
    """Let it count from now on, as if its source had said it twice. Raises NothingWaits."""
    change = session.get(Change, change_id) if 0 < change_id <= _LARGEST_ID else None
    if change is None:
        raise NothingWaits(f"there is no change {change_id}")
    row = session.get_one(Opportunity, change.opportunity_id, with_for_update=True, populate_existing=True)
    session.refresh(change)
    if row.state == OpportunityState.MERGED:
        raise NothingWaits(f"change {change_id} is of an opportunity that another one stands for by now")
    if change.state not in _WAITING:
        raise NothingWaits(f"change {change_id} does not wait any more: it is {change.state.value}")
    look = Look(now, adopted=frozenset({FactName(change.field)}), person_id=person_id)
    renew_opportunity(session, row, combine(told_before(session, row, now)), look, today=today_at(now))
    session.flush()
    return change
