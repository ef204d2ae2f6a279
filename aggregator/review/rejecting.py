"""Why something was rejected: said after the decision, in a word, and counted for each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from aggregator.model import Action, Because, Decision, Sighting
from aggregator.review.undoing import made_together

LOOKED_BACK = timedelta(days=90)
"""So far back rejections tell something about a source."""


class NotRejected(Exception):
    """There is no such rejection of this person that still holds: nothing to give a reason for."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """How many entries of a source were rejected of late, and how many for each reason, the most frequent first."""

    total: int
    because: Mapping[Because, int]


def give_reason(session: Session, decision_id: int, because: Because, *, person_id: int) -> list[Decision]:
    """Say why, of all that were rejected with the same press; it can be said anew. Raises NotRejected."""
    # the primary key
    question = select(Decision).where(
        Decision.id == decision_id,
        Decision.person_id == person_id,
        Decision.action == Action.REJECT,
        col(Decision.undone_at).is_(None),
    )
    decision = session.exec(question.with_for_update()).first()
    if decision is None:
        raise NotRejected(f"decision {decision_id} is no rejection that holds")
    decisions = made_together(session, decision)
    for one in decisions:
        one.because = because
    session.flush()
    return decisions


def rejections(session: Session, source_id: int, *, now: datetime) -> Rejections:
    """What was rejected of a source within `LOOKED_BACK`, whoever decided."""
    # ix_decision_at, then ix_sighting_opportunity_id: what was decided of late is less than what a source ever brought
    question = (
        select(Decision.because, func.count(func.distinct(Decision.opportunity_id)))
        .join(Sighting, col(Sighting.opportunity_id) == Decision.opportunity_id)
        .where(
            Decision.action == Action.REJECT,
            col(Decision.undone_at).is_(None),
            Decision.at >= now - LOOKED_BACK,
            Sighting.source_id == source_id,
        )
        .group_by(col(Decision.because))
    )
    counted = list(session.exec(question))
    named = [(Because(because), number) for because, number in counted if because is not None]
    ranked = sorted(named, key=lambda one: (-one[1], list(Because).index(one[0])))
    return Rejections(sum(number for _, number in counted), dict(ranked))
