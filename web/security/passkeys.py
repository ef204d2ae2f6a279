"""Passkeys: making one for a person, and letting in who has one.

WebAuthn, level 3, sections 7.1 and 7.2; the library verifies, we say what is expected. The device itself has checked
finger, face or PIN (user verification is required), so a passkey stands for both steps of a login.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select
from webauthn import (
    base64url_to_bytes,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.structs import AuthenticatorTransport

from aggregator.model import Passkey, StaffAction
from web.security.acts import note
from web.security.challenges import ChallengeStale, Occasion, require_fresh, spend
from web.security.login import digest
from web.security.relying import RelyingParty
from web.security.sessions import SignedIn
from web.security.staff import who_works_here

LONGEST_NAME = 80
MOST = 20
_LONGEST_ANSWER = 20_000


class PasskeyRefused(Exception):
    """A passkey was not taken. `reason` is `unreadable`, `stale`, `unknown`, `many` or `wrong`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def passkeys_of(session: Session, person_id: int) -> Sequence[Passkey]:
    """The passkeys that open the desk for somebody, oldest first."""
    mine = select(Passkey).where(Passkey.person_id == person_id, col(Passkey.removed_at).is_(None))
    return session.exec(mine.order_by(col(Passkey.id))).all()


def number_of_passkeys(session: Session, person_id: int) -> int:
    """How many there are."""
    mine = select(func.count()).where(Passkey.person_id == person_id, col(Passkey.removed_at).is_(None))
    return session.exec(mine).one()


def add_passkey(
    session: Session, answer: str, name: str, *, signed_in: SignedIn, relying: RelyingParty, now: datetime
) -> Passkey:
    """Keep what the browser made for this very session. Raises PasskeyRefused."""
    said = _read(answer)
    challenge = _challenge(said)
    until = _fresh(challenge, Occasion.ADD, relying, now, bound=digest(signed_in.token))
    try:
        made = verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=relying.id,
            expected_origin=relying.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library stumbles over in a stranger's bytes is no fault of ours
        raise PasskeyRefused("wrong") from error
    _spend(session, challenge, until, now)
    credential_id = bytes_to_base64url(made.credential_id)
    number = number_of_passkeys(session, signed_in.person_id)
    if session.exec(select(Passkey).where(Passkey.credential_id == credential_id)).first():
        raise PasskeyRefused("wrong")
    if number >= MOST:
        raise PasskeyRefused("many")
    key = Passkey(
        person_id=signed_in.person_id,
        credential_id=credential_id,
        handle=relying.handle(signed_in.person_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=_transports(said),
        name=name[:LONGEST_NAME] or f"Passkey {number + 1}",
        created_at=now,
    )
    session.add(key)
    session.flush()
    whose = signed_in.person_id
    note(session, StaffAction.PASSKEY_ADDED, by=whose, about=whose, now=now, after={"name": key.name})
    return key


def use_passkey(session: Session, answer: str, *, relying: RelyingParty, now: datetime) -> int:
    """Whose passkey answered our challenge: the id of a person who may come in. Raises PasskeyRefused."""
    said = _read(answer)
    challenge = _challenge(said)
    until = _fresh(challenge, Occasion.ENTER, relying, now)
    # locked: of two answers at once, the second is held against the count that the first one left
    known = select(Passkey).where(Passkey.credential_id == str(said.get("id", "")), col(Passkey.removed_at).is_(None))
    key = session.exec(known.with_for_update()).first()
    if key is None or who_works_here(session, key.person_id) is None:
        raise PasskeyRefused("unknown")
    try:
        used = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=relying.id,
            expected_origin=relying.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
        whose = base64url_to_bytes(said["response"]["userHandle"])
    except Exception as error:  # as above
        raise PasskeyRefused("wrong") from error
    if whose != key.handle:
        raise PasskeyRefused("wrong")
    _spend(session, challenge, until, now)
    key.sign_count = used.new_sign_count
    key.used_at = now
    session.add(key)
    return key.person_id


def remove_passkey(session: Session, number: int, *, person_id: int, now: datetime) -> bool:
    """Let a passkey open nothing any more; False where this person has no such one."""
    key = session.get(Passkey, number)
    if key is None or key.person_id != person_id or key.removed_at is not None:
        return False
    key.removed_at = now
    session.add(key)
    note(session, StaffAction.PASSKEY_REMOVED, by=person_id, about=person_id, now=now, before={"name": key.name})
    return True


def _read(answer: str) -> dict[str, Any]:
    try:
        said = json.loads(answer) if len(answer) <= _LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PasskeyRefused("unreadable")
    return said


def _challenge(said: dict[str, Any]) -> bytes:
    """The challenge that the browser says was signed; whether it was, the library checks."""
    try:
        client = parse_client_data_json(base64url_to_bytes(said["response"]["clientDataJSON"]))
    except Exception as error:  # as above
        raise PasskeyRefused("unreadable") from error
    if client.cross_origin:
        raise PasskeyRefused("wrong")
    return client.challenge


def _fresh(challenge: bytes, occasion: Occasion, relying: RelyingParty, now: datetime, *, bound: str = "") -> datetime:
    try:
        return require_fresh(challenge, occasion, bound=bound, secret=relying.secret, now=now)
    except ChallengeStale:
        raise PasskeyRefused("stale") from None


def _spend(session: Session, challenge: bytes, until: datetime, now: datetime) -> None:
    try:
        spend(session, challenge, until=until, now=now)
    except ChallengeStale:
        raise PasskeyRefused("stale") from None


def _transports(said: dict[str, Any]) -> str:
    """How the device can be reached, of the words there are: `internal hybrid`."""
    told = said["response"].get("transports")
    known = [each.value for each in AuthenticatorTransport]
    return " ".join(each for each in known if isinstance(told, list) and each in told)
