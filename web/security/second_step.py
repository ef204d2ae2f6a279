"""The second step: codes of an app (RFC 6238), and the recovery codes for the day on which the telephone is gone."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from enum import StrEnum

import pyotp
import segno
from markupsafe import Markup
from sqlalchemy import CursorResult, Executable, update
from sqlmodel import Session, col, delete, func, select

from aggregator.model import RecoveryCode, SecondStep
from web.security.login import digest

SECONDS = 30
_SKEW = 1
"""Telephones go wrong: the code before and the one after are taken too."""
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
"""80 random bits: a plain hash of them is enough."""


class Passed(StrEnum):
    """By which of the two somebody came through."""

    CODE = "code"
    RECOVERY = "recovery"


def begin(session: Session, person_id: int) -> None:
    """Make a secret that waits for its first code; one that waits already is replaced, one that counts is not."""
    if is_on(session, person_id):
        return
    session.merge(SecondStep(person_id=person_id, secret=pyotp.random_base32(), last_step=0))


def waiting(session: Session, person_id: int) -> str | None:
    """The secret that waits for its first code."""
    row = session.get(SecondStep, person_id)
    return row.secret if row and row.confirmed_at is None else None


def is_on(session: Session, person_id: int) -> bool:
    """Whether this person is asked for a code."""
    row = session.get(SecondStep, person_id)
    return row is not None and row.confirmed_at is not None


def confirm(session: Session, person_id: int, code: str, *, now: datetime) -> list[str] | None:
    """Let a secret count from its first code on; gives the recovery codes, once. None: the code is wrong."""
    row = session.get(SecondStep, person_id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        return None
    step = _step_of(row.secret, code, now)
    if step is None:
        return None
    row.confirmed_at, row.last_step = now, step
    session.add(row)
    return _new_recovery_codes(session, person_id)


def passes(session: Session, person_id: int, code: str, *, now: datetime) -> Passed | None:
    """Take a code of the app or a recovery code; none is ever taken twice, not even by two requests at once."""
    row = session.get(SecondStep, person_id)
    if row is None or row.confirmed_at is None:
        return None
    step = _step_of(row.secret, code, now)
    if step is not None:
        later = (col(SecondStep.person_id) == person_id, col(SecondStep.last_step) < step)
        return Passed.CODE if _changed(session, update(SecondStep).where(*later).values(last_step=step)) else None
    unused = (
        col(RecoveryCode.code_hash) == digest(_bare(code)),
        col(RecoveryCode.person_id) == person_id,
        col(RecoveryCode.used_at).is_(None),
    )
    return Passed.RECOVERY if _changed(session, update(RecoveryCode).where(*unused).values(used_at=now)) else None


def remove(session: Session, person_id: int) -> bool:
    """Ask for no code any more; says whether one was asked for."""
    was_on = is_on(session, person_id)
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    session.execute(delete(SecondStep).where(col(SecondStep.person_id) == person_id))
    session.expire_all()
    return was_on


def codes_left(session: Session, person_id: int) -> int:
    """How many recovery codes still open."""
    unused = (col(RecoveryCode.person_id) == person_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(select(func.count()).select_from(RecoveryCode).where(*unused)).one()


def app_address(secret: str, *, address: str, office: str) -> str:
    """The `otpauth:` address that an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=office)


def picture(text: str, *, title: str) -> Markup:
    """A QR code as SVG, dark on light in any dress: cameras want it so. Its title tells what it is."""
    drawn = segno.make(text, micro=False).svg_inline(border=4, dark="#000", light="#fff", title=title, omitsize=True)
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes the title


def spaced(secret: str) -> str:
    """A secret in groups of four, to be typed."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, where it is one of the near ones."""
    typed = "".join(code.split())
    here = int(now.timestamp()) // SECONDS
    app = pyotp.TOTP(secret, interval=SECONDS)
    near = range(here - _SKEW, here + _SKEW + 1)
    return next((step for step in near if _same(app.generate_otp(step), typed)), None)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _new_recovery_codes(session: Session, person_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    codes = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(_RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_hash=digest(code), person_id=person_id) for code in codes)
    session.flush()
    return ["-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in codes]


def _bare(code: str) -> str:
    """A recovery code as it was made, however it was typed."""
    return "".join(character for character in code.upper() if character.isalnum())


def _changed(session: Session, statement: Executable) -> bool:
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
