"""The thing in the world, once, however many sources report it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Numeric, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class OpportunityState(StrEnum):
    """Where an opportunity stands on the desk. Only `accepted` ones are shown to the public and sent.

    `held`: found by a run that is in doubt; it waits, unseen, until a sound run or a person says that it is real.
    `merged`: another one stands for it, see `merged_into`; what it was is kept, so that it can be parted again.
    """

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"
    HELD = "held"
    MERGED = "merged"


class Facet(StrEnum):
    """What an opportunity has many of and a reader chooses by."""

    COUNTRY = "country"
    TOPIC = "topic"
    AUDIENCE = "audience"


class Opportunity(SQLModel, table=True):
    """A call, competition, event … with its effective deadline (the next one, else the last).

    Its facts are those of the leading finding, `finding_id`, and what others add where that one is silent.

    `confidence` is that of the least certain fact that matters, 0 to 1. `version` grows with every change and decision;
    a form that was rendered from an older version is answered, not obeyed. `sequence` is the SEQUENCE of the calendar
    entry: it grows when its day or status changes (RFC 5545, 3.8.7.4).
    `status` is what its source says in so many words: `announced`, `open`, `closed`, `withdrawn`, or nothing.
    `changed_at` is set when a source changes what people had decided on, until somebody decides again; `unsettled`
    while a source says something that is not believed yet, see `Change`.
    `folded` is what the finder's words are looked up in: title, summary, organiser and place, see `search.folding`.
    """

    __table_args__ = (
        Index("ix_opportunity_state_deadline", "state", "deadline", "id"),
        Index("ix_opportunity_state_created", "state", "created_at"),
        # how many are public and when the last of them changed: the marks of sitemap and open data
        Index("ix_opportunity_state_updated", "state", "updated_at"),
        # "what changed after it was decided" on the desk: a handful of rows, found without reading the decided ones
        Index("ix_opportunity_changed", "changed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=32)
    state: OpportunityState = word(OpportunityState, default=OpportunityState.NEW)
    title: str = Field(sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    language: str = Field(max_length=8)
    url: str = Field(sa_type=Text)
    source_id: int = Field(foreign_key="source.id")
    finding_id: int = Field(foreign_key="finding.id", index=True)
    organiser: str = Field(default="", sa_type=Text)
    deadline: dt.date | None = Field(default=None)
    deadline_time: dt.time | None = Field(default=None)
    deadline_zone: str | None = Field(default=None, max_length=64)
    certainty: str = Field(default="none_stated", max_length=32)
    status: str = Field(default="", max_length=16)
    event_start: dt.date | None = Field(default=None)
    event_end: dt.date | None = Field(default=None)
    place: str = Field(default="", sa_type=Text)
    amount_min: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    amount_max: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    currency: str | None = Field(default=None, max_length=3)
    confidence: float = 0.0
    version: int = 0
    sequence: int = 0
    unsettled: bool = False
    merged_into: int | None = Field(default=None, index=True)
    folded: str = Field(default="", sa_type=Text)
    changed_at: dt.datetime | None = moment(default=None)
    created_at: dt.datetime = moment()
    updated_at: dt.datetime = moment()
    checked_at: dt.datetime = moment()
    """When a spider last saw it unchanged or changed at any source."""


class OpportunityDeadline(SQLModel, table=True):
    """Every deadline of an opportunity: rounds, strands, stages, former ones."""

    __tablename__ = "deadline"

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    date: dt.date | None = Field(default=None)
    time: dt.time | None = Field(default=None)
    zone: str | None = Field(default=None, max_length=64)
    certainty: str = Field(max_length=32)
    label: str = Field(default="", sa_type=Text)
    round: str | None = Field(default=None, sa_type=Text)


class OpportunityFacet(SQLModel, table=True):
    """One country, topic or audience of an opportunity."""

    __tablename__ = "opportunity_facet"
    # "which opportunities concern Poland" reads this index alone
    __table_args__ = (Index("ix_opportunity_facet_value", "facet", "value", "opportunity_id"),)

    opportunity_id: int = Field(foreign_key="opportunity.id", primary_key=True)
    facet: Facet = word(Facet, primary_key=True)
    value: str = Field(max_length=40, primary_key=True)


class OpportunityEvidence(SQLModel, table=True):
    """The sentence in which a fact stands. Spans are characters in the reading's text, end exclusive.

    An empty span: the source states the fact in a field of its own, and the quote is that field.
    """

    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    finding_id: int = Field(foreign_key="finding.id")
    field: str = Field(max_length=32)
    value: str = Field(sa_type=Text)
    quote: str = Field(sa_type=Text)
    sentence: str = Field(default="", sa_type=Text)
    """The sentence around the quote, on one line: what people are shown."""
    start: int
    end: int
    rule: str = Field(max_length=80)
    confidence: float


class Sighting(SQLModel, table=True):
    """An opportunity seen at a source under an address.

    `missed` counts full, sound runs in a row that did not show it; `gone_at` is when it counted as not listed any more.
    That is no cancellation: the state of the opportunity stays. Seen again, both are cleared.
    """

    __table_args__ = (
        UniqueConstraint("finding_id"),
        # "which entries does somebody want to have read again": asked every second, and hardly ever any
        Index(
            "ix_sighting_wanted_at",
            "wanted_at",
            sqlite_where=text("wanted_at IS NOT NULL"),
            postgresql_where=text("wanted_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    finding_id: int = Field(foreign_key="finding.id")
    source_id: int = Field(foreign_key="source.id", index=True)
    url: str = Field(sa_type=Text)
    first_seen: dt.datetime = moment()
    last_seen: dt.datetime = moment()
    missed: int = 0
    gone_at: dt.datetime | None = moment(default=None)
    reread_at: dt.datetime | None = moment(default=None)
    """When it was last read again at its own address on purpose."""
    wanted_at: dt.datetime | None = moment(default=None)
    """When a person asked to have it read again; empty once that was done."""
    failure: str = Field(default="", max_length=32)
    """Why it could not be read the last time it was asked for on purpose, see `FailureKind`; empty where it could."""
    failed_since: dt.datetime | None = moment(default=None)
    grounds: list[list[str]] = document(default_factory=list)
    """Why it was taken for the same as what was known, see `identity.Reason`; empty for the first one."""
