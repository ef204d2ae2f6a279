"""Newsletter issues: what stands in them, how each circle of readers sees them, and how they travel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class IssueState(StrEnum):
    """`draft` can be changed; `released` is frozen and waits to be sent; `finished`: no delivery is open any more."""

    DRAFT = "draft"
    RELEASED = "released"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """The life of a delivery. `uncertain` is never sent again by itself: staff decide."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    HANDING_OVER = "handing_over"
    HANDED_OVER = "handed_over"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


class Issue(SQLModel, table=True):
    """A newsletter issue."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=300)
    editorial: str = Field(default="", sa_type=Text)
    state: IssueState = word(IssueState, default=IssueState.DRAFT)
    created_at: datetime = moment()
    released_at: datetime | None = moment(default=None)


class Entry(SQLModel, table=True):
    """An opportunity placed in an issue, under a section, at a position."""

    __table_args__ = (UniqueConstraint("issue_id", "opportunity_id"),)

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    section: str = Field(max_length=32)
    position: int


class Plate(SQLModel, table=True):
    """Everything an issue can say in one language, set once with marks between its pieces (`newsletter.plates`)."""

    issue_id: int = Field(foreign_key="issue.id", primary_key=True)
    name: str = Field(max_length=64, primary_key=True)
    html: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class Edition(SQLModel, table=True):
    """An issue as all readers with the same interest signature see it: chosen once, however many read it.

    `pieces` are those of its plate that stand in it, each with the words put before it (`newsletter.joining`); places
    such as `{{unsubscribe}}` are filled for each reader. `told` leads from each opportunity to what is said of it
    (`newsletter.told`); `calendar` is empty or iCalendar.
    """

    __table_args__ = (UniqueConstraint("issue_id", "signature"),)

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    signature: str = Field(max_length=64)
    language: str = Field(max_length=8)
    subject: str = Field(max_length=300)
    plate: str = Field(default="", max_length=64)
    pieces: list[tuple[str, str]] = document(default_factory=list)
    opportunity_ids: list[int] = document(default_factory=list)
    told: dict[str, str] = document(default_factory=dict)
    calendar: str = Field(default="", sa_type=Text)
    created_at: datetime = moment()


class Delivery(SQLModel, table=True):
    """One edition on its way to one subscriber."""

    __table_args__ = (
        UniqueConstraint("issue_id", "subscriber_id"),
        # "what can be claimed now" and "how many are in which state" read this index
        Index("ix_delivery_issue_state", "issue_id", "state", "next_attempt_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id")
    edition_id: int = Field(foreign_key="edition.id")
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    state: DeliveryState = word(DeliveryState, default=DeliveryState.WAITING)
    message_id: str = Field(max_length=200)
    attempts: int = 0
    claimed_by: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = moment(default=None)
    next_attempt_at: datetime | None = moment(default=None)
    reply: str = Field(default="", sa_type=Text)
    updated_at: datetime = moment()
