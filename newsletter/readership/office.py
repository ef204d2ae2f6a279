"""What the office does for a reader who asked by telephone or letter; each act is a line of its own ledger."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from aggregator.model import ReaderAct, ReaderAction, Subscriber, Suppression
from newsletter import consent, subscribers
from newsletter.consent import How
from newsletter.readership import own_data
from newsletter.suppression import address_hash


class ReasonMissing(ValueError):
    """Whoever acts for somebody else says why."""


def unsubscribe(session: Session, reader: Subscriber, reason: str, *, by: int, now: datetime) -> None:
    """End a subscription for somebody. Raises ReasonMissing."""
    _require(reason)
    words = f"{consent.wording(How.OFFICE, reader.language)} {reason.strip()}"
    subscribers.leave(session, reader, words, now=now)
    note(session, ReaderAction.UNSUBSCRIBED, by=by, number=reader.id or 0, reason=reason, now=now)


def erase(session: Session, reader: Subscriber, reason: str, *, by: int, secret: str, now: datetime) -> None:
    """Erase a reader for somebody. Raises ReasonMissing."""
    _require(reason)
    number = reader.id or 0
    own_data.erase(session, reader, secret=secret, now=now)
    note(session, ReaderAction.ERASED, by=by, number=number, reason=reason, now=now)


def blocked(session: Session, address: str, *, secret: str) -> Suppression | None:
    """Why and since when an address gets no mail; None where it may get some."""
    return session.get(Suppression, address_hash(address, secret=secret))


def unblock(session: Session, address: str, reason: str, *, by: int, secret: str, now: datetime) -> None:
    """Let an address sign up again, because its owner asks for it. Raises ReasonMissing."""
    _require(reason)
    row = blocked(session, address, secret=secret)
    if row is not None:
        session.delete(row)
        note(session, ReaderAction.UNBLOCKED, by=by, reason=reason, now=now)


def note(
    session: Session,
    action: ReaderAction,
    *,
    by: int | None,
    number: int = 0,
    reason: str = "",
    rows: int = 0,
    now: datetime,
) -> None:
    """Add a line to the ledger."""
    act = ReaderAct(person_id=by, reader_number=number, action=action, reason=reason.strip(), rows=rows, at=now)
    session.add(act)


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("say why: whoever looks into the journal later will ask")
