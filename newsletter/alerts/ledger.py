"""The mails of alerts on their way: every step is one transaction, committed before anything happens outside.

waiting → handing_over → handed_over | deferred | refused. Whoever dies while handing over leaves that state behind;
when its time is over it is `uncertain`, and never sent again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertState, DeliveryState
from newsletter import consent
from newsletter.consent import ConsentEvent
from newsletter.delivery.states import Outcome
from newsletter.suppression import suppressed

_READY = (DeliveryState.WAITING, DeliveryState.DEFERRED)
_WANTED = {AlertMailKind.NEWS: AlertState.CONFIRMED, AlertMailKind.CONFIRMATION: AlertState.PENDING}


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is being handed over, and whose it is."""

    mail: AlertMail
    alert: Alert


def begin(session: Session, *, now: datetime, lease: timedelta, secret: str) -> Held | None:
    """Take the next mail that may be tried and note that it is on its way; None where there is none.

    One that nobody wants any more is passed over for good.
    """
    while True:
        # ix_alert_mail_due_at
        ready = select(AlertMail).where(col(AlertMail.state).in_(_READY), col(AlertMail.due_at) <= now)
        first = ready.order_by(col(AlertMail.due_at), col(AlertMail.id)).limit(1).with_for_update(skip_locked=True)
        mail = session.exec(first).first()
        if mail is None:
            return None
        alert = session.get_one(Alert, mail.alert_id)
        session.add(mail)
        if alert.state is not _WANTED[mail.kind] or suppressed(session, [alert.address], secret=secret):
            _over(mail, DeliveryState.SKIPPED, "not wanted any more")
            session.flush()
            continue
        mail.state, mail.attempts, mail.due_at = DeliveryState.HANDING_OVER, mail.attempts + 1, now + lease
        session.flush()
        return Held(mail, alert)


def put_back(session: Session, mail_id: int, why: str, *, again_at: datetime) -> None:
    """The mail server was away: it was certainly not taken, and the try does not count."""
    mail = session.get(AlertMail, mail_id)
    if mail is not None and mail.state is DeliveryState.HANDING_OVER:
        mail.state, mail.attempts = DeliveryState.WAITING, mail.attempts - 1
        mail.reply, mail.due_at = why[:600], again_at
        session.add(mail)


def close(session: Session, mail_id: int, result: Outcome, *, now: datetime) -> None:
    """Write down how it ended. Of a confirmation its words are kept as proof (OLG München 29 U 1682/12)."""
    mail = session.get(AlertMail, mail_id)
    if mail is None:  # the alert was ended in between, and all of its mails deleted
        return
    session.add(mail)
    if result.state is DeliveryState.DEFERRED or result.state is DeliveryState.UNCERTAIN:
        mail.state, mail.reply, mail.due_at = result.state, result.reply[:600], result.next_attempt_at
        return
    if mail.kind is AlertMailKind.CONFIRMATION:
        words = f"{mail.message_id}\n{result.reply}\n\n{mail.subject}\n\n{mail.text}"
        alert = session.get_one(Alert, mail.alert_id)
        consent.record(session, alert, ConsentEvent.CONFIRMATION_SENT, words, now=now)
    _over(mail, result.state, result.reply)


def expire(session: Session, *, now: datetime) -> None:
    """What somebody who died was handing over is uncertain: it may have been taken."""
    left = (col(AlertMail.state) == DeliveryState.HANDING_OVER, col(AlertMail.due_at) <= now)
    why = "whoever handed it over did not come back"
    session.exec(update(AlertMail).where(*left).values(state=DeliveryState.UNCERTAIN, due_at=None, reply=why))


def _over(mail: AlertMail, state: DeliveryState, reply: str) -> None:
    mail.state, mail.reply, mail.due_at = state, reply[:600], None
    mail.subject = mail.html = mail.text = ""
