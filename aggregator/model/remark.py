"""What readers say is wrong with an entry. Who they are is not kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment

_OPEN = text("settled_at IS NULL")


class Remark(SQLModel, table=True):
    """One press of "something is wrong here", with a sentence or without; `person_id` is who settled it."""

    # "which are open", oldest first: a handful
    __table_args__ = (Index("ix_remark_open", "at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    said: str = Field(default="", sa_type=Text)
    at: datetime = moment()
    settled_at: datetime | None = moment(default=None)
    person_id: int | None = Field(default=None, foreign_key="person.id")
