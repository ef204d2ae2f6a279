"""What an office finds in the morning: what waits, what came in since somebody was last here, what is urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from aggregator.changes.history import Line, changed_since_decided, number_changed_since_decided, number_waiting
from aggregator.model import Opportunity, OpportunityState
from aggregator.review.inbox import Inbox, inbox
from aggregator.review.waiting import Choice, Part


@dataclass(frozen=True, slots=True)
class Morning:
    """The inbox with the first urgent ones as its rows, and how much else there is.

    `fresh` came in since the moment asked about and nobody decided on it yet; `changes` are the latest of the `changed`
    that a source says otherwise since people decided; `contested` is what sources say and does not count yet.
    """

    inbox: Inbox
    fresh: int
    changes: tuple[Line, ...]
    changed: int
    contested: int

    @property
    def put_off(self) -> int:
        """How many rows were laid aside, as the inbox counts them."""
        return self.inbox.numbers[Part.LATER]


def morning(session: Session, *, since: datetime, today: date, most: int = 5) -> Morning:
    """How things stand; at most `most` urgent entries and changes are named. `since` is aware."""
    return Morning(
        inbox=inbox(session, today=today, choice=Choice(Part.URGENT), limit=most),
        # ix_opportunity_state_created
        fresh=_fresh(session, since),
        changes=changed_since_decided(session, limit=most),
        changed=number_changed_since_decided(session),
        contested=number_waiting(session),
    )


def _fresh(session: Session, since: datetime) -> int:
    question = select(func.count()).select_from(Opportunity).where(col(Opportunity.state) == OpportunityState.NEW)
    return session.exec(question.where(col(Opportunity.created_at) >= since)).one()
