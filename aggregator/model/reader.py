"""Readers of the newsletter, the proof that they asked for it, and who must never get any."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment, word
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


class Subscriber(SQLModel, table=True):
    """Who gets mail: address, language, rhythm, optionally a municipality. No name: it is not needed."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True, max_length=320)
    language: str = Field(default="de", max_length=8)
    rhythm: Rhythm = word(Rhythm, default=Rhythm.WEEKLY)
    state: SubscriberState = word(SubscriberState, default=SubscriberState.PENDING, index=True)
    municipality_ags: str | None = Field(default=None, foreign_key="municipality.ags")
    created_at: datetime = moment()


class ReaderFacet(SQLModel, table=True):
    """One thing a reader cares for: a country, a topic, an audience they belong to."""

    __tablename__ = "reader_facet"

    subscriber_id: int = Field(foreign_key="subscriber.id", primary_key=True)
    facet: Facet = word(Facet, primary_key=True)
    value: str = Field(max_length=40, primary_key=True)


class Consent(SQLModel, table=True):
    """Append-only proof: what was asked, confirmed or withdrawn, in which words, when: of a reader, or of an alert."""

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int | None = Field(default=None, foreign_key="subscriber.id", index=True)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    event: str = Field(max_length=32)
    wording: str = Field(sa_type=Text)
    at: datetime = moment()


class Suppression(SQLModel, table=True):
    """An address that must get no mail, kept only as a keyed hash."""

    address_hash: str = Field(primary_key=True, max_length=64)
    reason: str = Field(max_length=32)
    at: datetime = moment()
