"""An office with opportunities, and somebody who wants to hear of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from aggregator.model import Alert, AlertMail, AlertMailKind, AlertRhythm
from aggregator.store import Store
from newsletter import alerts
from newsletter.alerts import Asked, Order
from newsletter.delivery import Answer, Envelope
from newsletter.settings import MailSettings
from tests.newsletter.samples import NOW, TODAY, opportunity, settings
from tests.newsletter.stocking import add_opportunity, stock

YOUTH = Asked(topics=("youth",))
READER = "leserin@example.org"


def opened(store: Store, *days: int) -> list[int]:
    """An office with one opportunity for each number of days to its deadline; their numbers."""
    stock(store, ())
    return [offer(store, number + 1, day) for number, day in enumerate(days)]


def offer(store: Store, number: int, days: int, **changes: Any) -> int:
    """An accepted opportunity about youth."""
    given: dict[str, Any] = {"title": f"Angebot {number}", "proofs": (), "amount_max": None}
    view = opportunity(number, **(given | {"deadline": TODAY + timedelta(days=days)} | changes))
    return add_opportunity(store, view)


def ordered(
    store: Store,
    mail: MailSettings,
    *,
    asked: Asked = YOUTH,
    rhythm: AlertRhythm = AlertRhythm.DAILY,
    language: str = "de",
    opportunity_id: int | None = None,
    address: str = READER,
    now: datetime = NOW,
) -> None:
    """Order an alert."""
    with store.writing() as session:
        alerts.order(session, address, Order(asked, rhythm, language, opportunity_id), mail, now=now)


def confirmed(store: Store, mail: MailSettings, *, now: datetime = NOW, **wanted: Any) -> Alert:
    """Order an alert and press the button behind the link of its mail."""
    ordered(store, mail, now=now, **wanted)
    with store.writing() as session:
        row = latest(session)
        token = link_of(row.text, "bestaetigen")
        alert = alerts.confirm(session, token, mail, now=now)
        assert alert is not None
        return alert


def latest(session: Session) -> AlertMail:
    """The confirmation mail that was written last."""
    rows = select(AlertMail).where(AlertMail.kind == AlertMailKind.CONFIRMATION)
    return max(session.exec(rows), key=lambda row: row.id or 0)


def link_of(text: str, before: str) -> str:
    """The token of a link in a mail."""
    found = re.search(rf"/{before}/(\S+)", text)
    assert found is not None
    return found[1]


class Way:
    """A way out that takes everything and remembers it; it may die before or after it took a mail."""

    def __init__(self, dies: str = "") -> None:
        self.taken: list[Envelope] = []
        self.dies = dies

    def hand_over(self, envelope: Envelope) -> Answer:
        """See `Transport`."""
        if self.dies == "before":
            raise Died
        self.taken.append(envelope)
        if self.dies == "after":
            raise Died
        return Answer(250, "taken")

    def close(self) -> None:
        """Nothing is open."""


class Died(Exception):
    """The process is gone."""


MAIL = settings()
