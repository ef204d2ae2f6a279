"""Who ticks: a lease that only one process holds."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class Lease(SQLModel, table=True):
    """A right that one holder has until a moment; whoever comes after it may take it over."""

    name: str = Field(primary_key=True, max_length=80)
    holder: str = Field(max_length=80)
    until: datetime = moment()
