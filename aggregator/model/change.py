"""What sources say otherwise than before: waiting for a second look, told, or taken back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment, word


class ChangeType(StrEnum):
    """What a change means to people. Which of them anybody must hear of: `aggregator.changes.differences`."""

    DEADLINE_MOVED_LATER = "deadline_moved_later"  # more time: another day, or a later hour on it
    DEADLINE_MOVED_EARLIER = "deadline_moved_earlier"  # less time
    DEADLINE_SET = "deadline_set"  # there was no day, or only a rule such as "at any time"
    DEADLINE_DROPPED = "deadline_dropped"  # there is no day any more
    OPENED = "opened"  # announced before, can be applied for now
    CLOSED = "closed"  # the source says that it is over; a day that merely passed says nothing
    REOPENED = "reopened"  # closed, withdrawn or past, and it can be applied for again
    WITHDRAWN = "withdrawn"  # called off in so many words; a page that is gone says nothing
    AMOUNT_CHANGED = "amount_changed"  # another sum, one that is named now, or is named no more
    EVENT_MOVED = "event_moved"  # takes place on other days, or they are named now, or no more
    DETAILS = "details"  # title, kind, place, organiser, countries, topics, audiences


class ChangeState(StrEnum):
    """How far a change is believed."""

    PENDING = "pending"  # seen once: the former value is shown until the source says the same again
    TOLD = "told"  # it counts from `at` on, and stands in the history
    LAPSED = "lapsed"  # the source took it back before it was told
    FLAPPING = "flapping"  # back and forth too often: held at `before`, `after` is what was read last
    CONFLICT = "conflict"  # another source says otherwise, and one whose word counts more says `before`
    CORRECTED = "corrected"  # a person's word, not a source's: it counts from `at` on
    PROPOSED = "proposed"  # a source says something new of what a person corrected: it counts when a person says so
    DECLINED = "declined"  # a person knew of it and kept to their correction
    # what people did that shows in no fact: the journal alone tells of it
    ANSWERED = "answered"  # they had declined it before it was asked again
    ASKED_AGAIN = "asked_again"  # they asked again what had been declined
    UNMOVED = "unmoved"  # a correction was taken back or put in again, and the fact stayed what it was


ACTS_ALONE = (ChangeState.ANSWERED, ChangeState.ASKED_AGAIN, ChangeState.UNMOVED)
"""States of rows that are no change of anything, only the mark of what a person did."""


class Change(SQLModel, table=True):
    """One field of an opportunity before and after, as text (see `aggregator.changes.facts`), with both sentences.

    `seen_at` is when `after` was first read, `at` when it was told. `finding_id`, `source_id` and `snapshot` say where;
    `person_id` is who took it over before it was confirmed, who corrected the fact, or who declined it.
    """

    __table_args__ = (
        # "what of this source waits" and "what waits at all"; told ones are the many, the others a handful
        Index("ix_change_state_source", "state", "source_id"),
        # the journal reads these from their ends: all that was told, and what people did among it
        Index("ix_change_at", "at", "id"),
        Index(
            "ix_change_of_people",
            "at",
            "id",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    finding_id: int | None = Field(default=None, foreign_key="finding.id")
    source_id: int | None = Field(default=None, foreign_key="source.id")
    snapshot: str | None = Field(default=None, max_length=64)
    field: str = Field(max_length=32)
    type: ChangeType = word(ChangeType, default=ChangeType.DETAILS)
    state: ChangeState = word(ChangeState, default=ChangeState.TOLD)
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    sentence_before: str = Field(default="", sa_type=Text)
    sentence_after: str = Field(default="", sa_type=Text)
    seen_at: datetime = moment()
    at: datetime | None = moment(default=None)
    person_id: int | None = Field(default=None, foreign_key="person.id")
