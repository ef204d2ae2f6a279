"""Sources, the ledger of runs over them, and what was seen there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from aggregator.finding import FailureKind, Pagination, RunOutcome, SourceKind
from aggregator.health import Health
from aggregator.model.columns import document, moment, word


class SourceState(StrEnum):
    """`unproven`: never collected well, so only a person starts a run; `proven`: crawled; `paused`: not now."""

    UNPROVEN = "unproven"
    PROVEN = "proven"
    PAUSED = "paused"


class SourceRank(StrEnum):
    """Whose word counts more when sources disagree, first wins."""

    ORIGINAL = "original"
    CONTACT_POINT = "contact_point"
    ASSOCIATION = "association"
    PRESS = "press"


class Source(SQLModel, table=True):
    """A place where news appears. Data, not code. `options` belong to the kind of source.

    `kinds` are the kinds of opportunity found there, `priority` is 1 (first) to 3, `evidence` says how its address is
    known. `probe` is what the last look at the address showed (`aggregator.sources.probes`), `probed_at` when.
    `health`, since when, `reasons` and `memory` are what `aggregator.health` made of the last run.
    """

    __table_args__ = (
        # "whose time has come" among 100,000 reads the first entries of these alone
        Index("ix_source_due", "state", "next_fetch_at", "id"),
        Index("ix_source_wanted_at", "wanted_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=80)
    name: str = Field(max_length=300)
    url: str = Field(sa_type=Text)
    kind: SourceKind = word(SourceKind)
    state: SourceState = word(SourceState, default=SourceState.UNPROVEN)
    rank: SourceRank = word(SourceRank, default=SourceRank.ASSOCIATION)
    language: str | None = Field(default=None, max_length=8)
    countries: list[str] = document(default_factory=list)
    topics: list[str] = document(default_factory=list)
    kinds: list[str] = document(default_factory=list)
    priority: int = 2
    evidence: str = Field(default="", sa_type=Text)
    options: dict[str, Any] = document(default_factory=dict)
    notes: str = Field(default="", sa_type=Text)
    next_fetch_at: datetime | None = moment(default=None)
    wanted_at: datetime | None = moment(default=None)
    """When a person asked for a visit; until it has been made, whatever the state of the source."""
    health: Health = word(Health, default=Health.LEARNING)
    health_since: datetime | None = moment(default=None)
    reasons: list[dict[str, Any]] = document(default_factory=list)
    memory: dict[str, Any] = document(default_factory=dict)
    probe: dict[str, Any] | None = document(default=None, nullable=True)
    probed_at: datetime | None = moment(default=None)
    created_at: datetime = moment()


class SourceAction(StrEnum):
    """What a person can do with a source."""

    ADD = "add"
    TEST = "test"
    PAUSE = "pause"
    RESUME = "resume"
    CHANGE = "change"
    TRUST = "trust"
    HAND_OVER = "hand_over"  # to those who know how to describe it anew
    ENTER = "enter"  # something by hand, at the office's own source


class SourceDecision(SQLModel, table=True):
    """What a person did with a source, with before and after of what changed. `person_id` is empty for a command."""

    __tablename__ = "source_decision"
    # the journal reads it from its end
    __table_args__ = (Index("ix_source_decision_at", "at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    action: SourceAction = word(SourceAction)
    before: dict[str, Any] = document(default_factory=dict)
    after: dict[str, Any] = document(default_factory=dict)
    at: datetime = moment()


class Page(SQLModel, table=True):
    """The validators of one address of a source, verbatim as its server sent them; see `Validators`."""

    __table_args__ = (UniqueConstraint("source_id", "url_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    url: str = Field(sa_type=Text)
    url_hash: str = Field(max_length=64)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, max_length=100)
    body_hash: str | None = Field(default=None, max_length=64)
    trusted: int = 0
    ttl_minutes: int | None = None
    fetched_at: datetime = moment()


class CrawlRun(SQLModel, table=True):
    """The ledger: one row per run over one source. `detail` is for the technician, `failure` for a sentence.

    `listed` is how many entries the source showed, unchanged ones included, `filled` how many of them have a text, a
    deadline, …; None where the run did not look. `gone` were not listed any more, `relisted` stand under a new address.
    `health` is the verdict over the run.
    """

    __tablename__ = "crawl_run"
    __table_args__ = (Index("ix_crawl_run_source_started", "source_id", "started_at"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    started_at: datetime = moment()
    finished_at: datetime = moment()
    outcome: RunOutcome = word(RunOutcome)
    failure: FailureKind | None = word(FailureKind, default=None, nullable=True)
    failed_url: str | None = Field(default=None, sa_type=Text)
    detail: str = Field(default="", sa_type=Text)
    statuses: dict[str, int] = document(default_factory=dict)
    broken: list[dict[str, str]] = document(default_factory=list)
    received_bytes: int = 0
    found: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    moved_to: str | None = Field(default=None, sa_type=Text)
    gone: int = 0
    relisted: int = 0
    listed: int | None = Field(default=None)
    filled: dict[str, int] = document(default_factory=dict)
    pagination: Pagination | None = word(Pagination, default=None, nullable=True)
    health: Health | None = word(Health, default=None, nullable=True)
    quarantined: bool = False


class KeptFinding(SQLModel, table=True):
    """The latest finding at one key of a source; older bytes stay as snapshots."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("source_id", "key_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    key: str = Field(sa_type=Text)
    key_hash: str = Field(max_length=64)
    url: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    html: str | None = Field(default=None, sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    fields: dict[str, str] = document(default_factory=dict)
    published: datetime | None = moment(default=None)
    language: str | None = Field(default=None, max_length=8)
    snapshot: str | None = Field(default=None, max_length=64, index=True)
    content_hash: str = Field(max_length=64)
    first_seen: datetime = moment()
    last_seen: datetime = moment()


class KeptReading(SQLModel, table=True):
    """What the latest version of a finding says: the text the evidence spans point into."""

    __tablename__ = "reading"

    finding_id: int = Field(foreign_key="finding.id", primary_key=True)
    text: str = Field(sa_type=Text)
    language: str = Field(max_length=8)
    read_at: datetime = moment()
    filled: list[str] = document(default_factory=list)
    """Which of the watched facts it states, see `health.Fact`."""


class HeldFinding(SQLModel, table=True):
    """A newer version of a finding that says less than the kept one: held until its run is known to be sound."""

    __tablename__ = "held_finding"

    finding_id: int = Field(foreign_key="finding.id", primary_key=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    url: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    html: str | None = Field(default=None, sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    fields: dict[str, str] = document(default_factory=dict)
    published: datetime | None = moment(default=None)
    language: str | None = Field(default=None, max_length=8)
    snapshot: str | None = Field(default=None, max_length=64)
    filled: list[str] = document(default_factory=list)
    held_at: datetime = moment()
