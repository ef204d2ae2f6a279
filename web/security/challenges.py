"""What a passkey has to sign: made by us, for one purpose, good for five minutes and once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from aggregator.model import SpentChallenge

LASTS = timedelta(minutes=5)


class Occasion(StrEnum):
    """What a challenge was made for."""

    ENTER = "enter"
    ADD = "add"


class ChallengeStale(Exception):
    """The challenge is not ours, for something else, too old, or was answered before."""


def new_challenge(occasion: Occasion, *, bound: str = "", secret: str, now: datetime) -> bytes:
    """A challenge that carries its own proof: asking for one leaves nothing in the store. `bound` is whose it is."""
    until = int((now + LASTS).timestamp())
    return _signer(occasion, secret).dumps([bound, until, secrets.token_urlsafe(16)]).encode()


def require_fresh(challenge: bytes, occasion: Occasion, *, bound: str = "", secret: str, now: datetime) -> datetime:
    """Until when the challenge is good; raises ChallengeStale."""
    try:
        said = _signer(occasion, secret).loads(challenge)
    except (BadSignature, UnicodeError):
        raise ChallengeStale from None
    match said:
        case [str(whose), int(until), str()] if whose == bound and until > now.timestamp():
            return datetime.fromtimestamp(until, UTC)
    raise ChallengeStale


def spend(session: Session, challenge: bytes, *, until: datetime, now: datetime) -> None:
    """Answer a challenge for good: of two that answer it at once, one fails with ChallengeStale."""
    session.execute(delete(SpentChallenge).where(col(SpentChallenge.expires_at) <= now))
    try:
        with session.begin_nested():
            session.add(SpentChallenge(challenge_hash=hashlib.sha256(challenge).hexdigest(), expires_at=until))
    except IntegrityError:
        raise ChallengeStale from None


def _signer(occasion: Occasion, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"partnerpost.passkey.{occasion}")
