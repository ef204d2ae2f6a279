"""The mail of the double opt-in: one link, one imprint, nothing else (no advertising, no logo, no items)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from aggregator.model import Subscriber, SubscriberState
from newsletter import consent, tokens
from newsletter.cleaning import clean
from newsletter.consent import ConsentEvent
from newsletter.delivery.message import plain_message
from newsletter.delivery.transport import Answer, Envelope, Transport
from newsletter.settings import MailSettings
from newsletter.wording import Wording
from newsletter.wrapping import wrapped
from templates import environment


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The confirmation mail in words."""

    subject: str
    text: str
    message_id: str


def confirmation(reader: Subscriber, settings: MailSettings, *, now: datetime) -> Confirmation:
    """The mail to a pending reader in their language; the link holds for seven days."""
    assert reader.id is not None
    words = Wording(reader.language)
    token = tokens.confirm_token(reader.id, reader.address, secret=settings.secret, now=now)
    text = (
        environment("text", reader.language)
        .get_template("confirmation.txt")
        .render(
            office=clean(settings.office_name),
            link=settings.page(f"/bestaetigen/{token}", reader.language),
            imprint=tuple(clean(line) for line in settings.imprint),
            imprint_url=settings.page("/impressum", reader.language),
        )
    )
    mark = tokens.address_mark(reader.address, settings.secret)
    return Confirmation(
        subject=words.gettext("Bitte bestätigen Sie Ihre Anmeldung"),
        text=wrapped(text),
        message_id=f"<confirm.{reader.id}.{mark}.{int(now.timestamp())}@{settings.sender_domain}>",
    )


def may_be_sent(session: Session, reader: Subscriber, *, now: datetime) -> bool:
    """Whether a confirmation may go to this reader: pending, and none was sent in the last 24 hours."""
    assert reader.id is not None
    if reader.state is not SubscriberState.PENDING:
        return False
    lines = consent.history(session, reader.id)
    sent = [line.at for line in lines if line.event == ConsentEvent.CONFIRMATION_SENT.value]
    return not sent or sent[-1] <= now - timedelta(hours=24)


def send_confirmation(
    session: Session, reader: Subscriber, transport: Transport, settings: MailSettings, *, now: datetime
) -> Answer:
    """Hand the mail over and keep its exact text and id as proof (OLG München 29 U 1682/12).

    Raises MailServerAway, AnswerLost; then nothing is kept and it may be tried again.
    """
    mail = confirmation(reader, settings, now=now)
    data = plain_message(
        mail.subject,
        mail.text,
        reader.address,
        settings,
        language=reader.language,
        message_id=mail.message_id,
        date=now,
    )
    answer = transport.hand_over(Envelope(settings.sender_address, reader.address, mail.message_id, data))
    words = f"{mail.message_id}\n{answer.code} {answer.text}\n\n{mail.subject}\n\n{mail.text}"
    consent.record(session, reader, ConsentEvent.CONFIRMATION_SENT, words, now=now)
    return answer
