"""Whom an issue goes to and went to, counted: nothing is known of who opened or clicked anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from aggregator.model import Consent, Delivery, DeliveryState, Edition, Issue, Rhythm, Subscriber, SubscriberState
from newsletter.consent import ConsentEvent
from newsletter.readers import gets_issues
from newsletter.releases import Releases


@dataclass(frozen=True, slots=True)
class Audience:
    """Confirmed readers, and how many of them read which language."""

    readers: int
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that somebody has to look at: refused, or nobody knows whether it arrived."""

    delivery_id: int
    address: str
    state: DeliveryState
    reply: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of an issue: deliveries by state, handed over by language and rhythm, who left since."""

    states: Mapping[DeliveryState, int]
    by_language: Mapping[str, int]
    by_rhythm: Mapping[str, int]
    left_since: int

    @property
    def all(self) -> int:
        """All deliveries."""
        return sum(self.states.values())

    @property
    def handed_over(self) -> int:
        """What the mail server took: not that anybody read it."""
        return self.states.get(DeliveryState.HANDED_OVER, 0)

    @property
    def open(self) -> int:
        """What may still be handed over, or hangs on a person's word."""
        closed = (DeliveryState.HANDED_OVER, DeliveryState.REFUSED, DeliveryState.SKIPPED)
        return sum(number for state, number in self.states.items() if state not in closed)


def audience(session: Session) -> Audience:
    """All confirmed readers."""
    return _counted(session, Subscriber.state == SubscriberState.CONFIRMED)


def expected(session: Session, issue: Issue, *, day: date, now: datetime, zone: str) -> Audience:
    """Whom an issue goes to on a day at most: without those who pause then, and those who had theirs of the month.

    Who of them finds nothing that is new and concerns them gets none; that is known when it is composed.
    """
    wanted = [*gets_issues(day)]
    if not Releases(session, issue, now=now, zone=zone).opens_the_month:
        wanted.append(col(Subscriber.rhythm) != Rhythm.MONTHLY)
    return _counted(session, *wanted)


def _counted(session: Session, *wanted: ColumnElement[bool] | bool) -> Audience:
    # ix_subscriber_state
    asked = select(Subscriber.language, func.count()).where(*wanted)
    found = dict(session.exec(asked.group_by(col(Subscriber.language))).all())
    return Audience(sum(found.values()), found)


def figures(session: Session, issue: Issue) -> Figures:
    """Count the deliveries of an issue."""
    # ix_delivery_issue_state
    states = select(Delivery.state, func.count()).where(Delivery.issue_id == issue.id)
    taken = (Delivery.issue_id == issue.id, Delivery.state == DeliveryState.HANDED_OVER)
    languages = select(Edition.language, func.count()).join(Delivery, col(Delivery.edition_id) == Edition.id)
    rhythms = select(Subscriber.rhythm, func.count()).join(Delivery, col(Delivery.subscriber_id) == Subscriber.id)
    return Figures(
        states={DeliveryState(state): number for state, number in session.exec(states.group_by(col(Delivery.state)))},
        by_language=dict(session.exec(languages.where(*taken).group_by(col(Edition.language))).all()),
        by_rhythm=dict(session.exec(rhythms.where(*taken).group_by(col(Subscriber.rhythm))).all()),
        left_since=_left(session, issue),
    )


def handed_over(session: Session, issue_id: int) -> int:
    """How many mails of an issue the mail server took."""
    # ix_delivery_issue_state
    taken = select(func.count()).select_from(Delivery).where(Delivery.issue_id == issue_id)
    return session.exec(taken.where(Delivery.state == DeliveryState.HANDED_OVER)).one()


def troubles(session: Session, issue_id: int, *, most: int = 50) -> list[Trouble]:
    """What was refused or is uncertain, the uncertain first."""
    wanted = col(Delivery.state).in_((DeliveryState.UNCERTAIN, DeliveryState.REFUSED))
    # ix_delivery_issue_state
    asked = (
        select(Delivery, Subscriber.address)
        .join(Subscriber, col(Subscriber.id) == Delivery.subscriber_id)
        .where(Delivery.issue_id == issue_id, wanted)
        .order_by(col(Delivery.state).desc(), col(Delivery.id))
        .limit(most)
    )
    return [Trouble(one.id or 0, address, one.state, one.reply) for one, address in session.exec(asked)]


def _left(session: Session, issue: Issue) -> int:
    """How many of its readers have unsubscribed since it was released, each once."""
    if issue.released_at is None:
        return 0
    left = and_(
        col(Consent.event) == ConsentEvent.UNSUBSCRIBED.value,
        col(Consent.at) >= issue.released_at,
    )
    # ix_consent_subscriber_id
    asked = select(func.count(func.distinct(col(Consent.subscriber_id)))).join(
        Delivery, col(Delivery.subscriber_id) == Consent.subscriber_id
    )
    return session.exec(asked.where(left, Delivery.issue_id == issue.id)).one()
