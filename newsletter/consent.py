"""The proof that people asked for mail: what was said, in which words, when. Lines are added, never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import event
from sqlmodel import Session, col, select

from aggregator.model import Consent, Subscriber


class ConsentEvent(StrEnum):
    """What happened to a consent."""

    REQUESTED = "requested"
    CONFIRMATION_SENT = "confirmation_sent"
    CONFIRMED = "confirmed"
    ADDED = "added"
    UNSUBSCRIBED = "unsubscribed"


class ConsentIsFixed(RuntimeError):
    """A line of proof was about to be changed."""


def wording(said: ConsentEvent, language: str) -> str:
    """The words of this version for an event, with the version in front, as they are kept in the proof."""
    texts = _file()
    by_language = texts[said]
    return f"[{texts['version']}] {by_language.get(language) or by_language['de']}"


def record(session: Session, subscriber: Subscriber, said: ConsentEvent, words: str, *, now: datetime) -> None:
    """Add one line of proof: the concrete declaration, not the general process (BGH I ZR 164/09)."""
    assert subscriber.id is not None
    session.add(Consent(subscriber_id=subscriber.id, event=said.value, wording=words, at=now))
    session.flush()


def history(session: Session, subscriber_id: int) -> list[Consent]:
    """All lines about one reader, oldest first."""
    asked = select(Consent).where(Consent.subscriber_id == subscriber_id).order_by(col(Consent.id))
    return list(session.exec(asked))


@event.listens_for(Consent, "before_update")
def _refuse(_mapper: object, _connection: object, line: Consent) -> None:
    raise ConsentIsFixed(f"proof {line.id} cannot be changed: add a new line instead")


@cache
def _file() -> dict[str, Any]:
    with (Path(__file__).parent / "consent.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
