"""What sending knows beyond single deliveries: which providers rest, and whether this database is the real one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class MailRest(SQLModel, table=True):
    """A provider that gets one mail each `every_seconds`, or none where that is 0, until a moment.

    The provider without a name is our own mail server: while it rests nothing is begun.
    """

    __tablename__ = "mail_rest"

    provider: str = Field(primary_key=True, max_length=255)
    since: datetime = moment()
    until: datetime = moment()
    every_seconds: int = 0
    next_at: datetime = moment()
    """When the next of those that go slowly may go."""
    reply: str = Field(default="", sa_type=Text)


class SendingMark(SQLModel, table=True):
    """An installation that may send, and how often it began to. A file in its data folder says the same."""

    __tablename__ = "sending_mark"

    installation: str = Field(primary_key=True, max_length=32)
    runs: int = 0
