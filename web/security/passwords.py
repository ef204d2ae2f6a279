"""Passwords: long enough and not obvious, nothing else is asked of them; kept as argon2 hashes (RFC 9106)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session

from aggregator.model import StaffPassword

SHORTEST = 12
LONGEST = 200
_FEWEST_LETTERS = 5
"""Fewer different characters are a pattern, however long."""
_MUST_REMAIN = 4
"""So many characters must be left when what everybody guesses first is taken out."""

_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(4)
"""Each takes 64 MB while it works: many strangers at once must not take all memory."""


class Flaw(StrEnum):
    """What is wrong with a new password."""

    SHORT = "short"
    LONG = "long"
    OBVIOUS = "obvious"
    TYPED_DIFFERENTLY = "typed_differently"


def flaw_of(password: str, again: str, *, known: Iterable[str]) -> Flaw | None:
    """What is wrong with a new password; `known` are words a stranger would try first: names, address, office."""
    if len(password) < SHORTEST:
        return Flaw.SHORT
    if len(password) > LONGEST:
        return Flaw.LONG
    if _is_obvious(password, known):
        return Flaw.OBVIOUS
    return Flaw.TYPED_DIFFERENTLY if _same_form(password) != _same_form(again) else None


def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the one behind a hash. Without a hash it works as long and says no."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobodys(), _same_form(password)[:LONGEST]) and stored is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(stored)


def hash_of(session: Session, person_id: int) -> str | None:
    """What is stored of somebody's password."""
    row = session.get(StaffPassword, person_id)
    return row.hash if row else None


def hashed(password: str) -> str:
    """What is to be stored of a password. Takes a while: not for inside a transaction."""
    with _AT_ONCE:
        return _HASHER.hash(_same_form(password))


def keep(session: Session, person_id: int, made: str, *, now: datetime) -> None:
    """Store a hash in place of the former one."""
    session.merge(StaffPassword(person_id=person_id, hash=made, set_at=now))


def _same_form(password: str) -> str:
    """One form for letters that keyboards write in two: ü as a letter, and as u with dots."""
    return unicodedata.normalize("NFC", password)


def _is_obvious(password: str, known: Iterable[str]) -> bool:
    left = _letters(password)
    if len(set(password)) < _FEWEST_LETTERS:
        return True
    words = {_letters(part) for text in known for part in (text, *_parts(text))}
    for word in sorted({*words, *_obvious_words()}, key=len, reverse=True):
        if len(word) >= _MUST_REMAIN:
            left = left.replace(word, "")
    return len(left.strip("0123456789")) < _MUST_REMAIN


def _parts(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text).split()


def _letters(text: str) -> str:
    """Letters and digits alone, in small, without dots and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


@cache
def _obvious_words() -> frozenset[str]:
    text = (Path(__file__).parent / "obvious.yaml").read_text(encoding="utf-8")
    return frozenset(_letters(str(word)) for word in yaml.safe_load(text))


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
