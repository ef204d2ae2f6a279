"""From what is new to the mail server. The mail and the mark that it was told are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertState, DeliveryState
from aggregator.store import Store
from newsletter.alerts import ledger
from newsletter.alerts.confirming import message_id
from newsletter.alerts.gathering import gather, note
from newsletter.alerts.ledger import Held
from newsletter.alerts.rendering import alert_page, render_alert
from newsletter.alerts.rhythm import next_look
from newsletter.alerts.verdict import What
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import Letter, list_message, plain_message
from newsletter.delivery.return_path import Concern, end_alert_mailto
from newsletter.delivery.single import single
from newsletter.delivery.states import Outcome, outcome
from newsletter.delivery.transport import AnswerLost, MailServerAway, Transport
from newsletter.settings import MailSettings

_SERVER_AWAY = timedelta(minutes=5)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did; `paused` says why the rest waits, empty if none does."""

    composed: int = 0
    handed_over: int = 0
    paused: str = ""


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether an alert is to be looked at, or a mail to be handed over."""
    # ix_alert_next_at, ix_alert_mail_due_at
    looked_at = select(Alert.id).where(col(Alert.next_at) <= now).limit(1)
    waiting = select(AlertMail.id).where(col(AlertMail.due_at) <= now).limit(1)
    return session.exec(looked_at).first() is not None or session.exec(waiting).first() is not None


def send_alerts(store: Store, transport: Transport, settings: MailSettings, *, clock: Clock) -> Told:
    """Compose what alerts have to tell now and hand it over. Several workers may run at once; so may it again."""
    composed = compose_due(store, settings, clock=clock)
    handed_over, paused = hand_over_waiting(store, transport, settings, clock=clock)
    return Told(composed, handed_over, paused)


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


def hand_over_waiting(store: Store, transport: Transport, settings: MailSettings, *, clock: Clock) -> tuple[int, str]:
    """Give the mail server what may be tried now: how many it took, and why the rest waits."""
    lease = timedelta(seconds=settings.lease_seconds)
    with store.writing() as session:
        ledger.expire(session, now=clock())
    taken = 0
    try:
        while True:
            with store.writing() as session:
                held = ledger.begin(session, now=clock(), lease=lease, secret=settings.secret)
            if held is None or held.mail.id is None:
                return taken, ""
            result = _handed_over(held, transport, settings, now=clock())
            with store.writing() as session:
                ledger.close(session, held.mail.id, result, now=clock())
            taken += result.state is DeliveryState.HANDED_OVER
    except MailServerAway as away:
        assert held is not None and held.mail.id is not None
        with store.writing() as session:
            ledger.put_back(session, held.mail.id, str(away), again_at=clock() + _SERVER_AWAY)
        return taken, str(away)
    finally:
        transport.close()


def _handed_over(held: Held, transport: Transport, settings: MailSettings, *, now: datetime) -> Outcome:
    """Raises MailServerAway."""
    mail, address = held.mail, held.alert.address
    try:
        data = _bytes(held, settings, now)
    except HeaderRefused as refused:
        return Outcome(DeliveryState.REFUSED, str(refused))
    try:
        about = (Concern.ALERT, mail.alert_id)
        envelope = single(data, address, settings, message_id=mail.message_id, now=now, about=about)
        answer = transport.hand_over(envelope)
    except AnswerLost as lost:
        return Outcome(DeliveryState.UNCERTAIN, str(lost))
    return outcome(answer, attempts=mail.attempts, now=now)


def _bytes(held: Held, settings: MailSettings, now: datetime) -> bytes:
    mail, alert = held.mail, held.alert
    if mail.kind is AlertMailKind.CONFIRMATION:
        return plain_message(
            mail.subject,
            mail.text,
            alert.address,
            settings,
            language=alert.language,
            message_id=mail.message_id,
            date=now,
        )
    return list_message(
        Letter(mail.subject, mail.html, mail.text, alert.language),
        alert.address,
        settings,
        unsubscribe=alert_page(alert, settings, rest="/beenden"),
        mailto=end_alert_mailto(mail.alert_id, alert.address, settings),
        message_id=mail.message_id,
        date=now,
    )
