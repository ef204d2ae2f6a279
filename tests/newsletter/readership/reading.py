"""Readers for the tests: who has signed up, confirmed, left; what the outbox holds; a clock that tests move."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from aggregator.model import ReaderMail, Subscriber
from aggregator.store import Store
from newsletter import subscribers, tokens
from newsletter.consent import Circumstances
from newsletter.delivery import FolderTransport
from newsletter.delivery.outbox import Sent
from newsletter.readership.sending import send_waiting
from newsletter.readership.signing_up import sign_up
from tests.newsletter.samples import NOW, SECRET, settings

ERIKA = "erika@example.org"
FORM = Circumstances(form="https://partnerbuero.example/abonnieren")


def signed_up(store: Store, address: str = ERIKA, *, now: datetime = NOW, language: str = "de", **changes: Any) -> None:
    """Somebody asks for the newsletter on the page."""
    with store.writing() as session:
        made = settings(**changes)
        sign_up(session, address, made, language=language, municipality_ags=None, where=FORM, now=now)


def a_reader(store: Store, address: str = ERIKA, *, language: str = "de", now: datetime = NOW) -> Subscriber:
    """Somebody who has confirmed."""
    with store.writing() as session:
        reader = subscribers.subscribe(session, address, language=language, where=FORM, now=now)
        assert reader.id is not None
        token = tokens.confirm_token(reader.id, reader.address, secret=SECRET, now=now)
        assert subscribers.confirm(session, token, secret=SECRET, now=now)
        return reader


def everybody(store: Store) -> list[Subscriber]:
    """All readers by number."""
    with store.reading() as session:
        return list(session.exec(select(Subscriber).order_by(col(Subscriber.id))))


def queued(store: Store) -> list[ReaderMail]:
    """All rows of the outbox by number."""
    with store.reading() as session:
        return list(session.exec(select(ReaderMail).order_by(col(ReaderMail.id))))


def sent(store: Store, folder: Path, *, now: datetime = NOW) -> Sent:
    """Hand over what waits, into a folder."""
    return send_waiting(store, FolderTransport(folder), settings(), clock=lambda: now)


def mails(folder: Path) -> list[Any]:
    """The mails in a folder, parsed."""
    found = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def links_in(mail: Any) -> list[str]:
    """All addresses that a mail names."""
    return [word for word in mail.get_content().split() if "://" in word]


def days(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)
