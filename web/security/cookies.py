"""The two cookies of the desk: the session, and a mark by which a browser is known again.

The mark opens nothing: it keeps the guesses of strangers apart from the tries of its owner.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from fastapi import Request, Response

from web.security.marks import KNOWN, Known, known, read_known
from web.security.sessions import LONGEST
from web.settings import WebSettings


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


def known_browser(request: Request, settings: WebSettings, *, secret: str, now: datetime) -> Known | None:
    """Who was signed in here before."""
    return read_known(request.cookies.get(_known_name(settings), ""), secret=secret, now=now)


def remember(response: Response, settings: WebSettings, person_id: int, *, secret: str, now: datetime) -> None:
    """Know this browser again, under a new mark."""
    response.set_cookie(
        _known_name(settings),
        known(Known(person_id, secrets.token_urlsafe(12)), secret=secret, now=now),
        max_age=int(KNOWN.total_seconds()),
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def _known_name(settings: WebSettings) -> str:
    return f"{cookie_name(settings)}-known"
