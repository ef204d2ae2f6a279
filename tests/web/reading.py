"""Readers of the newsletter for the tests of pages: their links, and what a form holds that a person sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import select

from aggregator.model import Subscriber
from aggregator.store import Store
from newsletter import subscribers, tokens
from newsletter.readership.choices import Choices, change
from tests.web.example import NOW, SECRET
from web.security.form_marks import form_mark

READER = "verein@example.org"


def filled(address: str = READER, *, ago: float = 30, **fields: str) -> dict[str, str]:
    """What a person sends who took half a minute for it."""
    mark = form_mark("subscribe", secret=SECRET, now=NOW - timedelta(seconds=ago))
    return {"adresse": address, "ort": "", "marke": mark, "webseite": "", **fields}


def a_reader(store: Store, address: str = READER, *, chosen: Choices | None = None) -> int:
    """Somebody who has confirmed; gives their number."""
    with store.writing() as session:
        reader = subscribers.add_confirmed(session, address, language="de", basis="Formular 7", now=NOW)
        if chosen is not None:
            change(session, reader, chosen)
        assert reader.id is not None
        return reader.id


def settings_path(number: int, address: str = READER, *, made: datetime = NOW) -> str:
    """A reader's own page."""
    return f"/einstellungen/{tokens.preferences_token(number, address, secret=SECRET, now=made)}"


def own_data_path(number: int, address: str = READER, *, made: datetime = NOW) -> str:
    """The page for a quarter of an hour."""
    return f"/meine-daten/{tokens.own_data_token(number, address, secret=SECRET, now=made)}"


def moving_path(number: int, to: str, address: str = READER, *, made: datetime = NOW) -> str:
    """The page in the mail to a new address."""
    return f"/neue-adresse/{tokens.new_address_token(number, address, to, secret=SECRET, now=made)}"


def everybody(store: Store) -> list[Subscriber]:
    """All readers."""
    with store.reading() as session:
        return list(session.exec(select(Subscriber)))
