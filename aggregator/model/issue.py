"""Newsletter issues: what stands in them, how each circle of readers sees them, and how they travel."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class IssueState(StrEnum):
    """`draft` is worked on; `given` waits for a second person, `approved` has their word, `scheduled` a time as well.

    From `given` on it is frozen, and any edit leads back to `draft`. `released` is handed over, `paused` is not for the
    moment; `finished`: no delivery is open any more.
    """

    DRAFT = "draft"
    GIVEN = "given"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RELEASED = "released"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


GONE_OUT = (IssueState.RELEASED, IssueState.PAUSED, IssueState.FINISHED)
"""States of an issue that readers have, some of them or all."""


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
    """A newsletter issue. `version` goes up with every edit; `editorial` is Markdown; no `subject`: made of the title.

    `proposed_for` is the day whose proposal it is, empty for what people and commands drafted. `mark` is the hash of
    what was frozen, `approved_mark` of what the second person saw: only where both are one may it be sent.
    """

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=300)
    subject: str = Field(default="", max_length=200)
    editorial: str = Field(default="", sa_type=Text)
    state: IssueState = word(IssueState, default=IssueState.DRAFT)
    version: int = 1
    created_at: datetime = moment()
    created_by: int | None = Field(default=None, foreign_key="person.id")
    proposed_for: date | None = Field(default=None, index=True, unique=True)
    given_at: datetime | None = moment(default=None)
    given_by: int | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = moment(default=None)
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    mark: str = Field(default="", max_length=64)
    approved_mark: str = Field(default="", max_length=64)
    send_at: datetime | None = moment(default=None)
    released_at: datetime | None = moment(default=None)


class FrozenIssue(SQLModel, table=True):
    """An issue as it was given for approval: sections and opportunities with all that is said of them."""

    __tablename__ = "frozen_issue"

    issue_id: int = Field(foreign_key="issue.id", primary_key=True)
    contents: dict[str, Any] = document(default_factory=dict)


class IssueText(SQLModel, table=True):
    """A text of the office in an issue, in Markdown, after the editorial; `title` may be empty."""

    __tablename__ = "issue_text"

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    position: int
    title: str = Field(default="", max_length=200)
    text: str = Field(sa_type=Text)


class IssueAction(StrEnum):
    """What is done to an issue besides drafting and releasing, which its own moments tell."""

    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    WRITE = "write"
    TEST = "test"
    GIVE = "give"
    TAKE_BACK = "take_back"  # the approval, or the wish for it
    APPROVE = "approve"
    SCHEDULE = "schedule"
    HOLD = "hold"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    SEND_AGAIN = "send_again"  # those that the mail server refused
    SETTLE = "settle"  # what becomes of a mail that may or may not have arrived


class IssueAct(SQLModel, table=True):
    """One line of the ledger of issues: only ever added to. `opportunity_id` is the entry it was about."""

    __tablename__ = "issue_act"
    # the journal reads it from its end, the composer asks who was last
    __table_args__ = (Index("ix_issue_act_at", "at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    issue_id: int = Field(foreign_key="issue.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id")
    action: IssueAction = word(IssueAction)
    before: dict[str, Any] = document(default_factory=dict)
    after: dict[str, Any] = document(default_factory=dict)
    at: datetime = moment()


class TestAddress(SQLModel, table=True):
    """An address that gets test mails of issues."""

    __test__ = False  # pytest takes every name that begins so for one of its own
    __tablename__ = "test_address"

    address: str = Field(primary_key=True, max_length=320)
    added_at: datetime = moment()


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
        # "what can be claimed now", in this order, and "how many are in which state" read this index
        Index("ix_delivery_issue_state", "issue_id", "state", "next_attempt_at", "id"),
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
