"""What people decide about the deliveries of an issue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CursorResult, Update
from sqlmodel import Session, col, select, update

from aggregator.model import Delivery, DeliveryState, Issue, IssueState


def send_failed_again(session: Session, issue_id: int, *, now: datetime) -> int:
    """Let those wait again that the mail server refused, and nobody else; how many that are.

    A finished issue is on its way again then; one that was stopped stays so, and nothing of it changes.
    """
    # ix_delivery_issue_state
    live = select(Issue.id).where(
        col(Issue.id) == issue_id, col(Issue.state).in_((IssueState.RELEASED, IssueState.PAUSED, IssueState.FINISHED))
    )
    refused = update(Delivery).where(
        col(Delivery.issue_id) == issue_id, col(Delivery.state) == DeliveryState.REFUSED, live.exists()
    )
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "claimed_by": None, "next_attempt_at": None}
    again = _rows(session, refused.values(**fresh, updated_at=now))
    if again:
        done = update(Issue).where(col(Issue.id) == issue_id, col(Issue.state) == IssueState.FINISHED)
        _rows(session, done.values(state=IssueState.RELEASED))
    return again


def _rows(session: Session, statement: Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
