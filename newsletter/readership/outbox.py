"""The mails to one reader alone on their way: every step is one transaction, committed before anything happens outside.

waiting → handing_over → handed_over | deferred | refused. Whoever dies while handing over leaves that state behind;
when its time is over it is `uncertain`, and never sent again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select, update

from aggregator.model import DeliveryState, ReaderMail, ReaderMailKind, Subscriber, SubscriberState
from newsletter import consent
from newsletter.consent import Circumstances, ConsentEvent
from newsletter.delivery.states import Outcome
from newsletter.readership.mails import Written
from newsletter.suppression import suppressed

_DAY = timedelta(hours=24)
_READY = (DeliveryState.WAITING, DeliveryState.DEFERRED)
_OVER = (DeliveryState.HANDED_OVER, DeliveryState.REFUSED, DeliveryState.SKIPPED, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is being handed over, whose it is and where it goes."""

    mail: ReaderMail
    reader: Subscriber

    @property
    def address(self) -> str:
        """Where it goes."""
        return self.mail.address or self.reader.address


def queue(
    session: Session, reader: Subscriber, kind: ReaderMailKind, *, now: datetime, most: int = 1, address: str = ""
) -> bool:
    """Let a mail go out, unless `most` of this kind went to this letter box within 24 hours; then False.

    The case of letters does not make another letter box: mail servers that tell Erika from erika are hardly found.
    """
    assert reader.id is not None
    goes_to = (address or reader.address).lower()
    lately = (
        select(func.count())
        .select_from(ReaderMail)
        .join(Subscriber, col(Subscriber.id) == ReaderMail.subscriber_id)
        .where(
            ReaderMail.kind == kind,
            col(ReaderMail.made_at) > now - _DAY,
            or_(ReaderMail.subscriber_id == reader.id, func.lower(Subscriber.address) == goes_to),
        )
    )
    if session.exec(lately).one() >= most:
        return False
    session.add(ReaderMail(subscriber_id=reader.id, kind=kind, address=address, due_at=now, made_at=now))
    session.flush()
    return True


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a mail is to be handed over."""
    # ix_reader_mail_due_at
    return session.exec(select(ReaderMail.id).where(col(ReaderMail.due_at) <= now).limit(1)).first() is not None


def begin(session: Session, *, now: datetime, lease: timedelta, secret: str) -> Held | None:
    """Take the next mail that may be tried and note that it is on its way; None where there is none.

    One that nobody wants any more is passed over for good.
    """
    while True:
        # ix_reader_mail_due_at
        ready = select(ReaderMail).where(col(ReaderMail.state).in_(_READY), col(ReaderMail.due_at) <= now)
        first = ready.order_by(col(ReaderMail.due_at), col(ReaderMail.id)).limit(1).with_for_update(skip_locked=True)
        mail = session.exec(first).first()
        if mail is None:
            return None
        held = Held(mail, session.get_one(Subscriber, mail.subscriber_id))
        session.add(mail)
        if not _is_wanted(held) or suppressed(session, [held.address], secret=secret):
            _over(mail, DeliveryState.SKIPPED, "not wanted any more")
            session.flush()
            continue
        mail.state, mail.attempts, mail.due_at = DeliveryState.HANDING_OVER, mail.attempts + 1, now + lease
        session.flush()
        return held


def put_back(session: Session, mail_id: int, why: str, *, again_at: datetime) -> None:
    """The mail server was away: it was certainly not taken, and the try does not count."""
    mail = session.get(ReaderMail, mail_id)
    if mail is not None and mail.state is DeliveryState.HANDING_OVER:
        mail.state, mail.attempts = DeliveryState.WAITING, mail.attempts - 1
        mail.reply, mail.due_at = why[:600], again_at
        session.add(mail)


def close(session: Session, mail_id: int, result: Outcome, written: Written, *, now: datetime) -> None:
    """Write down how it ended. A confirmation is kept as proof word for word (OLG München 29 U 1682/12)."""
    mail = session.get(ReaderMail, mail_id)
    if mail is None:  # the reader was erased in between
        return
    session.add(mail)
    if result.state is DeliveryState.DEFERRED:
        mail.state, mail.reply, mail.due_at = result.state, result.reply[:600], result.next_attempt_at
        return
    if mail.kind is ReaderMailKind.CONFIRMATION:
        reader = session.get_one(Subscriber, mail.subscriber_id)
        words = f"{result.reply}\n\n{written.subject}\n\n{written.text}"
        where = Circumstances(message_id=written.message_id)
        consent.record(session, reader, ConsentEvent.CONFIRMATION_SENT, words, now=now, where=where)
    _over(mail, result.state, result.reply)


def expire(session: Session, *, now: datetime) -> None:
    """What somebody who died was handing over is uncertain: it may have been taken."""
    left = (col(ReaderMail.state) == DeliveryState.HANDING_OVER, col(ReaderMail.due_at) <= now)
    why = "whoever handed it over did not come back"
    session.exec(update(ReaderMail).where(*left).values(state=DeliveryState.UNCERTAIN, due_at=None, reply=why))


def clean_up(session: Session, *, now: datetime, older_than: timedelta = timedelta(days=30)) -> int:
    """Delete the rows of mails that are over for a month; how many. For a daily job."""
    over = delete(ReaderMail).where(col(ReaderMail.state).in_(_OVER), col(ReaderMail.made_at) < now - older_than)
    return int(session.exec(over).rowcount)


def _is_wanted(held: Held) -> bool:
    is_pending = held.reader.state is SubscriberState.PENDING
    return is_pending if held.mail.kind is ReaderMailKind.CONFIRMATION else True


def _over(mail: ReaderMail, state: DeliveryState, reply: str) -> None:
    mail.state, mail.reply, mail.due_at, mail.address = state, reply[:600], None, ""
