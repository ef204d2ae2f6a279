"""Readers of the newsletter, the proof that they asked for it, and who must never get any."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word
from aggregator.model.issue import DeliveryState
from aggregator.model.opportunity import Facet


class SubscriberState(StrEnum):
    """Only `confirmed` readers get issues."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"


class Rhythm(StrEnum):
    """How often a reader wants mail."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    DEADLINES = "deadlines"


class MailFormat(StrEnum):
    """What a reader's issues are made of: HTML beside the text, or the text alone."""

    HTML = "html"
    TEXT = "text"


class Subscriber(SQLModel, table=True):
    """Who gets mail: address, language, rhythm, optionally a municipality. No name: it is not needed."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True, max_length=320)
    language: str = Field(default="de", max_length=8)
    rhythm: Rhythm = word(Rhythm, default=Rhythm.WEEKLY)
    state: SubscriberState = word(SubscriberState, default=SubscriberState.PENDING, index=True)
    municipality_ags: str | None = Field(default=None, foreign_key="municipality.ags")
    created_at: datetime = moment()
    format: MailFormat = word(MailFormat, default=MailFormat.HTML)
    paused_until: date | None = Field(default=None)
    """No issue goes to them before this day."""
    ended_at: datetime | None = moment(default=None, index=True)
    """When they left; what has to be forgotten is counted from here."""
    former_marks: list[str] = document(default_factory=list)
    """Marks of addresses they had before: links in the mails to those must go on working (RFC 8058)."""


class ReaderFacet(SQLModel, table=True):
    """One thing a reader cares for: a country, a topic, an audience they belong to."""

    __tablename__ = "reader_facet"

    subscriber_id: int = Field(foreign_key="subscriber.id", primary_key=True)
    facet: Facet = word(Facet, primary_key=True)
    value: str = Field(max_length=40, primary_key=True)


class Consent(SQLModel, table=True):
    """Append-only proof: what was asked, confirmed or withdrawn, in which words, when: of a reader, or of an alert.

    The database itself refuses to change a line. `version` is that of the words, `form` the address of the page they
    stood on, `network` the address somebody came from, kept only where the office has said so.
    """

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int | None = Field(default=None, foreign_key="subscriber.id", index=True)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    event: str = Field(max_length=32)
    wording: str = Field(sa_type=Text)
    at: datetime = moment()
    version: str = Field(default="", max_length=20)
    language: str = Field(default="", max_length=8)
    purposes: str = Field(default="", max_length=200)
    form: str = Field(default="", sa_type=Text)
    message_id: str = Field(default="", max_length=200)
    network: str = Field(default="", max_length=45)


class Suppression(SQLModel, table=True):
    """An address that must get no mail, kept only as a keyed hash."""

    address_hash: str = Field(primary_key=True, max_length=64)
    reason: str = Field(max_length=32)
    at: datetime = moment()


class ReaderMailKind(StrEnum):
    """What a mail to one reader alone is for."""

    CONFIRMATION = "confirmation"
    PREFERENCES = "preferences"
    """A link to what they chose: they asked for one, or signed up though they are a reader."""
    OWN_DATA = "own_data"
    """A link for a quarter of an hour to what must not lie about in old mails: export, erasure, another address."""
    NEW_ADDRESS = "new_address"
    """Asks at a new address whether it is theirs."""


class ReaderMail(SQLModel, table=True):
    """A mail of the system to one reader on its way. Its words and links are made when it is handed over.

    `address` is where it goes if not to the reader's own.
    """

    __tablename__ = "reader_mail"

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    kind: ReaderMailKind = word(ReaderMailKind)
    address: str = Field(default="", max_length=320)
    state: DeliveryState = word(DeliveryState, default=DeliveryState.WAITING)
    attempts: int = 0
    due_at: datetime | None = moment(default=None, index=True)
    """When it may be tried, or when whoever tries it now counts as dead; empty once it is over."""
    reply: str = Field(default="", sa_type=Text)
    made_at: datetime = moment()


class ReaderAction(StrEnum):
    """What staff do to readers and their list."""

    UNSUBSCRIBED = "unsubscribed"
    ERASED = "erased"
    UNBLOCKED = "unblocked"
    IMPORTED = "imported"
    EXPORTED = "exported"


class ReaderAct(SQLModel, table=True):
    """One line of the ledger of readers: only ever added to. It outlives the reader, and so never names one."""

    __tablename__ = "reader_act"
    # the journal reads it from its end
    __table_args__ = (Index("ix_reader_act_at", "at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    reader_number: int = 0
    """The number the reader had or has; nothing where it was about the whole list."""
    action: ReaderAction = word(ReaderAction)
    reason: str = Field(default="", sa_type=Text)
    rows: int = 0
    """How many readers came in or went out with a table."""
    at: datetime = moment()


class ReaderFile(SQLModel, table=True):
    """A table of readers that somebody handed in, for the day on which it is looked through."""

    __tablename__ = "reader_file"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    name: str = Field(max_length=200)
    content: str = Field(sa_type=Text)
    at: datetime = moment()
