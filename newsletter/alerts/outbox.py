"""The mails of alerts in their outbox: what makes one unwanted, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertState, DeliveryState
from newsletter import consent
from newsletter.alerts.rendering import alert_page
from newsletter.consent import ConsentEvent
from newsletter.delivery import outbox
from newsletter.delivery.message import Letter, list_message, plain_message
from newsletter.delivery.return_path import Concern, end_alert_mailto
from newsletter.delivery.single import single
from newsletter.delivery.states import Outcome
from newsletter.delivery.transport import Envelope
from newsletter.settings import MailSettings
from newsletter.suppression import suppressed

ROWS = outbox.Rows(AlertMail)
_WANTED = {AlertMailKind.NEWS: AlertState.CONFIRMED, AlertMailKind.CONFIRMATION: AlertState.PENDING}


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that is being handed over, and whose it is."""

    mail: AlertMail
    alert: Alert


class AlertOutbox:
    """The outbox of all alerts."""

    def __init__(self, settings: MailSettings) -> None:
        """The settings name the sender and the secret of marks."""
        self._settings = settings

    @property
    def rows(self) -> outbox.Rows[AlertMail]:
        """The table they stand in."""
        return ROWS

    def held(self, session: Session, mail: AlertMail, *, now: datetime) -> Held | None:  # noqa: ARG002 its words are written already
        """A mail and whose it is; None where the alert is not what it was written for any more."""
        alert = session.get_one(Alert, mail.alert_id)
        wanted = alert.state is _WANTED[mail.kind]
        if not wanted or suppressed(session, [alert.address], secret=self._settings.secret):
            return None
        return Held(mail, alert)

    def envelope(self, held: Held, *, now: datetime) -> Envelope:
        """Raises HeaderRefused, and MailServerAway while it cannot be signed."""
        data = self._confirmation(held, now) if held.mail.kind is AlertMailKind.CONFIRMATION else self._news(held, now)
        about, number = (Concern.ALERT, held.mail.alert_id), held.mail.message_id
        return single(data, held.alert.address, self._settings, message_id=number, now=now, about=about)

    def close(self, session: Session, mail: AlertMail, held: Held, result: Outcome, *, now: datetime) -> None:
        """Of a confirmation its words are kept as proof (OLG München 29 U 1682/12)."""
        if result.state in (DeliveryState.DEFERRED, DeliveryState.UNCERTAIN):
            outbox.note(mail, result)
            return
        if mail.kind is AlertMailKind.CONFIRMATION:
            words = f"{mail.message_id}\n{result.reply}\n\n{mail.subject}\n\n{mail.text}"
            alert = session.get_one(Alert, held.alert.id)
            consent.record(session, alert, ConsentEvent.CONFIRMATION_SENT, words, now=now)
        self.end(mail, result)

    def end(self, mail: AlertMail, result: Outcome) -> None:
        """Its words are not needed any more."""
        outbox.note(mail, result)
        mail.subject = mail.html = mail.text = ""

    def _confirmation(self, held: Held, now: datetime) -> bytes:
        mail, alert = held.mail, held.alert
        return plain_message(
            mail.subject,
            mail.text,
            alert.address,
            self._settings,
            language=alert.language,
            message_id=mail.message_id,
            date=now,
        )

    def _news(self, held: Held, now: datetime) -> bytes:
        mail, alert = held.mail, held.alert
        return list_message(
            Letter(mail.subject, mail.html, mail.text, alert.language),
            alert.address,
            self._settings,
            unsubscribe=alert_page(alert, self._settings, rest="/beenden"),
            mailto=end_alert_mailto(mail.alert_id, alert.address, self._settings),
            message_id=mail.message_id,
            date=now,
        )
