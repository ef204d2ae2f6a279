"""Signed marks that a browser carries for us: halfway through the sign-in, and where somebody was signed in before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

HALFWAY = timedelta(minutes=10)
KNOWN = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Known:
    """A browser in which this person was signed in; `mark` is random and says nothing."""

    person_id: int
    mark: str


def halfway(person_id: int, trace: str, *, secret: str, now: datetime) -> str:
    """The password was right, the code is still to come. `trace` changes with the password."""
    return _signer("halfway", secret).dumps([person_id, trace, int(now.timestamp())])


def read_halfway(token: str, *, secret: str, now: datetime) -> tuple[int, str] | None:
    """Who is halfway and the trace; None after ten minutes, or if it is not ours."""
    match _loads(token, "halfway", secret):
        case [int(person_id), str(trace), int(made)] if _fresh(made, HALFWAY, now):
            return person_id, trace
    return None


def known(browser: Known, *, secret: str, now: datetime) -> str:
    """What a browser keeps when somebody has signed in there."""
    return _signer("known", secret).dumps([browser.person_id, browser.mark, int(now.timestamp())])


def read_known(token: str, *, secret: str, now: datetime) -> Known | None:
    """Whose browser this is; None after half a year, or if it is not ours."""
    match _loads(token, "known", secret):
        case [int(person_id), str(mark), int(made)] if _fresh(made, KNOWN, now):
            return Known(person_id, mark)
    return None


def _fresh(made: int, kept: timedelta, now: datetime) -> bool:
    return 0 <= now.timestamp() - made <= kept.total_seconds()


def _signer(purpose: str, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"partnerpost.desk.{purpose}")


def _loads(token: str, purpose: str, secret: str) -> object:
    try:
        return _signer(purpose, secret).loads(token)
    except (BadSignature, UnicodeError):
        return None
