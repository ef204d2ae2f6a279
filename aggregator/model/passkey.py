"""Passkeys of the staff: what a device keeps secret is never here, only what proves that it has it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class Passkey(SQLModel, table=True):
    """One passkey of one person. A removed one stays as a line of their history; it opens nothing."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    # WebAuthn allows 1,023 bytes, which base64url writes with 1,364 characters
    credential_id: str = Field(unique=True, max_length=1364)
    # what the device keeps to know whose it is; the secret it was made with may have been changed since
    handle: bytes = Field(sa_type=LargeBinary)
    public_key: bytes = Field(sa_type=LargeBinary)
    # 32 bits without a sign
    sign_count: int = Field(default=0, sa_type=BigInteger)
    transports: str = Field(default="", max_length=100)
    name: str = Field(max_length=80)
    created_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
    removed_at: datetime | None = moment(default=None)


class SpentChallenge(SQLModel, table=True):
    """A challenge that was answered, remembered until it would be too old anyway."""

    __tablename__ = "spent_challenge"

    challenge_hash: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = moment(index=True)
