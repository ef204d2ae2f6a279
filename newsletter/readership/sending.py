"""From the outbox to the mail server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import DeliveryState
from aggregator.store import Store
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import plain_message
from newsletter.delivery.return_path import Concern
from newsletter.delivery.single import single
from newsletter.delivery.states import Outcome, outcome
from newsletter.delivery.transport import AnswerLost, MailServerAway, Transport
from newsletter.readership import outbox
from newsletter.readership.mails import Written, written
from newsletter.readership.outbox import Held
from newsletter.settings import MailSettings

_SERVER_AWAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did; `paused` says why the rest waits, empty if none does."""

    handed_over: int = 0
    paused: str = ""


def send_waiting(store: Store, transport: Transport, settings: MailSettings, *, clock: Callable[[], datetime]) -> Sent:
    """Give the mail server what may be tried now. Several workers may run at once; so may it again."""
    lease = timedelta(seconds=settings.lease_seconds)
    with store.writing() as session:
        outbox.expire(session, now=clock())
    taken = 0
    try:
        while True:
            with store.writing() as session:
                held = outbox.begin(session, now=clock(), lease=lease, secret=settings.secret)
            if held is None or held.mail.id is None:
                return Sent(taken)
            mail = written(held.mail, held.reader, settings, now=clock())
            result = _handed_over(held, mail, transport, settings, now=clock())
            with store.writing() as session:
                outbox.close(session, held.mail.id, result, mail, now=clock())
            taken += result.state is DeliveryState.HANDED_OVER
    except MailServerAway as away:
        assert held is not None and held.mail.id is not None
        with store.writing() as session:
            outbox.put_back(session, held.mail.id, str(away), again_at=clock() + _SERVER_AWAY)
        return Sent(taken, str(away))
    finally:
        transport.close()


def _handed_over(held: Held, mail: Written, transport: Transport, settings: MailSettings, *, now: datetime) -> Outcome:
    """Raises MailServerAway."""
    try:
        data = plain_message(
            mail.subject,
            mail.text,
            held.address,
            settings,
            language=held.reader.language,
            message_id=mail.message_id,
            date=now,
        )
    except HeaderRefused as refused:
        return Outcome(DeliveryState.REFUSED, str(refused))
    try:
        about = (Concern.READER_MAIL, held.mail.subscriber_id)
        envelope = single(data, held.address, settings, message_id=mail.message_id, now=now, about=about)
        answer = transport.hand_over(envelope)
    except AnswerLost as lost:
        return Outcome(DeliveryState.UNCERTAIN, str(lost))
    return outcome(answer, attempts=held.mail.attempts, now=now)
