"""What the desk keeps about the people at work: who looks at what, and how they like to work."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class Claim(SQLModel, table=True):
    """Somebody looks at an opportunity just now. It keeps nobody from anything, and soon after `seen_at` it is gone."""

    opportunity_id: int = Field(foreign_key="opportunity.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    since: datetime = moment()
    seen_at: datetime = moment(index=True)


class Habit(SQLModel, table=True):
    """How one person likes the desk; who never said has no row."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    single_keys: bool = True
