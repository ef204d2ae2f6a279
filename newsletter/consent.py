"""The proof that people asked for mail: what was said, in which words, when. Lines are added, never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import event
from sqlmodel import Session, col, select

from aggregator.model import Alert, Consent, Subscriber

_VERSION = re.compile(r"\[([^\]]{1,20})\] ")


class ConsentEvent(StrEnum):
    """What happened to a consent."""

    REQUESTED = "requested"
    CONFIRMATION_SENT = "confirmation_sent"
    CONFIRMED = "confirmed"
    ADDED = "added"
    MOVED = "moved"
    UNSUBSCRIBED = "unsubscribed"
    RESTORED = "restored"


class How(StrEnum):
    """In which way somebody left; the words of the proof differ."""

    LINK = "unsubscribed"
    ONE_CLICK = "unsubscribed_one_click"
    OFFICE = "unsubscribed_by_office"
    MAIL = "unsubscribed_by_mail"
    COMPLAINT = "unsubscribed_by_complaint"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where something was said: the address of the page, the mail it was about, and where the office keeps that, from
    which network address."""

    form: str = ""
    network: str = ""
    message_id: str = ""


class ConsentIsFixed(RuntimeError):
    """A line of proof was about to be changed."""


def wording(said: ConsentEvent | How, language: str) -> str:
    """The words of this version for an event, with the version in front, as they are kept in the proof."""
    texts = _file()
    by_language = texts[said]
    return f"[{texts['version']}] {by_language.get(language) or by_language['de']}"


def shown(language: str) -> str:
    """What stands beside the button of the sign-up, word for word as it is kept."""
    return wording(ConsentEvent.REQUESTED, language).partition("] ")[2]


def alert_wording(language: str, what: str) -> str:
    """The words with which an alert is asked for; `what` says of what and how often, in the same language."""
    texts = _file()
    return f"[{texts['version']}] {texts['requested_alert'][language]} {what}"


def record(
    session: Session,
    whose: Subscriber | Alert,
    said: ConsentEvent,
    words: str,
    *,
    now: datetime,
    where: Circumstances = Circumstances(),
) -> None:
    """Add one line of proof: the concrete declaration, not the general process (BGH I ZR 164/09)."""
    session.add(line(whose, said, words, now=now, where=where))
    session.flush()


def line(
    whose: Subscriber | Alert,
    said: ConsentEvent,
    words: str,
    *,
    now: datetime,
    where: Circumstances = Circumstances(),
) -> Consent:
    """A line of proof that is still to be added."""
    assert whose.id is not None
    of_alert = isinstance(whose, Alert)
    return Consent(
        subscriber_id=None if of_alert else whose.id,
        alert_id=whose.id if of_alert else None,
        event=said.value,
        wording=words,
        at=now,
        version=_version_of(words),
        language=whose.language,
        purposes="alert" if of_alert else "newsletter",
        form=where.form,
        message_id=where.message_id,
        network=where.network,
    )


def history(session: Session, subscriber_id: int) -> list[Consent]:
    """All lines about one reader, oldest first."""
    asked = select(Consent).where(Consent.subscriber_id == subscriber_id).order_by(col(Consent.id))
    return list(session.exec(asked))


def history_of_alert(session: Session, alert_id: int) -> list[Consent]:
    """All lines about one alert, oldest first."""
    asked = select(Consent).where(Consent.alert_id == alert_id).order_by(col(Consent.id))
    return list(session.exec(asked))


@event.listens_for(Consent, "before_update")
def _refuse(_mapper: object, _connection: object, line: Consent) -> None:
    raise ConsentIsFixed(f"proof {line.id} cannot be changed: add a new line instead")


def _version_of(words: str) -> str:
    """The version that stands in front of our own words; what others wrote has none."""
    found = _VERSION.match(words)
    return found[1] if found else ""


@cache
def _file() -> dict[str, Any]:
    with (Path(__file__).parent / "consent.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
