"""What of an opportunity was merged, parted and kept apart, by whom, and whether that still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from aggregator.model import Action, Decision, Opportunity, Person, Resemblance, ResemblanceState, Sighting
from aggregator.search import merged_into

_JOINING = (Action.MERGE, Action.SPLIT, Action.APART)


@dataclass(frozen=True, slots=True)
class Joining:
    """One merger, parting or keeping apart. `other_id` is the one that came in, went out or stays another.

    `person` is empty where a machine did it, `reason` says which; `is_from_there`: it was parted from the other one.
    Moments are aware, UTC; `undone_by` is empty while it holds.
    """

    decision_id: int
    action: Action
    reason: str
    person: str
    at: datetime
    other_id: int
    other_title: str
    other_language: str
    is_from_there: bool = False
    undone_at: datetime | None = None
    undone_by: str = ""


def joinings(session: Session, opportunity_id: int) -> list[Joining]:
    """All of one opportunity and of those that were merged into it, the latest first."""
    family = merged_into(session, opportunity_id)
    decisions = [one for one in _decisions(session, family) if _parties(one) & family]
    others = {decision.id: _other(decision, family) for decision in decisions}
    titles = select(Opportunity).where(col(Opportunity.id).in_(set(others.values())))
    rows = {row.id: row for row in session.exec(titles)}
    people = {person.id: person.name for person in session.exec(select(Person))}  # a handful
    return [
        Joining(
            decision_id=decision.id,
            action=decision.action,
            reason=decision.reason,
            person=people.get(decision.person_id, ""),
            at=decision.at,
            other_id=others[decision.id],
            other_title=rows[others[decision.id]].title,
            other_language=rows[others[decision.id]].language,
            is_from_there=decision.action == Action.SPLIT and decision.opportunity_id not in family,
            undone_at=decision.undone_at,
            undone_by=people.get(decision.undone_by, ""),
        )
        for decision in decisions
        if decision.id is not None and others[decision.id] in rows
    ]


def _decisions(session: Session, family: set[int]) -> list[Decision]:
    """Those that stand at the family, and partings that stand at others it is known to differ from."""
    # ix_sighting_opportunity_id, the unique index of resemblance and ix_resemblance_other, ix_decision_opportunity_id
    own = set(session.exec(select(Sighting.finding_id).where(col(Sighting.opportunity_id).in_(family))))
    one, other = col(Resemblance.one_id), col(Resemblance.other_id)
    known = select(Resemblance.one_id, Resemblance.other_id).where(
        Resemblance.state == ResemblanceState.DIFFERENT, or_(one.in_(own), other.in_(own))
    )
    strangers = {number for both in session.exec(known) for number in both} - own
    elsewhere = select(Sighting.opportunity_id).where(col(Sighting.finding_id).in_(strangers))
    parting = col(Decision.action).in_((Action.SPLIT, Action.APART))
    question = select(Decision).where(
        col(Decision.action).in_(_JOINING),
        or_(
            col(Decision.opportunity_id).in_(family),
            and_(parting, col(Decision.opportunity_id).in_(set(session.exec(elsewhere)))),
        ),
    )
    return list(session.exec(question.order_by(col(Decision.id).desc())))


def _parties(decision: Decision) -> set[int]:
    """The numbers of both whom a decision is about."""
    return {decision.opportunity_id, _counterpart(decision)}


def _counterpart(decision: Decision) -> int:
    match decision.action:
        case Action.MERGE:
            return int(decision.before["absorbed"])
        case Action.SPLIT:
            return int(decision.after["opportunity"])
        case _:
            return int(decision.after["other"])


def _other(decision: Decision, family: set[int]) -> int:
    """Seen from the family the other one; of two of the family the one that came in or went out."""
    counterpart = _counterpart(decision)
    return decision.opportunity_id if counterpart in family and decision.opportunity_id not in family else counterpart
