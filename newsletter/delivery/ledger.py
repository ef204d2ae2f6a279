"""The ledger of deliveries: what is about to happen is committed before it does, and what came of it right after.

claimed → handing_over → handed_over | deferred | refused; `handing_over` is committed before MAIL FROM and the result
after the answer. Whoever dies in between leaves `handing_over`; its lease runs out and it is `uncertain`. Several
connections share a transaction: each of them has one delivery in `handing_over` at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Update, bindparam, or_
from sqlmodel import Session, SQLModel, col, select, update

from aggregator.model import DeliveryState, Issue, IssueState, Subscriber, SubscriberState
from newsletter.delivery.claiming import Claimed
from newsletter.delivery.states import Outcome
from newsletter.suppression import suppressed_hashes

_DELIVERIES = SQLModel.metadata.tables["delivery"]
_UNKNOWN = "nobody knows whether the mail server took it: the sending process ended before the answer"


@dataclass(frozen=True, slots=True)
class Begun:
    """What may be handed over now, by number, and how many were skipped instead."""

    ids: frozenset[int]
    skipped: int = 0


def begin(session: Session, some: Sequence[Claimed], *, worker: str, now: datetime, lease: timedelta) -> Begun:
    """Note that deliveries are about to be handed over, as far as they may be.

    One statement asks for everything: still ours, lease not over, reader still wants it, issue not stopped.
    """
    never = suppressed_hashes(session, [one.hashed for one in some])
    wanted = [one.id for one in some if one.hashed not in never]
    given = {"b_ids": wanted, "b_worker": worker, "b_now": now, "b_until": now + lease}
    ids = frozenset(session.connection().execute(_BEGIN, given).scalars()) if wanted else frozenset[int]()
    left = [one for one in some if one.id not in ids]
    return Begun(ids, _skip_unwanted(session, left, never, worker=worker, now=now) if left else 0)


def not_begun(session: Session, some: Sequence[Claimed], *, worker: str) -> None:
    """Nothing was said to the mail server yet, but nobody knows whether `begin` was kept: claimed again, if it was."""
    for one in some:
        begun = _as_begun([one], worker).where(_DELIVERIES.c.attempts == one.attempts + 1)
        _rows(session, begun.values(state=DeliveryState.CLAIMED, attempts=one.attempts))


def close(session: Session, results: Sequence[tuple[Claimed, Outcome]], *, worker: str, now: datetime) -> int:
    """Write down how handings-over ended; how many counted.

    A late answer still counts while nobody has decided otherwise. Writing the same again changes nothing.
    """
    if not results:
        return 0
    rows = [
        {
            "b_id": claimed.id,
            "b_attempts": claimed.attempts + 1,
            "b_state": result.state,
            "b_reply": result.reply,
            "b_next": result.next_attempt_at,
            "b_worker": worker,
            "b_now": now,
        }
        for claimed, result in results
    ]
    return session.connection().execute(_CLOSE, rows).rowcount


def refuse(session: Session, claimed: Claimed, why: str, *, worker: str, now: datetime) -> None:
    """A claimed delivery whose message cannot be built: it was never on its way."""
    mine = _held([claimed.id], worker)
    _rows(session, mine.values(state=DeliveryState.REFUSED, reply=why, lease_until=None, updated_at=now))


def put_back(session: Session, claimed: Claimed, *, worker: str, now: datetime, why: str, again_at: datetime) -> None:
    """The mail server was away: it was certainly not taken, and the attempt does not count."""
    values: dict[str, Any] = {"state": DeliveryState.WAITING, "attempts": claimed.attempts, "reply": why}
    mine = _as_begun([claimed], worker)
    _rows(session, mine.values(**values, next_attempt_at=again_at, claimed_by=None, lease_until=None, updated_at=now))


def give_back(session: Session, some: Sequence[Claimed], *, worker: str, now: datetime) -> None:
    """Claimed deliveries that wait again, because their provider rests."""
    mine = _held([one.id for one in some], worker)
    _rows(session, mine.values(state=DeliveryState.WAITING, claimed_by=None, lease_until=None, updated_at=now))


def let_go(session: Session, issue_id: int, *, worker: str, now: datetime) -> int:
    """Give back what this worker claimed and did not begin; how many that were."""
    mine = _claimed_of(issue_id, worker)
    return _rows(session, mine.values(state=DeliveryState.WAITING, claimed_by=None, lease_until=None, updated_at=now))


def renew(session: Session, issue_id: int, *, worker: str, now: datetime, lease: timedelta) -> None:
    """Hold what is claimed for longer; what was lost already stays lost."""
    mine = _claimed_of(issue_id, worker).where(_DELIVERIES.c.lease_until > now)
    _rows(session, mine.values(lease_until=now + lease))


def expire(session: Session, issue_id: int, *, now: datetime) -> int:
    """What dead workers held: claimed goes back to waiting; how many in handing_over became uncertain."""
    # ix_delivery_issue_state
    over = update(_DELIVERIES).where(_DELIVERIES.c.issue_id == issue_id, _DELIVERIES.c.lease_until <= now)
    claimed = over.where(_DELIVERIES.c.state == DeliveryState.CLAIMED)
    _rows(session, claimed.values(state=DeliveryState.WAITING, claimed_by=None, lease_until=None, updated_at=now))
    begun = over.where(_DELIVERIES.c.state == DeliveryState.HANDING_OVER)
    return _rows(session, begun.values(state=DeliveryState.UNCERTAIN, reply=_UNKNOWN, lease_until=None, updated_at=now))


def _skip_unwanted(
    session: Session, some: Sequence[Claimed], never: frozenset[str], *, worker: str, now: datetime
) -> int:
    """Skip what could not begin because the reader left after the claim; how many that were."""
    blocked = [one.id for one in some if one.hashed in never]
    mine = _held([one.id for one in some], worker).where(_DELIVERIES.c.id.in_(blocked) | ~_confirmed())
    why = "the reader left before it was handed over"
    return _rows(session, mine.values(state=DeliveryState.SKIPPED, reply=why, lease_until=None, updated_at=now))


def _confirmed() -> ColumnElement[bool]:
    reader = select(Subscriber.id).where(
        col(Subscriber.id) == _DELIVERIES.c.subscriber_id, Subscriber.state == SubscriberState.CONFIRMED
    )
    return reader.correlate(_DELIVERIES).exists()


def _begin() -> Any:
    """Made once, for it is asked some hundred times a second."""
    # a stopped issue stops here: whoever stops it waits for this transaction, or this one finds it stopped
    released = select(Issue.id).where(col(Issue.id) == _DELIVERIES.c.issue_id, Issue.state == IssueState.RELEASED)
    mine = update(_DELIVERIES).where(
        _DELIVERIES.c.id.in_(bindparam("b_ids", expanding=True)),
        _DELIVERIES.c.state == DeliveryState.CLAIMED,
        _DELIVERIES.c.claimed_by == bindparam("b_worker"),
        _DELIVERIES.c.lease_until > bindparam("b_now"),
        _confirmed(),
        released.correlate(_DELIVERIES).exists(),
    )
    begun = mine.values(
        state=DeliveryState.HANDING_OVER,
        attempts=_DELIVERIES.c.attempts + 1,
        lease_until=bindparam("b_until"),
        updated_at=bindparam("b_now"),
    )
    return begun.returning(_DELIVERIES.c.id)


def _close() -> Any:
    state = _DELIVERIES.c.state
    mine = update(_DELIVERIES).where(
        _DELIVERIES.c.id == bindparam("b_id"),
        or_(state == DeliveryState.HANDING_OVER, state == DeliveryState.UNCERTAIN),
        _DELIVERIES.c.claimed_by == bindparam("b_worker"),
        _DELIVERIES.c.attempts == bindparam("b_attempts"),
    )
    return mine.values(
        state=bindparam("b_state"),
        reply=bindparam("b_reply"),
        next_attempt_at=bindparam("b_next"),
        lease_until=None,
        updated_at=bindparam("b_now"),
    )


def _held(ids: Sequence[int], worker: str) -> Update:
    return update(_DELIVERIES).where(
        _DELIVERIES.c.id.in_(ids), _DELIVERIES.c.state == DeliveryState.CLAIMED, _DELIVERIES.c.claimed_by == worker
    )


def _as_begun(some: Sequence[Claimed], worker: str) -> Update:
    return update(_DELIVERIES).where(
        _DELIVERIES.c.id.in_([one.id for one in some]),
        _DELIVERIES.c.state == DeliveryState.HANDING_OVER,
        _DELIVERIES.c.claimed_by == worker,
    )


def _claimed_of(issue_id: int, worker: str) -> Update:
    # ix_delivery_issue_state
    return update(_DELIVERIES).where(
        _DELIVERIES.c.issue_id == issue_id,
        _DELIVERIES.c.state == DeliveryState.CLAIMED,
        _DELIVERIES.c.claimed_by == worker,
    )


def _rows(session: Session, statement: Update) -> int:
    result = session.connection().execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


_BEGIN, _CLOSE = _begin(), _close()
