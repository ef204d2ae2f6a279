"""Move sightings from one opportunity to another, and describe both anew by what they are left with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.changes import FactName, Look
from aggregator.intake.describing import describe
from aggregator.intake.telling import told_before
from aggregator.model import Opportunity, Sighting

_ALL = frozenset(FactName)


def findings_of(session: Session, opportunity_id: int) -> list[int]:
    """The findings that report an opportunity, the first one first."""
    # ix_sighting_opportunity_id
    question = select(Sighting.finding_id).where(Sighting.opportunity_id == opportunity_id)
    return list(session.exec(question.order_by(col(Sighting.first_seen), col(Sighting.id))))


def move_sightings(session: Session, finding_ids: Collection[int], to: Opportunity) -> None:
    """Count these findings to another opportunity. Neither is described anew yet."""
    for sighting in session.exec(select(Sighting).where(col(Sighting.finding_id).in_(finding_ids))):
        assert to.id is not None
        sighting.opportunity_id = to.id
        session.add(sighting)
    session.flush()


def describe_anew(session: Session, rows: Sequence[Opportunity], *, person_id: int | None, now: datetime) -> None:
    """What the sources of each opportunity say counts at once: nothing new was said, it is only put together anew."""
    for row in rows:
        told = told_before(session, row, now)
        if told:
            look = Look(now, adopted=_ALL, person_id=person_id)
            describe(session, row, told, look)
    session.flush()
