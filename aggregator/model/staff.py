"""The people of the office and how they come in. Tokens are stored as hashes only."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment, word


class Role(StrEnum):
    """What a person may do: review; also release issues; also sources and settings."""

    EDITOR = "editor"
    RELEASER = "releaser"
    TECHNICIAN = "technician"


class Person(SQLModel, table=True):
    """One of the staff."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True, max_length=320)
    name: str = Field(max_length=200)
    role: Role = word(Role, default=Role.EDITOR)
    language: str = Field(default="de", max_length=8)
    created_at: datetime = moment()


class LoginLink(SQLModel, table=True):
    """A link that opens the desk once."""

    __tablename__ = "login_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class StaffSession(SQLModel, table=True):
    """A browser that is logged in at the desk."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()


class ReportState(StrEnum):
    """How far a morning report has come. `claimed` left behind by a dead worker is not sent again: nobody needs two."""

    CLAIMED = "claimed"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    NOTHING_TO_SAY = "nothing_to_say"


class MorningReport(SQLModel, table=True):
    """One person's report of one day; committed before the mail is handed over, so there is never a second."""

    __tablename__ = "morning_report"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    day: date = Field(primary_key=True)
    state: ReportState = word(ReportState)
    reply: str = Field(default="", max_length=600)
    at: datetime = moment()
