"""Who is logged in at the desk: a cookie in the browser, a row in the store."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlmodel import Session

from aggregator.model import Person, StaffSession
from web.security.login import digest
from web.settings import WebSettings

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

    @property
    def csrf(self) -> str:
        """Derived from the session's own secret: nothing to store, nothing to guess."""
        return hmac.new(self.token.encode(), b"csrf", "sha256").hexdigest()


def open_session(session: Session, person: Person, *, now: datetime) -> str:
    """Start a session; gives the token for the cookie."""
    assert person.id is not None
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=digest(token), person_id=person.id, created_at=now, seen_at=now, expires_at=now + LONGEST
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Who this cookie belongs to; None after 12 hours without an action or 7 days in all. Changes nothing."""
    row = session.get(StaffSession, digest(token))
    if row is None or row.expires_at <= now or row.seen_at + IDLE <= now:
        return None
    person = session.get(Person, row.person_id)
    if person is None or person.id is None:
        return None
    return SignedIn(person.id, person.name, person.language, token, row.created_at)


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


def cookie_name(settings: WebSettings) -> str:
    """Over https the browser itself guards the name: same host, whole site, encrypted."""
    return "__Host-partnerpost" if settings.is_https else "partnerpost"


def cookie_of(request: Request, settings: WebSettings) -> str | None:
    """The token a browser brings, if it looks like one of ours."""
    token = request.cookies.get(cookie_name(settings), "")
    return token if 20 <= len(token) <= 100 else None


def set_cookie(response: Response, settings: WebSettings, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: WebSettings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="lax")
