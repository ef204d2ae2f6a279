"""What has to be forgotten, and when. Each rule stands in the record of what is kept about people, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select, update

from aggregator.model import Alert, AlertState, Consent, ReaderFacet, ReaderFile, Subscriber, SubscriberState
from newsletter.alerts.leaving import delete_alerts
from newsletter.readership import outbox
from newsletter.readership.own_data import delete_readers
from newsletter.subscribers import delete_unconfirmed

CHOICES_AFTER = timedelta(days=7)
"""Who has left may come back for a day; what they chose is kept a little longer and then nobody's business."""
PROOF_AFTER = timedelta(days=3 * 365)
"""The limitation period (§ 195 BGB) from the day they left."""
FILES_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of what were deleted."""

    unconfirmed: int = 0
    choices: int = 0
    proofs: int = 0
    alert_proofs: int = 0
    mails: int = 0
    files: int = 0


def forget(session: Session, *, now: datetime) -> Forgotten:
    """Delete what nobody may keep any more. For a daily job; done twice it does nothing more."""
    return Forgotten(
        unconfirmed=delete_unconfirmed(session, now=now),
        choices=_choices(session, before=now - CHOICES_AFTER),
        proofs=_proofs(session, before=now - PROOF_AFTER),
        alert_proofs=_alert_proofs(session, before=now - PROOF_AFTER),
        mails=outbox.clean_up(session, now=now),
        files=_files(session, before=now - FILES_AFTER),
    )


def _choices(session: Session, *, before: datetime) -> int:
    """Of who left stays the proof alone."""
    left = (col(Subscriber.state) == SubscriberState.UNSUBSCRIBED, col(Subscriber.ended_at) < before)
    gone = delete(ReaderFacet).where(col(ReaderFacet.subscriber_id).in_(select(Subscriber.id).where(*left)))
    session.execute(gone)
    had = (*left, col(Subscriber.municipality_ags).is_not(None))
    return int(session.execute(update(Subscriber).where(*had).values(municipality_ags=None)).rowcount)  # type: ignore[attr-defined]


def _proofs(session: Session, *, before: datetime) -> int:
    # ix_subscriber_ended_at
    left = (Subscriber.state == SubscriberState.UNSUBSCRIBED, col(Subscriber.ended_at) < before)
    gone = [number for number in session.exec(select(Subscriber.id).where(*left)) if number is not None]
    delete_readers(session, gone)
    return len(gone)


def _alert_proofs(session: Session, *, before: datetime) -> int:
    """An ended alert ended when its last line of proof says so."""
    old = (
        select(Consent.alert_id)
        .where(col(Consent.alert_id).is_not(None))
        .group_by(col(Consent.alert_id))
        .having(func.max(col(Consent.at)) < before)
    )
    ended = select(Alert.id).where(Alert.state == AlertState.ENDED, col(Alert.id).in_(old))
    gone = [number for number in session.exec(ended) if number is not None]
    delete_alerts(session, gone)
    return len(gone)


def _files(session: Session, *, before: datetime) -> int:
    return int(session.execute(delete(ReaderFile).where(col(ReaderFile.at) < before)).rowcount)  # type: ignore[attr-defined]
