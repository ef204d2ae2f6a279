"""Who is logged in at the desk: a cookie in the browser, a row in the store."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from aggregator.model import Person, Role, StaffSession
from web.security.browsers import Browser
from web.security.login import digest

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person of the office in one browser. `csrf` stands in every form of this session and in no other."""

    person_id: int
    name: str
    language: str
    token: str
    since: datetime
    roles: frozenset[Role] = frozenset()

    @property
    def csrf(self) -> str:
        """Derived from the session's own secret: nothing to store, nothing to guess."""
        return csrf_of(self.token)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's sessions, as they see it. `handle` names it and opens nothing."""

    handle: str
    since: datetime
    seen: datetime
    browser: Browser
    here: bool


def csrf_of(token: str) -> str:
    """The mark of a session's forms."""
    return hmac.new(token.encode(), b"csrf", "sha256").hexdigest()


def open_session(session: Session, person: Person, *, now: datetime, browser: Browser | None = None) -> str:
    """Start a session; gives the token for the cookie."""
    assert person.id is not None
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=digest(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            browser=browser.name if browser else "",
            system=browser.system if browser else "",
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Who this cookie belongs to; None after 12 hours without an action or 7 days in all. Changes nothing."""
    row = session.get(StaffSession, digest(token))
    if row is None or _is_over(row, now):
        return None
    person = session.get(Person, row.person_id)
    if person is None or person.id is None or person.left_at is not None:
        return None
    return SignedIn(person.id, person.name, person.language, token, row.created_at, person.roles)


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """The person did something: the idle time starts anew. Only actions count, since reading a page changes nothing."""
    row = session.get(StaffSession, digest(token))
    if row is not None:
        row.seen_at = now
        session.add(row)


def close_session(session: Session, token: str) -> None:
    """Log out: the cookie opens nothing any more."""
    row = session.get(StaffSession, digest(token))
    if row is not None:
        session.delete(row)


def sessions_of(session: Session, person_id: int, *, now: datetime, here: str = "") -> list[OpenSession]:
    """The open sessions of a person, the one of the token `here` first, then as they were used last."""
    rows = session.exec(select(StaffSession).where(StaffSession.person_id == person_id)).all()
    current = digest(here)
    found = [
        OpenSession(
            _handle(row), row.created_at, row.seen_at, Browser(row.browser, row.system), row.token_hash == current
        )
        for row in rows
        if not _is_over(row, now)
    ]
    return sorted(found, key=lambda one: (one.here, one.seen), reverse=True)


def end_session(session: Session, person_id: int, handle: str) -> bool:
    """End one of a person's own sessions; False where there is none of this name."""
    rows = session.exec(select(StaffSession).where(StaffSession.person_id == person_id)).all()
    named = [row for row in rows if hmac.compare_digest(_handle(row).encode(), handle.encode())]
    for row in named:
        session.delete(row)
    return bool(named)


def end_sessions(session: Session, person_id: int, *, but: str = "") -> int:
    """End all sessions of a person but the one of the token `but`; gives how many there were."""
    ended = delete(StaffSession).where(
        col(StaffSession.person_id) == person_id, col(StaffSession.token_hash) != digest(but)
    )
    return session.connection().execute(ended).rowcount


def forget_sessions(session: Session, *, now: datetime) -> None:
    """Delete what has ended by itself."""
    over = (col(StaffSession.expires_at) <= now) | (col(StaffSession.seen_at) <= now - IDLE)
    session.execute(delete(StaffSession).where(over))


def _is_over(row: StaffSession, now: datetime) -> bool:
    return row.expires_at <= now or row.seen_at + IDLE <= now


def _handle(row: StaffSession) -> str:
    return row.token_hash[:16]
