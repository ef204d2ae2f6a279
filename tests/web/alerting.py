"""Alerts for the tests of pages."""

from __future__ import annotations

from sqlmodel import Session, col, select

from aggregator.model import Alert, AlertRhythm
from aggregator.store import Store
from newsletter import alerts, tokens
from newsletter.alerts import Asked, Order
from tests.web.example import MAIL, NOW, SECRET

READER = "leserin@example.org"


def ordered(session: Session, address: str = READER, *, asked: Asked | None = None) -> int:
    """An alert that nobody has confirmed yet; gives its number."""
    wanted = Order(asked or Asked(countries=("PL",), topics=("youth",)), AlertRhythm.DAILY, "de")
    alerts.order(session, address, wanted, MAIL, now=NOW)
    newest = session.exec(select(Alert).order_by(col(Alert.id).desc())).first()
    assert newest is not None and newest.id is not None
    return newest.id


def confirmation_token(store: Store, address: str = READER) -> str:
    """The token in the mail of a fresh order."""
    with store.writing() as session:
        return tokens.confirm_alert_token(ordered(session, address), address, secret=SECRET, now=NOW)


def changing_token(store: Store, address: str = READER, *, is_confirmed: bool = True) -> str:
    """The token with which an alert is changed and ended."""
    with store.writing() as session:
        number = ordered(session, address)
        if is_confirmed:
            alerts.confirm(session, tokens.confirm_alert_token(number, address, secret=SECRET, now=NOW), MAIL, now=NOW)
        return tokens.alert_token(number, address, secret=SECRET)
