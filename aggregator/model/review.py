"""What people decided, so that it can be shown and undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class Action(StrEnum):
    """What can be done with an opportunity on the desk."""

    ACCEPT = "accept"
    REJECT = "reject"
    LATER = "later"
    MERGE = "merge"  # another one was the same: it stands for it from then on
    SPLIT = "split"  # some of its sightings were of another thing
    APART = "apart"  # it is not the same as another one


class Because(StrEnum):
    """Why something was rejected, in a word: what a source brings is judged by it."""

    OVER = "over"
    ELSEWHERE = "elsewhere"  # not for this region
    INSTITUTIONS = "institutions"  # for universities or companies only
    ADVERTISING = "advertising"
    DOUBLE = "double"
    THIN = "thin"  # too little to go by


class Decision(SQLModel, table=True):
    """One decision with before and after. `person_id` is empty where a rule of the office decided, see `reason`.

    `reason` is a sentence of the machine or of the command line, `because` the word that a person gave. Decisions that
    were made with one press carry the number of the first of them as `step`, and are taken back together.
    `undone_by` is empty while it holds, and where the person of a command took it back.
    """

    __table_args__ = (
        # the journal reads these from their ends: all decisions, those of one person, and what was taken back
        Index("ix_decision_at", "at", "id"),
        Index("ix_decision_person_at", "person_id", "at", "id"),
        Index(
            "ix_decision_undone_at",
            "undone_at",
            "id",
            sqlite_where=text("undone_at IS NOT NULL"),
            postgresql_where=text("undone_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    action: Action = word(Action)
    reason: str = Field(default="", max_length=200)
    because: Because | None = word(Because, default=None, nullable=True)
    step: int | None = Field(default=None, index=True)
    before: dict[str, Any] = document(default_factory=dict)
    after: dict[str, Any] = document(default_factory=dict)
    at: datetime = moment()
    undone_at: datetime | None = moment(default=None)
    undone_by: int | None = Field(default=None, foreign_key="person.id")
