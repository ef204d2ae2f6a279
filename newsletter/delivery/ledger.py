"""The ledger of deliveries: every step is one transaction, committed before the next thing happens outside.

waiting → claimed → handing_over → handed_over | deferred | refused; `handing_over` is committed before MAIL FROM and
the result after the answer. Whoever dies in between leaves `handing_over`; its lease runs out and it is `uncertain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Update
from sqlmodel import Session, and_, col, func, or_, select, update

from aggregator.model import (
    Delivery,
    DeliveryState,
    Edition,
    Issue,
    IssueState,
    Subscriber,
    SubscriberState,
    Suppression,
)
from newsletter.delivery.states import Outcome
from newsletter.suppression import address_hash, suppressed

_CLAIMABLE = (DeliveryState.WAITING, DeliveryState.DEFERRED)
_OPEN = (*_CLAIMABLE, DeliveryState.CLAIMED, DeliveryState.HANDING_OVER, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery one worker holds. `attempts` are those before this one."""

    id: int
    edition_id: int
    subscriber_id: int
    address: str
    message_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claim brought; `skipped` were found to get no mail any more."""

    held: tuple[Claimed, ...]
    skipped: int


def claim(
    session: Session, issue_id: int, *, worker: str, now: datetime, lease: timedelta, size: int, secret: str
) -> Claim:
    """Hold up to `size` deliveries that may be tried now. Consent and suppression are asked for again here."""
    if not _is_released(session, issue_id):
        return Claim((), 0)
    ready = _ready(session, issue_id, now, size)
    blocked = suppressed(session, [reader.address for _, reader in ready], secret=secret)
    held: list[Claimed] = []
    skipped = 0
    for delivery, reader in ready:
        why = _why_not(reader, blocked)
        delivery.updated_at = now
        if why:
            delivery.state, delivery.reply = DeliveryState.SKIPPED, why
            skipped += 1
        else:
            delivery.state, delivery.claimed_by, delivery.lease_until = DeliveryState.CLAIMED, worker, now + lease
            held.append(_claimed(delivery, reader))
        session.add(delivery)
    session.flush()
    return Claim(tuple(held), skipped)


def begin(session: Session, claimed: Claimed, *, worker: str, now: datetime, lease: timedelta, secret: str) -> bool:
    """Note that a delivery is about to be handed over; False where it must not be.

    One statement asks for everything: still ours, lease not over, reader still wants it, issue not stopped.
    """
    released = select(Issue.id).where(col(Issue.id) == Delivery.issue_id, Issue.state == IssueState.RELEASED)
    mine = (
        _held(claimed, worker)
        .where(
            col(Delivery.lease_until) > now,
            *_wanted(claimed, secret),
            released.correlate(Delivery).exists(),
        )
        .values(
            state=DeliveryState.HANDING_OVER,
            attempts=col(Delivery.attempts) + 1,
            lease_until=now + lease,
            updated_at=now,
        )
    )
    return _rows(session, mine) == 1


def skip_if_unwanted(session: Session, claimed: Claimed, *, worker: str, now: datetime, secret: str) -> bool:
    """Skip what could not begin because the reader left after the claim; whether that was so."""
    confirmed, not_suppressed = _wanted(claimed, secret)
    mine = _held(claimed, worker).where(or_(~confirmed, ~not_suppressed))
    why = "the reader left before it was handed over"
    return _rows(session, mine.values(state=DeliveryState.SKIPPED, reply=why, lease_until=None, updated_at=now)) == 1


def refuse(session: Session, claimed: Claimed, why: str, *, worker: str, now: datetime) -> None:
    """A claimed delivery whose message cannot be built: it was never on its way."""
    mine = _held(claimed, worker)
    _rows(session, mine.values(state=DeliveryState.REFUSED, reply=why, lease_until=None, updated_at=now))


def close(session: Session, claimed: Claimed, result: Outcome, *, worker: str, now: datetime) -> bool:
    """Write down how a handing-over ended. A late answer still counts while nobody has decided otherwise."""
    mine = (
        update(Delivery)
        .where(
            col(Delivery.id) == claimed.id,
            col(Delivery.state).in_([DeliveryState.HANDING_OVER, DeliveryState.UNCERTAIN]),
            col(Delivery.claimed_by) == worker,
            col(Delivery.attempts) == claimed.attempts + 1,
        )
        .values(
            state=result.state,
            reply=result.reply,
            next_attempt_at=result.next_attempt_at,
            lease_until=None,
            updated_at=now,
        )
    )
    return _rows(session, mine) == 1


def put_back(session: Session, claimed: Claimed, *, worker: str, now: datetime, why: str, again_at: datetime) -> None:
    """The mail server was away: it was certainly not taken, and the attempt does not count."""
    mine = update(Delivery).where(
        col(Delivery.id) == claimed.id,
        col(Delivery.state) == DeliveryState.HANDING_OVER,
        col(Delivery.claimed_by) == worker,
    )
    values: dict[str, Any] = {"state": DeliveryState.WAITING, "attempts": claimed.attempts, "reply": why}
    _rows(session, mine.values(**values, next_attempt_at=again_at, claimed_by=None, lease_until=None, updated_at=now))


def let_go(session: Session, issue_id: int, *, worker: str, now: datetime) -> int:
    """Give back what this worker claimed and did not begin; how many that were."""
    mine = update(Delivery).where(
        col(Delivery.issue_id) == issue_id,
        col(Delivery.state) == DeliveryState.CLAIMED,
        col(Delivery.claimed_by) == worker,
    )
    return _rows(session, mine.values(state=DeliveryState.WAITING, claimed_by=None, lease_until=None, updated_at=now))


def expire(session: Session, issue_id: int, *, now: datetime) -> int:
    """What dead workers held: claimed goes back to waiting; how many in handing_over became uncertain."""
    # ix_delivery_issue_state
    over = update(Delivery).where(col(Delivery.issue_id) == issue_id, col(Delivery.lease_until) <= now)
    claimed = over.where(col(Delivery.state) == DeliveryState.CLAIMED)
    _rows(session, claimed.values(state=DeliveryState.WAITING, claimed_by=None, lease_until=None, updated_at=now))
    begun = over.where(col(Delivery.state) == DeliveryState.HANDING_OVER)
    why = "nobody knows whether the mail server took it: the sending process ended before the answer"
    return _rows(session, begun.values(state=DeliveryState.UNCERTAIN, reply=why, lease_until=None, updated_at=now))


def decide_uncertain(session: Session, delivery_id: int, *, send_again: bool, now: datetime) -> bool:
    """What a person decided about an uncertain delivery; False if it is not uncertain any more."""
    state = DeliveryState.WAITING if send_again else DeliveryState.HANDED_OVER
    mine = update(Delivery).where(col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.UNCERTAIN)
    return _rows(session, mine.values(state=state, claimed_by=None, next_attempt_at=None, updated_at=now)) == 1


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
    return session.exec(asked.where(col(Delivery.state).in_(_CLAIMABLE), _due(now))).one()


def issues_to_send(session: Session, *, now: datetime) -> list[int]:
    """Released issues with deliveries that may be tried now or were left behind by a dead worker; oldest first."""
    # the few released issues, then ix_delivery_issue_state for each
    held = col(Delivery.state).in_([DeliveryState.CLAIMED, DeliveryState.HANDING_OVER])
    ready = or_(
        and_(col(Delivery.state).in_(_CLAIMABLE), _due(now)),
        and_(held, col(Delivery.lease_until) <= now),
    )
    some = select(Delivery.id).where(Delivery.issue_id == Issue.id, ready).correlate(Issue)
    asked = select(Issue.id).where(Issue.state == IssueState.RELEASED, some.exists()).order_by(col(Issue.id))
    return [issue_id for issue_id in session.exec(asked) if issue_id is not None]


def edition(session: Session, edition_id: int) -> Edition:
    """The edition behind a delivery."""
    found = session.get(Edition, edition_id)
    assert found is not None  # foreign key
    return found


def _held(claimed: Claimed, worker: str) -> Update:
    return update(Delivery).where(
        col(Delivery.id) == claimed.id,
        col(Delivery.state) == DeliveryState.CLAIMED,
        col(Delivery.claimed_by) == worker,
    )


def _wanted(claimed: Claimed, secret: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    confirmed = select(Subscriber.id).where(
        Subscriber.id == claimed.subscriber_id, Subscriber.state == SubscriberState.CONFIRMED
    )
    hashed = address_hash(claimed.address, secret=secret)
    never = select(Suppression.address_hash).where(Suppression.address_hash == hashed)
    return confirmed.exists(), ~never.exists()


def _ready(session: Session, issue_id: int, now: datetime, size: int) -> Sequence[tuple[Delivery, Subscriber]]:
    # ix_delivery_issue_state; PostgreSQL passes over rows another worker is claiming, SQLite has one writer at a time
    asked = (
        select(Delivery, Subscriber)
        .join(Subscriber, col(Subscriber.id) == Delivery.subscriber_id)
        .where(Delivery.issue_id == issue_id, col(Delivery.state).in_(_CLAIMABLE), _due(now))
        .order_by(col(Delivery.id))
        .limit(size)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return session.exec(asked).all()


def _due(now: datetime) -> Any:
    return or_(col(Delivery.next_attempt_at).is_(None), col(Delivery.next_attempt_at) <= now)


def _why_not(reader: Subscriber, blocked: frozenset[str]) -> str:
    if reader.state is not SubscriberState.CONFIRMED:
        return f"the reader is {reader.state.value}"
    return "the address is on the list of those who must get no mail" if reader.address in blocked else ""


def _claimed(delivery: Delivery, reader: Subscriber) -> Claimed:
    assert delivery.id is not None
    assert reader.id is not None
    return Claimed(delivery.id, delivery.edition_id, reader.id, reader.address, delivery.message_id, delivery.attempts)


def _is_released(session: Session, issue_id: int) -> bool:
    issue = session.get(Issue, issue_id)
    return issue is not None and issue.state is IssueState.RELEASED


def _rows(session: Session, statement: Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
