"""Signed links: what one purpose signed, no other purpose accepts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

_CONFIRM_WITHIN = timedelta(days=7)
PREFERENCES_FOR = timedelta(days=180)
"""Mails are passed on: a link that shows what somebody chose does not open it for ever."""
OWN_DATA_FOR = timedelta(minutes=15)


class Purpose(StrEnum):
    """What a link may be used for."""

    UNSUBSCRIBE = "unsubscribe"
    CONFIRM = "confirm"
    REGISTER = "register"
    ALERT = "alert"
    CONFIRM_ALERT = "confirm-alert"
    PREFERENCES = "preferences"
    OWN_DATA = "own-data"
    NEW_ADDRESS = "new-address"


class SecretMissing(RuntimeError):
    """Links cannot be signed without a secret."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says: which reader or alert, and a mark of the address it was made for."""

    id: int
    mark: str


@lru_cache(maxsize=1_000)  # a mail holds several links of one reader
def address_mark(address: str, secret: str) -> str:
    """A short keyed mark of an address: a token does not outlive its reader even if the id is given away again."""
    return _keyed(f"mark:{address}", secret)[:10]


def unsubscribe_token(subscriber_id: int, address: str, *, secret: str) -> str:
    """A token that never expires and is the same every time: links in old mails keep working (RFC 8058)."""
    return _lasting(Purpose.UNSUBSCRIBE, subscriber_id, address, secret)


def read_unsubscribe(token: str, *, secret: str) -> Signed | None:
    """What an unsubscribe token says; None if it is not ours."""
    return _read_lasting(Purpose.UNSUBSCRIBE, token, secret)


def confirm_token(subscriber_id: int, address: str, *, secret: str, now: datetime) -> str:
    """A token for the second step of the double opt-in; `now` is aware."""
    return _passing(Purpose.CONFIRM, subscriber_id, address, secret, now)


def read_confirm(token: str, *, secret: str, now: datetime, max_age: timedelta = _CONFIRM_WITHIN) -> Signed | None:
    """What a confirm token says; None if it is not ours or older than `max_age`."""
    return _read_passing(Purpose.CONFIRM, token, secret, now, max_age)


def preferences_token(subscriber_id: int, address: str, *, secret: str, now: datetime) -> str:
    """A token that opens what a reader chose, for half a year; `now` is aware."""
    return _passing(Purpose.PREFERENCES, subscriber_id, address, secret, now)


def read_preferences(token: str, *, secret: str, now: datetime, max_age: timedelta = PREFERENCES_FOR) -> Signed | None:
    """Whose preferences a token opens; None if it is not ours or older than `max_age`."""
    return _read_passing(Purpose.PREFERENCES, token, secret, now, max_age)


def own_data_token(subscriber_id: int, address: str, *, secret: str, now: datetime) -> str:
    """A token for export, erasure and another address; it holds for a quarter of an hour. `now` is aware."""
    return _passing(Purpose.OWN_DATA, subscriber_id, address, secret, now)


def read_own_data(token: str, *, secret: str, now: datetime, max_age: timedelta = OWN_DATA_FOR) -> Signed | None:
    """Whose data a token opens; None if it is not ours or older than `max_age`."""
    return _read_passing(Purpose.OWN_DATA, token, secret, now, max_age)


def new_address_token(subscriber_id: int, address: str, to: str, *, secret: str, now: datetime) -> str:
    """A token with which whoever reads mail at `to` says that the reader is there now; `now` is aware."""
    mark = address_mark(address, secret)
    return _signer(Purpose.NEW_ADDRESS, secret).dumps([subscriber_id, mark, to, int(now.timestamp())])


def read_new_address(
    token: str, *, secret: str, now: datetime, max_age: timedelta = _CONFIRM_WITHIN
) -> tuple[Signed, str] | None:
    """Who moves and where to; None if it is not ours or older than `max_age`."""
    match _loads(token, Purpose.NEW_ADDRESS, secret):
        case [int(number), str(mark), str(to), int(made)] if now.timestamp() - made <= max_age.total_seconds():
            return Signed(number, mark), to
    return None


def alert_token(alert_id: int, address: str, *, secret: str) -> str:
    """A token with which an alert is changed or ended; it never expires and is the same every time (RFC 8058)."""
    return _lasting(Purpose.ALERT, alert_id, address, secret)


def read_alert(token: str, *, secret: str) -> Signed | None:
    """Which alert a token is for; None if it is not ours."""
    return _read_lasting(Purpose.ALERT, token, secret)


def confirm_alert_token(alert_id: int, address: str, *, secret: str, now: datetime) -> str:
    """A token for the second step of an alert's double opt-in; `now` is aware."""
    return _passing(Purpose.CONFIRM_ALERT, alert_id, address, secret, now)


def read_confirm_alert(
    token: str, *, secret: str, now: datetime, max_age: timedelta = _CONFIRM_WITHIN
) -> Signed | None:
    """Which alert is confirmed by a token; None if it is not ours or older than `max_age`."""
    return _read_passing(Purpose.CONFIRM_ALERT, token, secret, now, max_age)


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


def _lasting(purpose: Purpose, number: int, address: str, secret: str) -> str:
    return _signer(purpose, secret).dumps([number, address_mark(address, secret)])


def _read_lasting(purpose: Purpose, token: str, secret: str) -> Signed | None:
    match _loads(token, purpose, secret):
        case [int(number), str(mark)]:
            return Signed(number, mark)
    return None


def _passing(purpose: Purpose, number: int, address: str, secret: str, now: datetime) -> str:
    return _signer(purpose, secret).dumps([number, address_mark(address, secret), int(now.timestamp())])


def _read_passing(purpose: Purpose, token: str, secret: str, now: datetime, max_age: timedelta) -> Signed | None:
    match _loads(token, purpose, secret):
        case [int(number), str(mark), int(made)] if now.timestamp() - made <= max_age.total_seconds():
            return Signed(number, mark)
    return None


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
