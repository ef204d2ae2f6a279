"""Links that open the desk once, at once or after a password was chosen. Only their hash is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, delete

from aggregator.model import LinkPurpose, LoginLink, Person

_KEPT_AFTERWARDS = timedelta(days=30)
"""So long a link that opens nothing any more can still say why."""


class Unusable(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


def issue_login_link(session: Session, person: Person, *, now: datetime, minutes: int) -> str:
    """A token for one login within `minutes`; its address is `{base_url}/desk/anmelden/{token}`."""
    return _issue(session, person, LinkPurpose.ENTER, until=now + timedelta(minutes=minutes))


def issue_invitation(session: Session, person: Person, *, now: datetime, days: int) -> str:
    """A token to choose a password with; its address is `{base_url}/desk/beitreten/{token}`. Former ones end."""
    earlier = (col(LoginLink.person_id) == person.id, col(LoginLink.purpose) == LinkPurpose.JOIN)
    session.execute(delete(LoginLink).where(*earlier, col(LoginLink.used_at).is_(None)))
    return _issue(session, person, LinkPurpose.JOIN, until=now + timedelta(days=days))


def _issue(session: Session, person: Person, purpose: LinkPurpose, *, until: datetime) -> str:
    assert person.id is not None
    token = secrets.token_urlsafe(32)
    session.add(LoginLink(token_hash=digest(token), person_id=person.id, purpose=purpose, expires_at=until))
    session.flush()
    return token


def who_may_enter(
    session: Session, token: str, *, now: datetime, purpose: LinkPurpose = LinkPurpose.ENTER
) -> Person | Unusable:
    """Whose link this is, or why it opens nothing. Changes nothing: mail scanners open links too."""
    link = session.get(LoginLink, digest(token))
    if link is None or link.purpose != purpose:
        return Unusable.UNKNOWN
    if link.used_at is not None:
        return Unusable.USED
    person = session.get_one(Person, link.person_id)
    return Unusable.EXPIRED if link.expires_at <= now or person.left_at is not None else person


def use_login_link(
    session: Session, token: str, *, now: datetime, purpose: LinkPurpose = LinkPurpose.ENTER
) -> Person | Unusable:
    """Consume a link: of two that come at once, one gets in."""
    person = who_may_enter(session, token, now=now, purpose=purpose)
    if not isinstance(person, Person):
        return person
    used = session.execute(
        update(LoginLink)
        .where(col(LoginLink.token_hash) == digest(token), col(LoginLink.used_at).is_(None))
        .values(used_at=now)
    )
    assert isinstance(used, CursorResult)
    return person if used.rowcount == 1 else Unusable.USED


def end_links(session: Session, person_id: int) -> None:
    """None of the links that were made for this person opens anything any more."""
    session.execute(delete(LoginLink).where(col(LoginLink.person_id) == person_id, col(LoginLink.used_at).is_(None)))


def forget_links(session: Session, *, now: datetime) -> None:
    """Delete what ended long ago."""
    session.execute(delete(LoginLink).where(col(LoginLink.expires_at) < now - _KEPT_AFTERWARDS))


def digest(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
