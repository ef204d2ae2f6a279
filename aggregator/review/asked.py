"""Answers to the question whether two are one: given once, by who comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.model import Decision, Person, Resemblance, ResemblanceState, Sighting
from aggregator.review.merging import apart, merge
from aggregator.review.rows import Unknown, locked


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question stands: by whom (None for a rule, or where nobody answered) and when (aware, UTC).

    `opportunity_ids` is one number where both are one by now, two where they are two, the smaller one first.
    """

    state: ResemblanceState
    person_name: str | None
    at: datetime | None
    opportunity_ids: tuple[int, ...]


class NotAsked(Exception):
    """The question is not open any more, or is about others by now: `answered` says how it stands."""

    def __init__(self, answered: Answered) -> None:
        super().__init__(f"this is no open question any more: {answered.state.value}")
        self.answered = answered


def answered(session: Session, resemblance_id: int) -> Answered | None:
    """How a question stands, whatever became of it; None where there never was one."""
    row = session.get(Resemblance, resemblance_id) if 0 < resemblance_id < 2**31 else None
    return _answered(session, row) if row is not None else None


def answer(
    session: Session,
    resemblance_id: int,
    *,
    are_one: bool,
    seen: tuple[int, int] | None,
    person_id: int,
    now: datetime,
) -> Decision:
    """Merge the two a question is about, or keep them apart. `seen` are the numbers that the person was shown.

    Raises Unknown where there is no such question, NotAsked where somebody answered it or moved one of them since.
    """
    row = session.get(Resemblance, resemblance_id) if 0 < resemblance_id < 2**31 else None
    if row is None:
        raise Unknown(f"there is no question {resemblance_id}")
    before = _both(session, row)
    # whoever answers, merges or parts holds these two: from here on nobody else does
    for number in before:
        locked(session, number)
    session.refresh(row)
    both = _both(session, row)
    if row.state != ResemblanceState.OPEN or len(both) != 2 or both != before or seen not in (None, both):
        raise NotAsked(_answered(session, row))
    doing = merge if are_one else apart
    return doing(session, both[0], both[1], person_id=person_id, now=now)


def _both(session: Session, row: Resemblance) -> tuple[int, ...]:
    # ix_sighting_finding_id
    question = select(Sighting.opportunity_id).where(col(Sighting.finding_id).in_((row.one_id, row.other_id)))
    return tuple(sorted(set(session.exec(question))))


def _answered(session: Session, row: Resemblance) -> Answered:
    person = session.get(Person, row.person_id) if row.person_id is not None else None
    return Answered(row.state, person.name if person else None, row.decided_at, _both(session, row))
