"""How an issue stands on its way: counted, what is left, whether it is done, and what people decide about the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CursorResult, Update
from sqlmodel import Session, and_, col, func, or_, select, update

from aggregator.model import GONE_OUT, Delivery, DeliveryState, Issue, IssueState
from newsletter.delivery.claiming import CLAIMABLE, due
from newsletter.delivery.resting import our_rest

_OPEN = (*CLAIMABLE, DeliveryState.CLAIMED, DeliveryState.HANDING_OVER, DeliveryState.UNCERTAIN)


def decide_uncertain(session: Session, delivery_id: int, *, send_again: bool, now: datetime) -> bool:
    """What a person decided about an uncertain delivery; False if it is not uncertain any more."""
    state = DeliveryState.WAITING if send_again else DeliveryState.HANDED_OVER
    mine = update(Delivery).where(col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.UNCERTAIN)
    return _rows(session, mine.values(state=state, claimed_by=None, next_attempt_at=None, updated_at=now)) == 1


def send_failed_again(session: Session, issue_id: int, *, now: datetime) -> int:
    """Let those wait again that the mail server refused, and nobody else; how many that are.

    A finished issue is on its way again then; one that was stopped stays so, and nothing of it changes.
    """
    # ix_delivery_issue_state
    live = select(Issue.id).where(col(Issue.id) == issue_id, col(Issue.state).in_(GONE_OUT))
    refused = update(Delivery).where(
        col(Delivery.issue_id) == issue_id, col(Delivery.state) == DeliveryState.REFUSED, live.exists()
    )
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "claimed_by": None, "next_attempt_at": None}
    again = _rows(session, refused.values(**fresh, updated_at=now))
    if again:
        done = update(Issue).where(col(Issue.id) == issue_id, col(Issue.state) == IssueState.FINISHED)
        _rows(session, done.values(state=IssueState.RELEASED))
    return again


def finish_if_done(session: Session, issue_id: int) -> bool:
    """Mark a released issue as finished if it has deliveries and none of them is open; whether it did."""
    # ix_delivery_issue_state
    any_at_all = select(Delivery.id).where(Delivery.issue_id == issue_id).exists()
    still_open = select(Delivery.id).where(Delivery.issue_id == issue_id, col(Delivery.state).in_(_OPEN)).exists()
    done = update(Issue).where(col(Issue.id) == issue_id, col(Issue.state) == IssueState.RELEASED, any_at_all)
    return _rows(session, done.where(~still_open).values(state=IssueState.FINISHED)) == 1


def counted(session: Session, issue_id: int) -> dict[DeliveryState, int]:
    """How many deliveries of an issue are in which state."""
    asked = select(Delivery.state, func.count()).where(Delivery.issue_id == issue_id).group_by(col(Delivery.state))
    return {DeliveryState(state): number for state, number in session.exec(asked).all()}


def claimable(session: Session, issue_id: int, *, now: datetime) -> int:
    """How many could be tried now."""
    asked = select(func.count()).select_from(Delivery).where(Delivery.issue_id == issue_id)
    return session.exec(asked.where(col(Delivery.state).in_(CLAIMABLE), due(now))).one()


def issues_to_send(session: Session, *, now: datetime) -> list[int]:
    """Released issues with deliveries that may be tried now or were left behind by a dead worker; oldest first.

    None while our mail server rests: it was away a moment ago.
    """
    if our_rest(session, now=now) is not None:
        return []
    # the few released issues, then ix_delivery_issue_state for each
    held = col(Delivery.state).in_([DeliveryState.CLAIMED, DeliveryState.HANDING_OVER])
    ready = or_(
        and_(col(Delivery.state).in_(CLAIMABLE), due(now)),
        and_(held, col(Delivery.lease_until) <= now),
    )
    some = select(Delivery.id).where(Delivery.issue_id == Issue.id, ready).correlate(Issue)
    asked = select(Issue.id).where(Issue.state == IssueState.RELEASED, some.exists()).order_by(col(Issue.id))
    return [issue_id for issue_id in session.exec(asked) if issue_id is not None]


def on_their_way(session: Session) -> list[int]:
    """Issues that are released and not finished."""
    # issues are some dozens
    asked = select(Issue.id).where(Issue.state == IssueState.RELEASED).order_by(col(Issue.id))
    return [number for number in session.exec(asked) if number is not None]


def _rows(session: Session, statement: Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
