"""The register that turns "I am from Bottrop" into "France, Poland, …"."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class TwinningKind(StrEnum):
    """How firm a link is, in the terms of the German section of the CEMR (RGRE), and two more that towns use."""

    PARTNERSHIP = "partnership"
    """By treaty, without an end."""
    FRIENDSHIP = "friendship"
    """Agreed for a time."""
    CONTACT = "contact"
    """Without anything agreed."""
    PROJECT = "project"
    """For one undertaking."""
    SPONSORSHIP = "sponsorship"
    """Patenschaft."""
    SOLIDARITY = "solidarity"
    UNKNOWN = "unknown"


class TwinningStatus(StrEnum):
    """Whether a link is lived."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Municipality(SQLModel, table=True):
    """A municipality or district, by its official key (AGS, text: the leading zero counts)."""

    ags: str = Field(primary_key=True, max_length=8)
    name: str = Field(max_length=200, index=True)
    folded_name: str = Field(max_length=200, index=True)
    kind: str = Field(max_length=40)
    state: str = Field(max_length=8, index=True)
    district: str = Field(default="", max_length=200)
    population: int | None = Field(default=None)
    confirmed_on: date | None = Field(default=None)
    """The day on which it last said that its list of partners is right."""


class Twinning(SQLModel, table=True):
    """One link between a municipality here and a place elsewhere, with where we know it from.

    `region` is an ISO 3166-2 code, `insee`, `geonames` and `qid` (Wikidata) are the keys of the partner, where known;
    `since` is a year. Kind, status and year stand at `source_url` where there is one.
    """

    id: int | None = Field(default=None, primary_key=True)
    ags: str = Field(foreign_key="municipality.ags", index=True)
    partner: str = Field(max_length=200)
    other_names: list[str] = document(default_factory=list)
    folded_names: str = Field(default="", sa_type=Text)
    """All names of the partner as `aggregator.folding` folds them, each between bars."""
    country: str = Field(max_length=8, index=True)
    region: str = Field(default="", max_length=8)
    insee: str = Field(default="", max_length=5)
    geonames: str = Field(default="", max_length=12)
    qid: str = Field(default="", max_length=16)
    latitude: float | None = Field(default=None)
    longitude: float | None = Field(default=None)
    kind: TwinningKind = word(TwinningKind, default=TwinningKind.UNKNOWN)
    since: int | None = Field(default=None)
    status: TwinningStatus = word(TwinningStatus, default=TwinningStatus.UNKNOWN)
    note: str = Field(default="", sa_type=Text)
    source: str = Field(default="", sa_type=Text)
    licence: str = Field(default="", max_length=100)
    source_url: str = Field(default="", sa_type=Text)
    confirmed_on: date | None = Field(default=None)
    """The day on which the municipality last said so; a file does not overwrite it."""


class RegisterFile(SQLModel, table=True):
    """A table of links that somebody handed in. `filed_at`: when proposals were made of it."""

    __tablename__ = "register_file"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    content: str = Field(sa_type=Text)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    filed_at: datetime | None = moment(default=None)


class ProposalWhat(StrEnum):
    """What a proposal asks for. `unsure`: it may be a new link, or a change of the one it names."""

    ADD = "add"
    CHANGE = "change"
    UNSURE = "unsure"
    CONFIRM = "confirm"


class ProposalState(StrEnum):
    """`replaced`: who made it said something newer of the same link before anybody decided."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


class RegisterProposal(SQLModel, table=True):
    """What a file or a municipality says of one link; a person decides. `before` and `after` hold values by field.

    `file_id` is empty where the municipality itself said so; `said_by` is who filled in the form, until decided.
    """

    __tablename__ = "register_proposal"
    __table_args__ = (
        Index("ix_register_proposal_state", "state", "ags", "id"),
        # the journal reads it from its end
        Index("ix_register_proposal_decided_at", "decided_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ags: str = Field(foreign_key="municipality.ags", index=True)
    twinning_id: int | None = Field(default=None, foreign_key="twinning.id")
    file_id: int | None = Field(default=None, foreign_key="register_file.id")
    what: ProposalWhat = word(ProposalWhat)
    before: dict[str, Any] = document(default_factory=dict)
    after: dict[str, Any] = document(default_factory=dict)
    said_by: str = Field(default="", max_length=200)
    message: str = Field(default="", sa_type=Text)
    state: ProposalState = word(ProposalState, default=ProposalState.OPEN)
    at: datetime = moment()
    decided_at: datetime | None = moment(default=None)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
