"""Ending an alert, taking its data along, and forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from aggregator.model import Alert, AlertMail, AlertState, AlertTold, Consent, DeliveryState, ReturnedMail
from newsletter import consent, tokens
from newsletter.alerts.ordering import of_token
from newsletter.consent import ConsentEvent

_OVER = (DeliveryState.HANDED_OVER, DeliveryState.REFUSED, DeliveryState.SKIPPED, DeliveryState.UNCERTAIN)


def with_token(session: Session, token: str, *, secret: str, locked: bool = True) -> Alert | None:
    """The alert of a link; None for a link that is not ours or whose alert is gone."""
    return of_token(session, tokens.read_alert(token, secret=secret), secret, locked=locked)


def end(session: Session, token: str, *, secret: str, now: datetime) -> bool:
    """End an alert at once; True also for one that was ended before. The proof that it was wanted stays."""
    alert = with_token(session, token, secret=secret)
    if alert is None:
        return False
    if alert.state is not AlertState.ENDED:
        alert.state, alert.next_at = AlertState.ENDED, None
        session.add(alert)
        for table in (AlertTold, AlertMail):
            session.exec(delete(table).where(col(table.alert_id) == alert.id))
        words = consent.wording(ConsentEvent.UNSUBSCRIBED, alert.language)
        consent.record(session, alert, ConsentEvent.UNSUBSCRIBED, words, now=now)
    return True


def erase(session: Session, token: str, *, secret: str) -> bool:
    """Delete an alert with everything kept about it, the proof too (Art. 17 GDPR)."""
    alert = with_token(session, token, secret=secret)
    if alert is None or alert.id is None:
        return False
    delete_alerts(session, [alert.id])
    return True


def everything_kept(session: Session, alert: Alert) -> dict[str, Any]:
    """All that is kept about an alert, to be taken along (Art. 15 and 20 GDPR)."""
    assert alert.id is not None
    told = select(AlertTold).where(AlertTold.alert_id == alert.id)
    mails = select(AlertMail).where(AlertMail.alert_id == alert.id).order_by(col(AlertMail.id))
    return {
        "alert": alert.model_dump(mode="json"),
        "told": [row.model_dump(mode="json", exclude={"alert_id"}) for row in session.exec(told)],
        "mails": [row.model_dump(mode="json", exclude={"alert_id", "html"}) for row in session.exec(mails)],
        "consent": [
            row.model_dump(mode="json", include={"event", "wording", "at"})
            for row in consent.history_of_alert(session, alert.id)
        ],
    }


def delete_unconfirmed(session: Session, *, now: datetime, older_than: timedelta = timedelta(days=7)) -> int:
    """Delete alerts that nobody confirmed, with everything kept about them; how many. For a daily job."""
    asked = select(Consent.alert_id).where(
        Consent.event == ConsentEvent.REQUESTED.value,
        col(Consent.alert_id).is_not(None),
        col(Consent.at) >= now - older_than,
    )
    # ix_alert_state
    old = select(Alert.id).where(Alert.state == AlertState.PENDING, col(Alert.id).not_in(asked))
    gone = [number for number in session.exec(old) if number is not None]
    delete_alerts(session, gone)
    return len(gone)


def clean_up(session: Session, *, now: datetime, older_than: timedelta = timedelta(days=30)) -> int:
    """Delete the rows of mails that are over for a month; how many. For a daily job."""
    over = delete(AlertMail).where(col(AlertMail.state).in_(_OVER), col(AlertMail.made_at) < now - older_than)
    return int(session.exec(over).rowcount)


def delete_alerts(session: Session, alerts: list[int]) -> None:
    """Delete alerts with everything kept about them."""
    for table in (AlertTold, AlertMail, ReturnedMail, Consent):
        session.exec(delete(table).where(col(table.alert_id).in_(alerts)))
    session.exec(delete(Alert).where(col(Alert.id).in_(alerts)))
