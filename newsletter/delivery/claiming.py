"""Claims: a worker holds some deliveries for a while. What must not go any more is found out here, and again later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_
from sqlalchemy import select as choose
from sqlmodel import Session, SQLModel, col, select, update

from aggregator.model import Delivery, DeliveryState, Issue, IssueState, MailFormat, SubscriberState
from newsletter import holding
from newsletter.delivery.letters import Letters, Sheet
from newsletter.delivery.resting import Resting
from newsletter.delivery.shaping import Provider, shaping
from newsletter.suppression import address_hash, suppressed_hashes

CLAIMABLE = (DeliveryState.WAITING, DeliveryState.DEFERRED)
# tables and not rows of the model: nothing of this is changed one by one
_DELIVERIES, _READERS = (SQLModel.metadata.tables[name] for name in ("delivery", "subscriber"))
_OF_A_DELIVERY = ("id", "edition_id", "subscriber_id", "message_id", "attempts", "next_attempt_at")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery one worker holds. `attempts`: those before this one; `hashed`: its address as suppressions know it."""

    id: int
    edition_id: int
    subscriber_id: int
    address: str
    message_id: str
    attempts: int
    hashed: str
    html: bool
    provider: Provider


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claim brought, and what each edition says.

    `skipped` were found to get no mail any more, `put_off` have to wait for their provider. `last` is the highest
    number looked at.
    """

    held: Sequence[Claimed]
    sheets: Mapping[int, Sheet]
    skipped: int = 0
    put_off: int = 0
    last: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to claim."""
        return not (self.held or self.skipped or self.put_off)


_NOTHING = Claim((), {})


def claim(
    session: Session,
    letters: Letters,
    issue_id: int,
    *,
    worker: str,
    now: datetime,
    after: int = 0,
) -> Claim:
    """Hold some deliveries that may be tried now, of those never tried only with numbers above `after`.

    Consent, suppression, deadlines and withdrawal of what is told are asked for again here.
    """
    if not is_released(session, issue_id):
        return _NOTHING
    settings = letters.settings
    ready = _ready(session, issue_id, now, settings.claim_size, after)
    if not ready:
        return _NOTHING
    rows = [(row, _claimed(row, settings.secret)) for row in ready]
    never = suppressed_hashes(session, [one.hashed for _, one in rows])
    sheets = letters.of(session, {one.edition_id for _, one in rows}, today=now.date())
    resting = Resting(session, now=now)
    held, put_off, skipped = [], [], []
    for row, one in rows:
        if why := _why_not(row, one, never, sheets[one.edition_id]):
            skipped.append({"b_id": one.id, "b_reply": why})
        elif turn := resting.put_off(one.provider.name, row.next_attempt_at):
            put_off.append({"b_id": one.id, "b_at": turn})
        else:
            held.append(one)
    lease = timedelta(seconds=settings.lease_seconds)
    _write(session, held, put_off, skipped, worker=worker, now=now, until=now + lease)
    fresh = [row.id for row in ready if row.next_attempt_at is None]
    return Claim(held, sheets, len(skipped), len(put_off), max(fresh, default=after))


def is_released(session: Session, issue_id: int) -> bool:
    """Whether an issue may be handed over at the moment: nobody stopped it, nor all mail."""
    if holding.held(session):
        return False
    asked = select(Issue.id).where(col(Issue.id) == issue_id, Issue.state == IssueState.RELEASED)
    return session.exec(asked).first() is not None


def _ready(session: Session, issue_id: int, now: datetime, size: int, after: int) -> list[Row[Any]]:
    """What may be tried: first what waited for its time, then what was never tried.

    Each question reads a stretch of ix_delivery_issue_state in its order. PostgreSQL passes over rows that another
    worker is claiming; SQLite has one writer at a time.
    """
    asked = (
        choose(
            *(_DELIVERIES.c[name] for name in _OF_A_DELIVERY),
            *(_READERS.c[name] for name in ("address", "state", "format")),
        )
        .join(_READERS, _READERS.c.id == _DELIVERIES.c.subscriber_id)
        .where(_DELIVERIES.c.issue_id == issue_id)
        .order_by(_DELIVERIES.c.next_attempt_at, _DELIVERIES.c.id)
        .with_for_update(skip_locked=True, of=_DELIVERIES)
    )
    fresh = (_DELIVERIES.c.next_attempt_at.is_(None), _DELIVERIES.c.id > after)
    found: list[Row[Any]] = []
    for state in CLAIMABLE:
        due = asked.where(_DELIVERIES.c.state == state, _DELIVERIES.c.next_attempt_at <= now)
        found += session.connection().execute(due.limit(size - len(found))).all() if len(found) < size else []
    if len(found) < size:
        new = asked.where(_DELIVERIES.c.state == DeliveryState.WAITING, *fresh)
        found += session.connection().execute(new.limit(size - len(found))).all()
    return found


def _claimed(row: Row[Any], secret: str) -> Claimed:
    return Claimed(
        row.id,
        row.edition_id,
        row.subscriber_id,
        row.address,
        row.message_id,
        row.attempts,
        address_hash(row.address, secret=secret),
        row.format is not MailFormat.TEXT,
        shaping().of(row.address),
    )


def _why_not(row: Row[Any], one: Claimed, never: frozenset[str], sheet: Sheet) -> str:
    if row.state is not SubscriberState.CONFIRMED:
        return f"the reader is {row.state.value}"
    if one.hashed in never:
        return "the address is on the list of those who must get no mail"
    return "all that it told has passed or was withdrawn" if sheet.is_over else ""


def _write(
    session: Session,
    held: Sequence[Claimed],
    put_off: Sequence[Mapping[str, Any]],
    skipped: Sequence[Mapping[str, Any]],
    *,
    worker: str,
    now: datetime,
    until: datetime,
) -> None:
    connection, mine = session.connection(), update(_DELIVERIES)
    if held:
        ids = [one.id for one in held]
        taken = mine.where(_DELIVERIES.c.id.in_(ids))
        connection.execute(
            taken.values(state=DeliveryState.CLAIMED, claimed_by=worker, lease_until=until, updated_at=now)
        )
    one_row = mine.where(_DELIVERIES.c.id == bindparam("b_id"))
    if put_off:
        connection.execute(one_row.values(next_attempt_at=bindparam("b_at"), updated_at=now), list(put_off))
    if skipped:
        gone = one_row.values(state=DeliveryState.SKIPPED, reply=bindparam("b_reply"), updated_at=now)
        connection.execute(gone, list(skipped))


def due(now: datetime) -> Any:
    """Whose time has come."""
    return or_(col(Delivery.next_attempt_at).is_(None), col(Delivery.next_attempt_at) <= now)
