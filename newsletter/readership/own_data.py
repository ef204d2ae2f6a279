"""All that is kept about a reader: to be taken along, moved to another address, or erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, func, select

from aggregator.model import (
    Alert,
    Consent,
    Delivery,
    Issue,
    ReaderFacet,
    ReaderMail,
    ReturnedMail,
    Subscriber,
    SubscriberState,
)
from newsletter import consent, tokens
from newsletter.addresses import normal_address
from newsletter.alerts.leaving import delete_alerts
from newsletter.alerts.leaving import everything_kept as kept_of_alert
from newsletter.consent import Circumstances, ConsentEvent
from newsletter.settings import MailSettings
from newsletter.subscribers import known, reader_of
from newsletter.suppression import suppress


class Moved(StrEnum):
    """How a move to another address ended."""

    DONE = "done"
    UNKNOWN_LINK = "unknown_link"
    TAKEN = "taken"


def everything_kept(session: Session, reader: Subscriber) -> dict[str, Any]:
    """All that is kept about a reader, alerts of the same address too (Art. 15 and 20 GDPR)."""
    assert reader.id is not None
    chosen = select(ReaderFacet).where(ReaderFacet.subscriber_id == reader.id).order_by(col(ReaderFacet.value))
    mails = select(ReaderMail).where(ReaderMail.subscriber_id == reader.id).order_by(col(ReaderMail.id))
    issues = (
        select(Delivery, Issue.title)
        .join(Issue, col(Issue.id) == Delivery.issue_id)
        .where(Delivery.subscriber_id == reader.id)
        .order_by(col(Delivery.id))
    )
    returned = select(ReturnedMail).where(ReturnedMail.subscriber_id == reader.id).order_by(col(ReturnedMail.id))
    return {
        "reader": reader.model_dump(mode="json", exclude={"former_marks"}),
        "chosen": [{"facet": row.facet.value, "value": row.value} for row in session.exec(chosen)],
        "consent": [
            row.model_dump(mode="json", exclude={"id", "subscriber_id", "alert_id"})
            for row in consent.history(session, reader.id)
        ],
        "issues": [
            {"title": title, "state": row.state.value, "at": row.updated_at.isoformat(), "reply": row.reply}
            for row, title in session.exec(issues)
        ],
        "mails": [row.model_dump(mode="json", exclude={"subscriber_id"}) for row in session.exec(mails)],
        "returned": [
            row.model_dump(mode="json", include={"kind", "status", "told", "received_at", "acted"})
            for row in session.exec(returned)
        ],
        "alerts": [kept_of_alert(session, alert) for alert in _alerts(session, reader.address)],
    }


def erase(session: Session, reader: Subscriber, *, secret: str, now: datetime) -> None:
    """Delete all that is kept about a reader, the proof too (Art. 17 GDPR).

    What stays is a keyed hash of the address, so that a table that names it again brings it no mail.
    """
    assert reader.id is not None
    delete_alerts(session, [alert.id for alert in _alerts(session, reader.address) if alert.id is not None])
    suppress(session, reader.address, reason="erased", secret=secret, now=now)
    delete_readers(session, [reader.id])


def delete_readers(session: Session, readers: Sequence[int]) -> None:
    """Delete readers with every row that is about them."""
    session.flush()
    about: tuple[type[SQLModel], ...] = (ReaderFacet, ReaderMail, ReturnedMail, Delivery, Consent)
    for table in about:
        session.execute(delete(table).where(table.__table__.c.subscriber_id.in_(readers)))  # type: ignore[attr-defined]
    session.execute(delete(Subscriber).where(col(Subscriber.id).in_(readers)))


def move(session: Session, token: str, settings: MailSettings, *, where: Circumstances, now: datetime) -> Moved:
    """Let a reader have the address at which a token arrived. A second time changes nothing and says the same."""
    read = tokens.read_new_address(token, secret=settings.secret, now=now)
    if read is None:
        return Moved.UNKNOWN_LINK
    signed, to = read
    reader = reader_of(session, signed, settings.secret, formerly=True)
    if reader is None or reader.state is SubscriberState.UNSUBSCRIBED:
        return Moved.UNKNOWN_LINK
    if reader.address == to:
        return Moved.DONE
    if signed.mark != tokens.address_mark(reader.address, settings.secret):
        return Moved.UNKNOWN_LINK
    other = known(session, to)
    if other is not None and other.id is not None and other.id != reader.id:
        if other.state is not SubscriberState.PENDING or _was_reader(session, other.id):
            return Moved.TAKEN
        delete_readers(session, [other.id])
    before = reader.address
    reader.former_marks = [*reader.former_marks, tokens.address_mark(before, settings.secret)]
    reader.address = to
    session.add(reader)
    words = f"{consent.wording(ConsentEvent.MOVED, reader.language)} {before}"
    consent.record(session, reader, ConsentEvent.MOVED, words, now=now, where=where)
    return Moved.DONE


def address_to_move_to(reader: Subscriber, typed: str, settings: MailSettings) -> str | None:
    """The address as it would be kept; None where it is the one they have. Raises AddressRefused."""
    address = normal_address(typed, smtputf8=settings.international_addresses)
    return None if address == reader.address else address


def _was_reader(session: Session, number: int) -> bool:
    given = {ConsentEvent.CONFIRMED.value, ConsentEvent.ADDED.value}
    return any(line.event in given for line in consent.history(session, number))


def _alerts(session: Session, address: str) -> list[Alert]:
    found = select(Alert).where(func.lower(Alert.address) == address.lower()).order_by(col(Alert.id))
    return list(session.exec(found))
