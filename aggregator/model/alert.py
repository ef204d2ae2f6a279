"""Alerts for a question to the finder, what each of them has told, and their mails on the way."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word
from aggregator.model.issue import DeliveryState


class AlertState(StrEnum):
    """Only `confirmed` alerts tell anything."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class AlertRhythm(StrEnum):
    """When an alert tells: what is new, every morning or once a week, or only that a deadline is near."""

    DAILY = "daily"
    WEEKLY = "weekly"
    DEADLINES = "deadlines"


class News(StrEnum):
    """What was told of an opportunity: how it stands, or that its deadline is 14 or 3 days away."""

    STANDING = "standing"
    FORTNIGHT = "fortnight"
    LAST_DAYS = "last_days"


class AlertMailKind(StrEnum):
    """What a mail of an alert is for."""

    CONFIRMATION = "confirmation"
    NEWS = "news"


class Alert(SQLModel, table=True):
    """An address that wants to hear of what fits a question, or of one opportunity. No name, no account.

    `asked` is the question as `newsletter.alerts.asked` writes it; it says nothing where `opportunity_id` is set.
    `next_at` is when it is looked at again; nothing else makes work of it.
    """

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(max_length=320, index=True)
    language: str = Field(default="de", max_length=8)
    rhythm: AlertRhythm = word(AlertRhythm, default=AlertRhythm.DAILY)
    state: AlertState = word(AlertState, default=AlertState.PENDING, index=True)
    asked: dict[str, Any] = document(default_factory=dict)
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id")
    created_at: dt.datetime = moment()
    next_at: dt.datetime | None = moment(default=None, index=True)


class AlertTold(SQLModel, table=True):
    """What an alert said last of an opportunity: its day and status as they were told, not when."""

    __tablename__ = "alert_told"

    alert_id: int = Field(foreign_key="alert.id", primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", primary_key=True)
    news: News = word(News, primary_key=True)
    day: dt.date | None = Field(default=None)
    status: str = Field(default="", max_length=16)


class AlertMail(SQLModel, table=True):
    """A mail of an alert on its way. Its words are kept until the mail server took it."""

    __tablename__ = "alert_mail"

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    kind: AlertMailKind = word(AlertMailKind, default=AlertMailKind.NEWS)
    message_id: str = Field(default="", max_length=200)
    subject: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    state: DeliveryState = word(DeliveryState, default=DeliveryState.WAITING)
    attempts: int = 0
    due_at: dt.datetime | None = moment(default=None, index=True)
    """When it may be tried, or when whoever tries it now counts as dead; empty once it is over."""
    reply: str = Field(default="", sa_type=Text)
    made_at: dt.datetime = moment()
