"""What people report who met a barrier on the pages of this site, and what the office did about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment, word


class BarrierAction(StrEnum):
    """What the office does with a report."""

    CLOSED = "closed"
    REOPENED = "reopened"


class BarrierReport(SQLModel, table=True):
    """One message; `text`, `page` and `address` are emptied some time after it was closed, the row stays.

    `form` is the mark of the form it came with: the same form sent twice is one report. `address` is where an answer
    is wanted, empty where none is.
    """

    __tablename__ = "barrier_report"
    # "what waits" on the desk
    __table_args__ = (Index("ix_barrier_report_closed", "closed_at", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    form: str = Field(unique=True, max_length=64)
    text: str = Field(sa_type=Text)
    page: str = Field(default="", sa_type=Text)
    address: str = Field(default="", max_length=320)
    language: str = Field(max_length=8)
    created_at: datetime = moment()
    closed_at: datetime | None = moment(default=None)


class BarrierAct(SQLModel, table=True):
    """One line of the ledger of reports: who closed or reopened one, and when."""

    __tablename__ = "barrier_act"
    # the journal reads it from its end
    __table_args__ = (Index("ix_barrier_act_at", "at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="barrier_report.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    action: BarrierAction = word(BarrierAction)
    at: datetime = moment()
