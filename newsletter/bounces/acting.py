"""What follows from a mail that came back: held against an address, unsubscribed, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlmodel import Session, col, select

from aggregator.model import AddressTrouble, Alert, Delivery, ReturnedMail, ReturnKind, Subscriber
from aggregator.store import Store
from newsletter import consent, subscribers, tokens
from newsletter.alerts import leaving
from newsletter.bounces import scoring
from newsletter.bounces.keeping import text_of
from newsletter.bounces.reading import read
from newsletter.bounces.scoring import Points
from newsletter.consent import How
from newsletter.delivery.return_path import Concern, Signed
from newsletter.settings import MailSettings
from newsletter.suppression import address_hash, suppress

log = structlog.get_logger(__name__)

_OF_ALERTS = (Concern.ALERT, Concern.END_ALERT, Concern.ALERT_COMPLAINT)
_LEAVING = {ReturnKind.UNSUBSCRIBE: How.MAIL, ReturnKind.COMPLAINT: How.COMPLAINT}


class Acted(StrEnum):
    """What was done about a mail that came back."""

    NOTHING = "nothing"
    NOBODY = "nobody"
    """Nothing, for it does not prove whom it is about, or that one is gone or has another address."""
    HELD_AGAINST = "held_against"
    SUPPRESSED = "suppressed"
    UNSUBSCRIBED = "unsubscribed"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a mail is about: a reader or an alert, and the address it went to."""

    address: str
    reader: Subscriber | None = None
    alert: Alert | None = None
    delivery_id: int | None = None
    still_theirs: bool = True
    """Whether the address the mail went to is theirs still."""


def read_what_came(store: Store, settings: MailSettings, *, clock: Callable[[], datetime], most: int = 1000) -> int:
    """Read what was stored and act on it, each mail in a transaction of its own; how many."""
    with store.reading() as session:
        # served by ix_returned_mail_read_at
        waiting = select(ReturnedMail.id).where(col(ReturnedMail.read_at).is_(None)).order_by(col(ReturnedMail.id))
        numbers = [number for number in session.exec(waiting.limit(most)) if number is not None]
    for number in numbers:
        with store.writing() as session:
            row = session.get(ReturnedMail, number, with_for_update=True)
            if row is not None and row.read_at is None:
                _read(session, row, settings, now=clock())
    return len(numbers)


def _read(session: Session, row: ReturnedMail, settings: MailSettings, *, now: datetime) -> None:
    found = read(text_of(row), settings)
    whom = whom_about(session, found.about, secret=settings.secret)
    row.kind, row.status, row.told, row.read_at = found.kind, found.status, found.told, now
    row.domain = whom.address.rpartition("@")[2] if whom else found.server
    act(session, row, whom, secret=settings.secret, now=now)


def act(session: Session, row: ReturnedMail, whom: Whom | None, *, secret: str, now: datetime) -> Acted:
    """Do what a kind asks for and write down what that was."""
    assert row.kind is not None
    if whom is not None:
        row.subscriber_id = whom.reader.id if whom.reader else None
        row.alert_id, row.delivery_id = whom.alert.id if whom.alert else None, whom.delivery_id
    acted = _act(session, row.kind, whom, secret=secret, now=now)
    row.acted = acted.value
    session.add(row)
    if acted is Acted.ALARM:
        log.error("a mail server does not want our mail", domain=row.domain, status=row.status, said=row.told)
    return acted


def _act(session: Session, kind: ReturnKind, whom: Whom | None, *, secret: str, now: datetime) -> Acted:
    if kind is ReturnKind.SENDER_BLOCKED:
        return Acted.ALARM
    if kind not in _LEAVING and not scoring.counts(kind):
        return Acted.NOTHING
    # who had the address before has nothing to do with what the owner of today says of it; leaving is for ever theirs
    if whom is None or not (whom.still_theirs or kind is ReturnKind.UNSUBSCRIBE):
        return Acted.NOBODY
    if kind in _LEAVING:
        _leave(session, whom, _LEAVING[kind], secret=secret, now=now)
        if kind is ReturnKind.COMPLAINT:
            suppress(session, whom.address, reason="complaint", secret=secret, now=now)
        return Acted.UNSUBSCRIBED
    return hold_against(session, whom.address, kind, secret=secret, now=now)


def whom_about(session: Session, signed: Signed | None, *, secret: str) -> Whom | None:
    """Whom a token of ours names; None where they are gone or the address was never theirs."""
    if signed is None:
        return None
    if signed.concern in _OF_ALERTS:
        alert = session.get(Alert, signed.number)
        known = alert is not None and tokens.address_mark(alert.address, secret) == signed.mark
        return Whom(alert.address, alert=alert) if alert is not None and known else None
    delivery = session.get(Delivery, signed.number) if signed.concern is Concern.DELIVERY else None
    number = signed.number if signed.concern is not Concern.DELIVERY else delivery.subscriber_id if delivery else None
    reader = None if number is None else session.get(Subscriber, number)
    if reader is None:
        return None
    is_now = tokens.address_mark(reader.address, secret) == signed.mark
    if not is_now and signed.mark not in reader.former_marks:
        return None
    return Whom(reader.address, reader=reader, delivery_id=delivery.id if delivery else None, still_theirs=is_now)


def hold_against(session: Session, address: str, kind: ReturnKind, *, secret: str, now: datetime) -> Acted:
    """Count one report against an address; it gets no mail any more once enough speaks against it."""
    hashed = address_hash(address, secret=secret)
    row = session.get(AddressTrouble, hashed, with_for_update=True)
    after = scoring.held_against(Points(row.points, row.counted_at) if row else None, kind, now=now)
    if after.points >= scoring.ENOUGH:
        suppress(session, address, reason="bounces", secret=secret, now=now)
        if row is not None:
            session.delete(row)  # whoever is let in again begins anew
        return Acted.SUPPRESSED
    row = row or AddressTrouble(address_hash=hashed, counted_at=now)
    row.points, row.counted_at = after.points, after.at
    session.add(row)
    session.flush()
    return Acted.HELD_AGAINST


def _leave(session: Session, whom: Whom, how: How, *, secret: str, now: datetime) -> None:
    if whom.reader is not None:
        subscribers.leave(session, whom.reader, consent.wording(how, whom.reader.language), now=now)
    elif whom.alert is not None and whom.alert.id is not None:
        leaving.end(
            session, tokens.alert_token(whom.alert.id, whom.alert.address, secret=secret), secret=secret, now=now
        )
