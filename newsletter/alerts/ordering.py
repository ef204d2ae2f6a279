"""Ordering an alert in two steps, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertRhythm, AlertState, AlertTold, News
from aggregator.search import one
from newsletter import consent, tokens
from newsletter.addresses import normal_address
from newsletter.alerts import words as said
from newsletter.alerts.asked import Asked, read_asked, require_narrow
from newsletter.alerts.confirming import confirmation_mail
from newsletter.alerts.gathering import answer, take_as_known
from newsletter.alerts.rhythm import next_look
from newsletter.cleaning import clean
from newsletter.consent import ConsentEvent
from newsletter.settings import MailSettings
from newsletter.suppression import suppressed
from newsletter.wording import Wording, shortened

MOST_CONFIRMATIONS = 3
"""Mails to one address within a day that nobody there may have asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered: a question, or one opportunity."""

    asked: Asked
    rhythm: AlertRhythm
    language: str
    opportunity_id: int | None = None


def order(session: Session, address: str, wanted: Order, settings: MailSettings, *, now: datetime) -> None:
    """Keep an unconfirmed alert and a mail that asks whether it is wanted. Raises AddressRefused, TooWide.

    What fits by now counts as told: it stands on the page from which the alert is ordered. The caller answers the same
    in every case, so that nobody learns who is known here: nothing is kept for an address that must get no mail, that
    has this very alert, or that was asked three times today.
    """
    address = normal_address(address)
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    if wanted.opportunity_id is None:
        require_narrow(session, wanted.asked, today=today)
    if suppressed(session, [address], secret=settings.secret) or _asked_enough(session, address, now):
        return
    alert = _same(session, address, wanted)
    if alert is not None and alert.state is AlertState.CONFIRMED:
        return
    if alert is None:
        alert = Alert(
            address=address,
            language=wanted.language,
            rhythm=wanted.rhythm,
            asked=wanted.asked.as_data(),
            opportunity_id=wanted.opportunity_id,
            created_at=now,
        )
        session.add(alert)
        session.flush()
        if alert.rhythm is not AlertRhythm.DEADLINES or alert.opportunity_id is not None:
            take_as_known(session, alert, answer(session, alert, today=today))
    what = in_words(session, alert)
    consent.record(session, alert, ConsentEvent.REQUESTED, consent.alert_wording(alert.language, what), now=now)
    session.add(confirmation_mail(alert, what, settings, now=now))


def confirm(session: Session, token: str, settings: MailSettings, *, now: datetime) -> Alert | None:
    """Second step: the button behind the link of the mail. A second time changes nothing and says the same.

    None for a token that is not ours, too old (7 days), or whose alert is gone or was ended since.
    """
    signed = tokens.read_confirm_alert(token, secret=settings.secret, now=now)
    alert = of_token(session, signed, settings.secret)
    if alert is None or alert.state is AlertState.ENDED:
        return None
    if alert.state is AlertState.PENDING:
        alert.state = AlertState.CONFIRMED
        alert.next_at = next_look(alert.rhythm, now, zone=ZoneInfo(settings.zone))
        session.add(alert)
        words = consent.wording(ConsentEvent.CONFIRMED, alert.language)
        consent.record(session, alert, ConsentEvent.CONFIRMED, words, now=now)
    return alert


def change(
    session: Session, alert: Alert, asked: Asked, rhythm: AlertRhythm, settings: MailSettings, *, now: datetime
) -> None:
    """Let a confirmed alert ask something else, or tell at other times. Raises TooWide.

    What fits the new question and not the old one counts as told, as with a new alert; what fits both and was not told
    yet is still told.
    """
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    if alert.opportunity_id is not None or (read_asked(alert.asked), alert.rhythm) == (asked, rhythm):
        return
    require_narrow(session, asked, today=today)
    # only standing was told where the alert was one that tells what is new
    was_told_of = alert.rhythm is not AlertRhythm.DEADLINES
    before = {view.id for view in answer(session, alert, today=today)} if was_told_of else set()
    alert.asked, alert.rhythm = asked.as_data(), rhythm
    alert.next_at = next_look(rhythm, now, zone=ZoneInfo(settings.zone))
    session.add(alert)
    session.flush()
    after = {view.id: view for view in answer(session, alert, today=today)}
    told = select(AlertTold).where(AlertTold.alert_id == alert.id, AlertTold.news == News.STANDING)
    for row in session.exec(told).all():
        if row.opportunity_id not in after or not was_told_of:
            session.delete(row)
    session.flush()
    if rhythm is not AlertRhythm.DEADLINES:
        take_as_known(session, alert, [view for number, view in after.items() if number not in before])


def of_token(session: Session, signed: tokens.Signed | None, secret: str, *, locked: bool = True) -> Alert | None:
    """The alert a token was made for; `locked` until the transaction ends where it is going to be changed."""
    alert = None if signed is None else session.get(Alert, signed.id, with_for_update=locked)
    if alert is None or signed is None or tokens.address_mark(alert.address, secret) != signed.mark:
        return None
    return alert


def in_words(session: Session, alert: Alert) -> str:
    """`Polen · Jugend – täglich am Morgen`."""
    words = Wording(alert.language)
    if alert.opportunity_id is None:
        return f"{said.question(read_asked(alert.asked), words)} – {said.rhythm(alert.rhythm, words)}"
    view = one(session, alert.opportunity_id)
    title = shortened(clean(view.title), 140) if view else ""
    return f"{title} – {said.rhythm(alert.rhythm, words, single=True)}"


def _same(session: Session, address: str, wanted: Order) -> Alert | None:
    """The alert of this address that tells just this, if there is one that was not ended."""
    # ix_alert_address
    rows = select(Alert).where(Alert.address == address, Alert.state != AlertState.ENDED).order_by(col(Alert.id))
    for row in session.exec(rows):
        if (row.rhythm, row.opportunity_id, read_asked(row.asked)) == (
            wanted.rhythm,
            wanted.opportunity_id,
            wanted.asked,
        ):
            return row
    return None


def _asked_enough(session: Session, address: str, now: datetime) -> bool:
    """Whether nobody more may be asked at this address today, whatever way it is written."""
    sent = (
        select(func.count())
        .select_from(AlertMail)
        .join(Alert, col(Alert.id) == AlertMail.alert_id)
        .where(
            func.lower(Alert.address) == address.lower(),
            AlertMail.kind == AlertMailKind.CONFIRMATION,
            col(AlertMail.made_at) > now - timedelta(days=1),
        )
    )
    return session.exec(sent).one() >= MOST_CONFIRMATIONS
