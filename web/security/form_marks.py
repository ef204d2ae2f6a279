"""The signed mark of a form that anybody may send: when it was shown, and which one it is."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

HOLDS = timedelta(hours=12)
_TYPED_AT_LEAST = timedelta(seconds=2)


class Doubt(StrEnum):
    """Why a form is shown again instead of being obeyed; a person only has to press once more."""

    FOREIGN = "foreign"
    OLD = "old"
    FAST = "fast"


def form_mark(purpose: str, *, secret: str, now: datetime) -> str:
    """A fresh mark for a form shown now."""
    return _signer(purpose, secret).dumps([secrets.token_urlsafe(12), now.timestamp()])


def read_form_mark(mark: str, purpose: str, *, secret: str, now: datetime) -> str | Doubt:
    """Which form it was; a doubt where the mark is not ours, older than twelve hours or younger than two seconds."""
    try:
        read = _signer(purpose, secret).loads(mark)
    except (BadSignature, UnicodeError):
        return Doubt.FOREIGN
    match read:
        case [str(form), float(shown) | int(shown)]:
            age = timedelta(seconds=now.timestamp() - shown)
        case _:
            return Doubt.FOREIGN
    if age > HOLDS:
        return Doubt.OLD
    return Doubt.FAST if age < _TYPED_AT_LEAST else form


def _signer(purpose: str, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"partnerpost.form.{purpose}")
