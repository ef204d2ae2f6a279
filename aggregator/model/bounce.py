"""What came back from mail servers and readers, and how sure we are that an address is dead."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class ReturnKind(StrEnum):
    """What a mail that came back means."""

    READER_DEAD = "reader_dead"
    """There is no such address."""
    MAILBOX_FULL = "mailbox_full"
    UNREACHABLE = "unreachable"
    """Given up for a reason that passes: a server was away, a loop at the reader's side."""
    SENDER_BLOCKED = "sender_blocked"
    """They do not want us or this message: our own affair, never the reader's."""
    DELAYED = "delayed"
    AUTO_REPLY = "auto_reply"
    LOOP = "loop"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    UNKNOWN = "unknown"


class ReturnedMail(SQLModel, table=True):
    """One mail that came back, or one refusal of a mail server (then without `raw`).

    `raw` is its beginning, zlib; `size` are the bytes it had in all, `mark` is the hash by which it is known again.
    `kind` is empty until it was read, `acted` says what followed.
    """

    __tablename__ = "returned_mail"
    __table_args__ = (
        # what is still to be read, and what came lately
        Index("ix_returned_mail_read_at", "read_at", "received_at"),
        Index("ix_returned_mail_kind", "kind", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    mark: str = Field(unique=True, max_length=64)
    raw: bytes | None = Field(default=None, sa_type=LargeBinary)
    size: int = 0
    is_cut: bool = False
    received_at: datetime = moment()
    read_at: datetime | None = moment(default=None)
    kind: ReturnKind | None = word(ReturnKind, default=None, nullable=True)
    status: str = Field(default="", max_length=12)
    told: str = Field(default="", sa_type=Text)
    """What the other mail server said, or the subject of the mail."""
    domain: str = Field(default="", max_length=255)
    """That of the reader's address; where nobody knows whose mail it was, the server that reported it."""
    subscriber_id: int | None = Field(default=None, foreign_key="subscriber.id", index=True)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
    acted: str = Field(default="", max_length=32)
    judged_by: int | None = Field(default=None, foreign_key="person.id")
    judged_at: datetime | None = moment(default=None)


class AddressTrouble(SQLModel, table=True):
    """How much speaks against an address, as points that halve with time; the address is kept as a keyed hash."""

    __tablename__ = "address_trouble"

    address_hash: str = Field(primary_key=True, max_length=64)
    points: float = 0.0
    counted_at: datetime = moment()
    """When the last one was counted; the points are those of that moment."""


class Preflight(SQLModel, table=True):
    """What a check of our own mail set-up found, the last ones of which are kept. `findings` are codes and values."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    is_red: bool = False
    findings: list[dict[str, Any]] = document(default_factory=list)
