"""From what is new to the mail server. The mail and the mark that it was told are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertState
from aggregator.store import Store
from newsletter.alerts.confirming import message_id
from newsletter.alerts.gathering import gather, note
from newsletter.alerts.outbox import ROWS, AlertOutbox
from newsletter.alerts.rendering import render_alert
from newsletter.alerts.rhythm import next_look
from newsletter.alerts.verdict import What
from newsletter.delivery.outbox import hand_over_waiting
from newsletter.delivery.transport import Transport
from newsletter.settings import MailSettings

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did; `paused` says why the rest waits, empty if none does."""

    composed: int = 0
    handed_over: int = 0
    paused: str = ""


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether an alert is to be looked at, or a mail to be handed over."""
    # ix_alert_next_at
    looked_at = select(Alert.id).where(col(Alert.next_at) <= now).limit(1)
    return session.exec(looked_at).first() is not None or ROWS.is_due(session, now=now)


def send_alerts(store: Store, transport: Transport, settings: MailSettings, *, clock: Clock) -> Told:
    """Compose what alerts have to tell now and hand it over. Several workers may run at once; so may it again."""
    composed = compose_due(store, settings, clock=clock)
    lease = timedelta(seconds=settings.lease_seconds)
    sent = hand_over_waiting(store, transport, AlertOutbox(settings), lease=lease, clock=clock)
    return Told(composed, sent.handed_over, sent.paused)


def compose_due(store: Store, settings: MailSettings, *, clock: Clock) -> int:
    """Look at every alert whose time has come; how many have something to tell."""
    now = clock()
    with store.reading() as session:
        due = select(Alert.id).where(col(Alert.next_at) <= now).order_by(col(Alert.next_at), col(Alert.id))
        numbers = [number for number in session.exec(due) if number is not None]
    told = 0
    for number in numbers:
        with store.writing() as session:
            told += compose(session, number, settings, now=now)
    return told


def compose(session: Session, alert_id: int, settings: MailSettings, *, now: datetime) -> bool:
    """Write down the mail of one alert together with the marks of what it tells; False where nothing is new."""
    alert = session.get(Alert, alert_id, with_for_update=True)
    if alert is None or alert.next_at is None or alert.next_at > now or alert.state is not AlertState.CONFIRMED:
        return False
    zone = ZoneInfo(settings.zone)
    today = now.astimezone(zone).date()
    alert.next_at = next_look(alert.rhythm, now, zone=zone)
    session.add(alert)
    found = gather(session, alert, today=today)
    note(session, alert, found)
    news = [item for item in found if item.verdict.what is not What.KNOWN]
    if not news:
        return False
    mail = render_alert(alert, news, settings, today=today)
    session.add(
        AlertMail(
            alert_id=alert_id,
            kind=AlertMailKind.NEWS,
            message_id=message_id(alert, "news", now, settings),
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            due_at=now,
            made_at=now,
        )
    )
    return True
