"""Mails to one person alone on their way: every step is one transaction, committed before anything happens outside.

waiting → handing_over → handed_over | deferred | refused. Whoever dies while handing over leaves that state behind;
when its time is over it is `uncertain`, and never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from sqlmodel import Session, col, select, update

from aggregator.model import AlertMail, DeliveryState, ReaderMail
from aggregator.store import Store
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.states import SERVER_AWAY, Outcome, outcome
from newsletter.delivery.transport import AnswerLost, Envelope, MailServerAway, Transport

_READY = (DeliveryState.WAITING, DeliveryState.DEFERRED)
_REPLY = 600  # characters

Mail = TypeVar("Mail", AlertMail, ReaderMail)
Held = TypeVar("Held", bound="HeldMail")


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did; `paused` says why the rest waits, empty if none does."""

    handed_over: int = 0
    paused: str = ""


class HeldMail(Protocol):
    """A mail that is being handed over, with what its outbox needs to write it."""

    @property
    def mail(self) -> AlertMail | ReaderMail:
        """Its row."""
        ...


class Outbox(Protocol[Held]):
    """The mails of one kind: whether they are still wanted, what they say, and what is kept of them."""

    @property
    def rows(self) -> Rows[Any]:
        """The table they stand in."""
        ...

    def held(self, session: Session, mail: Any, *, now: datetime) -> Held | None:
        """A mail with all that is needed to write it; None where nobody wants it any more."""
        ...

    def envelope(self, held: Held, *, now: datetime) -> Envelope:
        """Write it. Raises HeaderRefused, MailServerAway."""
        ...

    def close(self, session: Session, mail: Any, held: Held, result: Outcome, *, now: datetime) -> None:
        """Note how it ended; `mail` is its row as it stands now."""
        ...

    def end(self, mail: Any, result: Outcome) -> None:
        """Note that it is over, and forget of it what nobody needs any more."""
        ...


class Rows(Generic[Mail]):
    """The rows of an outbox, in a table with an index over `due_at`."""

    def __init__(self, table: type[Mail]) -> None:
        """`table` has state, attempts, due_at and reply."""
        self._table: type[Mail] = table

    def is_due(self, session: Session, *, now: datetime) -> bool:
        """Whether a mail is to be handed over."""
        return session.exec(select(self._table.id).where(col(self._table.due_at) <= now).limit(1)).first() is not None

    def by_number(self, session: Session, number: int | None) -> Mail | None:
        """A mail as it stands now; None where it was deleted with what it belongs to."""
        found: Mail | None = session.get(self._table, number)
        return found

    def next(self, session: Session, *, now: datetime) -> Mail | None:
        """The mail that has waited longest; PostgreSQL passes over those that another worker holds."""
        table = self._table
        ready = select(table).where(col(table.state).in_(_READY), col(table.due_at) <= now)
        first = ready.order_by(col(table.due_at), col(table.id)).limit(1).with_for_update(skip_locked=True)
        found: Mail | None = session.exec(first).first()
        return found

    def put_back(self, session: Session, mail_id: int | None, why: str, *, again_at: datetime) -> None:
        """The mail server was away: the try does not count."""
        mail = session.get(self._table, mail_id)
        if mail is not None and mail.state is DeliveryState.HANDING_OVER:
            mail.state, mail.attempts = DeliveryState.WAITING, mail.attempts - 1
            mail.reply, mail.due_at = why[:_REPLY], again_at
            session.add(mail)

    def expire(self, session: Session, *, now: datetime) -> None:
        """What somebody who died was handing over is uncertain: it may have been taken."""
        table = self._table
        left = (col(table.state) == DeliveryState.HANDING_OVER, col(table.due_at) <= now)
        why = "whoever handed it over did not come back"
        session.exec(update(table).where(*left).values(state=DeliveryState.UNCERTAIN, due_at=None, reply=why))


def note(mail: AlertMail | ReaderMail, result: Outcome) -> None:
    """Write down how a try ended."""
    mail.state, mail.reply, mail.due_at = result.state, result.reply[:_REPLY], result.next_attempt_at


def hand_over_waiting(
    store: Store, transport: Transport, outbox: Outbox[Held], *, lease: timedelta, clock: Callable[[], datetime]
) -> Sent:
    """Give the mail server what may be tried now. Several workers may run at once; so may it again."""
    with store.writing() as session:
        outbox.rows.expire(session, now=clock())
    taken = 0
    try:
        while (held := _begun(store, outbox, lease, clock())) is not None:
            try:
                result = _tried(transport, outbox, held, now=clock())
            except MailServerAway as away:
                with store.writing() as session:
                    outbox.rows.put_back(session, held.mail.id, str(away), again_at=clock() + SERVER_AWAY)
                return Sent(taken, str(away))
            with store.writing() as session:
                mail = outbox.rows.by_number(session, held.mail.id)
                if mail is not None:
                    outbox.close(session, mail, held, result, now=clock())
            taken += result.state is DeliveryState.HANDED_OVER
    finally:
        transport.close()
    return Sent(taken)


def _begun(store: Store, outbox: Outbox[Held], lease: timedelta, now: datetime) -> Held | None:
    """The next mail, noted as on its way. What nobody wants any more is passed over for good."""
    with store.writing() as session:
        while (mail := outbox.rows.next(session, now=now)) is not None:
            held = outbox.held(session, mail, now=now)
            if held is None:
                outbox.end(mail, Outcome(DeliveryState.SKIPPED, "not wanted any more"))
            else:
                mail.state, mail.attempts, mail.due_at = DeliveryState.HANDING_OVER, mail.attempts + 1, now + lease
            session.add(mail)
            session.flush()
            if held is not None:
                return held
    return None


def _tried(transport: Transport, outbox: Outbox[Held], held: Held, *, now: datetime) -> Outcome:
    """Raises MailServerAway."""
    try:
        answer = transport.hand_over(outbox.envelope(held, now=now))
    except HeaderRefused as refused:
        return Outcome(DeliveryState.REFUSED, str(refused))
    except AnswerLost as lost:
        return Outcome(DeliveryState.UNCERTAIN, str(lost))
    return outcome(answer, attempts=held.mail.attempts, now=now)
