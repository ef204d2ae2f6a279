"""Rounds: when a deadline has passed and a later one was announced with it, the later one counts from now on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby

from sqlmodel import Session, col, select

from aggregator.model import Opportunity, OpportunityDeadline

_DATED = ("exact", "inferred")


def roll(session: Session, *, today: date, now: datetime) -> int:
    """Set the effective deadline of everything that passed to its next round; gives how many there were.

    No change of the source, so nobody has to decide again; the version grows, so that calendars move their entries.
    """
    # ix_deadline_opportunity_id: the rounds to come are few, the passed opportunities that have none are not read
    coming = (
        select(OpportunityDeadline)
        .join(Opportunity, col(Opportunity.id) == OpportunityDeadline.opportunity_id)
        .where(
            col(Opportunity.deadline) < today,
            col(OpportunityDeadline.date) >= today,
            col(OpportunityDeadline.certainty).in_(_DATED),
        )
        .order_by(col(OpportunityDeadline.opportunity_id))
    )
    rounds = groupby(session.exec(coming).all(), key=lambda deadline: deadline.opportunity_id)
    rolled = 0
    for opportunity_id, deadlines in rounds:
        _set(session.get_one(Opportunity, opportunity_id), _next(deadlines), now)
        rolled += 1
    session.flush()
    return rolled


def _next(deadlines: Iterable[OpportunityDeadline]) -> OpportunityDeadline:
    return min(deadlines, key=lambda deadline: (deadline.date or date.max, deadline.time or time.max, deadline.id or 0))


def _set(row: Opportunity, deadline: OpportunityDeadline, now: datetime) -> None:
    row.deadline = deadline.date
    row.deadline_time = deadline.time
    row.deadline_zone = deadline.zone
    row.certainty = deadline.certainty
    row.version += 1
    row.sequence += 1
    row.updated_at = now
