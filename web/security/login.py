"""Links that open the desk once. Only their hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col

from aggregator.model import LoginLink, Person


def issue_login_link(session: Session, person: Person, *, now: datetime, minutes: int) -> str:
    """A token for one login within `minutes`; its address is `{base_url}/desk/anmelden/{token}`."""
    assert person.id is not None
    token = secrets.token_urlsafe(32)
    session.add(LoginLink(token_hash=digest(token), person_id=person.id, expires_at=now + timedelta(minutes=minutes)))
    session.flush()
    return token


def who_may_enter(session: Session, token: str, *, now: datetime) -> Person | None:
    """Whose link this is, as long as it is unused and in time. Changes nothing: mail scanners open links too."""
    link = session.get(LoginLink, digest(token))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    return session.get(Person, link.person_id)


def use_login_link(session: Session, token: str, *, now: datetime) -> Person | None:
    """Consume a link: of two that come at once, one gets in."""
    person = who_may_enter(session, token, now=now)
    used = session.execute(
        update(LoginLink)
        .where(col(LoginLink.token_hash) == digest(token), col(LoginLink.used_at).is_(None))
        .values(used_at=now)
    )
    assert isinstance(used, CursorResult)
    return person if used.rowcount == 1 else None


def digest(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
