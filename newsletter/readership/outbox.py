"""The mails to one reader alone in their outbox: how many may wait, what makes one unwanted, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select

from aggregator.model import DeliveryState, ReaderMail, ReaderMailKind, Subscriber, SubscriberState
from newsletter import consent
from newsletter.consent import Circumstances, ConsentEvent
from newsletter.delivery import outbox
from newsletter.delivery.message import plain_message
from newsletter.delivery.return_path import Concern
from newsletter.delivery.single import single
from newsletter.delivery.states import Outcome
from newsletter.delivery.transport import Envelope
from newsletter.readership.mails import Written, written
from newsletter.settings import MailSettings
from newsletter.suppression import suppressed

ROWS = outbox.Rows(ReaderMail)
_DAY = timedelta(hours=24)
_OVER = (DeliveryState.HANDED_OVER, DeliveryState.REFUSED, DeliveryState.SKIPPED, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is being handed over, whose it is, where it goes, and what it says."""

    mail: ReaderMail
    reader: Subscriber
    address: str
    written: Written


class ReaderOutbox:
    """The outbox of all mails to one reader alone."""

    def __init__(self, settings: MailSettings) -> None:
        """The settings name the sender and the secret of marks and links."""
        self._settings = settings

    @property
    def rows(self) -> outbox.Rows[ReaderMail]:
        """The table they stand in."""
        return ROWS

    def held(self, session: Session, mail: ReaderMail, *, now: datetime) -> Held | None:
        """A mail with what it says now; None where its reader is not who it was meant for any more."""
        reader = session.get_one(Subscriber, mail.subscriber_id)
        address = mail.address or reader.address
        wanted = mail.kind is not ReaderMailKind.CONFIRMATION or reader.state is SubscriberState.PENDING
        if not wanted or suppressed(session, [address], secret=self._settings.secret):
            return None
        return Held(mail, reader, address, written(mail, reader, self._settings, now=now))

    def envelope(self, held: Held, *, now: datetime) -> Envelope:
        """Raises HeaderRefused, and MailServerAway while it cannot be signed."""
        data = plain_message(
            held.written.subject,
            held.written.text,
            held.address,
            self._settings,
            language=held.reader.language,
            message_id=held.written.message_id,
            date=now,
        )
        about, number = (Concern.READER_MAIL, held.mail.subscriber_id), held.written.message_id
        return single(data, held.address, self._settings, message_id=number, now=now, about=about)

    def close(self, session: Session, mail: ReaderMail, held: Held, result: Outcome, *, now: datetime) -> None:
        """A confirmation is kept as proof word for word (OLG München 29 U 1682/12)."""
        if result.state is DeliveryState.DEFERRED:
            outbox.note(mail, result)
            return
        if mail.kind is ReaderMailKind.CONFIRMATION:
            reader = session.get_one(Subscriber, mail.subscriber_id)
            words = f"{result.reply}\n\n{held.written.subject}\n\n{held.written.text}"
            where = Circumstances(message_id=held.written.message_id)
            consent.record(session, reader, ConsentEvent.CONFIRMATION_SENT, words, now=now, where=where)
        self.end(mail, result)

    def end(self, mail: ReaderMail, result: Outcome) -> None:
        """Where it went is not needed any more."""
        outbox.note(mail, result)
        mail.address = ""


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


def clean_up(session: Session, *, now: datetime, older_than: timedelta = timedelta(days=30)) -> int:
    """Delete the rows of mails that are over for a month; how many. For a daily job."""
    over = delete(ReaderMail).where(col(ReaderMail.state).in_(_OVER), col(ReaderMail.made_at) < now - older_than)
    return int(session.exec(over).rowcount)
