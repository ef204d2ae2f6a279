"""What people corrected in an opportunity: their word counts more than that of any source."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class Correction(SQLModel, table=True):
    """One fact as a person says it is; of several for one fact the newest that was not taken back counts.

    `field`, `value` and `machine_value` are written as in `aggregator.changes.facts`; no `value`: a person says that
    nothing is stated. `machine_value` is what was read from the sources and counted when the fact was first corrected.

    Where the person pointed at a place of a source's text, `proves` is the part of the value that stands there, `quote`
    are its words, `sentence` is the one around it, and `start` and `end` are its place in the text of `finding_id` at
    that time (characters, end exclusive). Of what was typed all of them are empty.
    """

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    field: str = Field(max_length=32)
    value: str | None = Field(default=None, sa_type=Text)
    machine_value: str | None = Field(default=None, sa_type=Text)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment(index=True)
    proves: str | None = Field(default=None, sa_type=Text)
    finding_id: int | None = Field(default=None, foreign_key="finding.id")
    quote: str = Field(default="", sa_type=Text)
    sentence: str = Field(default="", sa_type=Text)
    start: int = 0
    end: int = 0
    undone_at: datetime | None = moment(default=None)
    undone_by: int | None = Field(default=None, foreign_key="person.id")
