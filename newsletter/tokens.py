"""Signed links: what one purpose signed, no other purpose accepts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer


class Purpose(StrEnum):
    """What a link may be used for."""

    UNSUBSCRIBE = "unsubscribe"
    CONFIRM = "confirm"
    REGISTER = "register"


class SecretMissing(RuntimeError):
    """Links cannot be signed without a secret."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says: which reader, and a mark of the address it was made for."""

    subscriber_id: int
    mark: str


def address_mark(address: str, secret: str) -> str:
    """A short keyed mark of an address: a token does not outlive its reader even if the id is given away again."""
    return _keyed(f"mark:{address}", secret)[:10]


def unsubscribe_token(subscriber_id: int, address: str, *, secret: str) -> str:
    """A token that never expires and is the same every time: links in old mails keep working (RFC 8058)."""
    return _signer(Purpose.UNSUBSCRIBE, secret).dumps([subscriber_id, address_mark(address, secret)])


def confirm_token(subscriber_id: int, address: str, *, secret: str, now: datetime) -> str:
    """A token for the second step of the double opt-in; `now` is aware."""
    made = int(now.timestamp())
    return _signer(Purpose.CONFIRM, secret).dumps([subscriber_id, address_mark(address, secret), made])


def read_unsubscribe(token: str, *, secret: str) -> Signed | None:
    """What an unsubscribe token says; None if it is not ours."""
    match _loads(token, Purpose.UNSUBSCRIBE, secret):
        case [int(subscriber_id), str(mark)]:
            return Signed(subscriber_id, mark)
    return None


def read_confirm(token: str, *, secret: str, now: datetime, max_age: timedelta = timedelta(days=7)) -> Signed | None:
    """What a confirm token says; None if it is not ours or older than `max_age`."""
    match _loads(token, Purpose.CONFIRM, secret):
        case [int(subscriber_id), str(mark), int(made)] if now.timestamp() - made <= max_age.total_seconds():
            return Signed(subscriber_id, mark)
    return None


def register_token(ags: str, person_id: int, *, secret: str, now: datetime) -> str:
    """A token with which a municipality corrects its list of partners; `person_id` made it. `now` is aware."""
    return _signer(Purpose.REGISTER, secret).dumps([ags, person_id, int(now.timestamp())])


def read_register(token: str, *, secret: str, now: datetime, max_age: timedelta) -> str | None:
    """The key of the municipality that a token is for; None if it is not ours or older than `max_age`."""
    match _loads(token, Purpose.REGISTER, secret):
        case [str(ags), int(), int(made)] if now.timestamp() - made <= max_age.total_seconds():
            return ags
    return None


def keyed_hash(text: str, secret: str) -> str:
    """HMAC-SHA256, 64 hex digits: recognises a text again without keeping it."""
    return _keyed(text, secret)


def _keyed(text: str, secret: str) -> str:
    return hmac.new(_required(secret).encode(), text.encode(), hashlib.sha256).hexdigest()


def _signer(purpose: Purpose, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(_required(secret), salt=f"partnerpost.{purpose}")


def _loads(token: str, purpose: Purpose, secret: str) -> object:
    try:
        return _signer(purpose, secret).loads(token)
    except (BadSignature, UnicodeError):
        return None


def _required(secret: str) -> str:
    if not secret:
        raise SecretMissing("no secret is set: `partnerpost init` writes one, or set [mail] secret")
    return secret
