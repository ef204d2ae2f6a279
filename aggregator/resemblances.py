"""Pairs of findings that may be one thing: asked once, whoever they are counted to by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlmodel import Session, and_, col, or_, select

from aggregator.identity import Ground, Reason
from aggregator.model import Resemblance, ResemblanceState, Sighting
from aggregator.store.upsert import insert_new

MOST_QUESTIONS = 3
"""About one finding: who is like everything is like nothing."""
_KNOWN = frozenset(ground.value for ground in Ground)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A kept finding that another one is like, with the opportunity it is counted to, and why."""

    finding_id: int
    opportunity_id: int
    reasons: tuple[Reason, ...]
    state: ResemblanceState


def ask(
    session: Session,
    finding_id: int,
    likenesses: Sequence[Likeness],
    *,
    now: datetime,
    most: int,
    is_first: bool = False,
) -> None:
    """Note that a finding may be one with others; one question for each opportunity, none that people answered.

    `is_first`: the finding is new and the only one of its opportunity, so nobody was asked about it before.
    """
    if not likenesses:
        return
    settled = set() if is_first else _settled_with(session, finding_id)
    rows: list[dict[str, object]] = []
    for likeness in likenesses:
        if likeness.opportunity_id in settled or len(rows) == most:
            continue
        settled.add(likeness.opportunity_id)
        rows.append(
            {
                "one_id": min(finding_id, likeness.finding_id),
                "other_id": max(finding_id, likeness.finding_id),
                "state": likeness.state,
                "grounds": written(likeness.reasons),
                "at": now,
            }
        )
    insert_new(session, Resemblance, rows, unique=("one_id", "other_id"))


def between(session: Session, one_id: int, other_id: int) -> list[Resemblance]:
    """The questions that are open between two opportunities."""
    # ix_sighting_opportunity_id, then the unique index and ix_resemblance_other
    ours = select(Sighting.finding_id).where(Sighting.opportunity_id == one_id)
    theirs = select(Sighting.finding_id).where(Sighting.opportunity_id == other_id)
    one, other = col(Resemblance.one_id), col(Resemblance.other_id)
    crossed = or_(and_(one.in_(ours), other.in_(theirs)), and_(one.in_(theirs), other.in_(ours)))
    undecided = col(Resemblance.state).in_((ResemblanceState.OPEN, ResemblanceState.WAITING))
    return list(session.exec(select(Resemblance).where(crossed, undecided)))


def settle(
    session: Session, questions: Iterable[Resemblance], state: ResemblanceState, *, person_id: int | None, now: datetime
) -> list[int]:
    """Answer questions; gives their numbers."""
    numbers = []
    for question in questions:
        assert question.id is not None
        question.state, question.person_id, question.decided_at = state, person_id, now
        session.add(question)
        numbers.append(question.id)
    return numbers


def keep_apart(
    session: Session, ours: Iterable[int], theirs: Iterable[int], *, person_id: int | None, now: datetime
) -> list[int]:
    """Note that people know each of these findings to be another thing than each of those; gives the numbers."""
    numbers = []
    for one, other in product(ours, theirs):
        pair = (min(one, other), max(one, other))
        asked = select(Resemblance).where(Resemblance.one_id == pair[0], Resemblance.other_id == pair[1])
        question = session.exec(asked).first() or Resemblance(one_id=pair[0], other_id=pair[1], at=now)
        question.state, question.person_id, question.decided_at = ResemblanceState.DIFFERENT, person_id, now
        session.add(question)
        session.flush()
        assert question.id is not None
        numbers.append(question.id)
    return numbers


def written(reasons: Iterable[Reason]) -> list[list[str]]:
    """Reasons as they are stored: the ground, then its values."""
    return [[reason.ground.value, *reason.values] for reason in reasons]


def read_reasons(grounds: Iterable[Sequence[str]]) -> tuple[Reason, ...]:
    """What `written` made; a ground that this version does not know is left out."""
    return tuple(Reason(Ground(name), tuple(values)) for name, *values in grounds if name in _KNOWN)


def _settled_with(session: Session, finding_id: int) -> set[int]:
    """Opportunities that it is counted to, is asked about already, or that people know to be others."""
    # ix_sighting_finding_id, ix_sighting_opportunity_id, then the two indexes that resemblances are found by
    own = select(Sighting.opportunity_id).where(Sighting.finding_id == finding_id)
    here = session.exec(own).all()
    together = select(Sighting.finding_id).where(col(Sighting.opportunity_id).in_(here))
    findings = set(session.exec(together).all()) | {finding_id}
    pairs = select(Resemblance.one_id, Resemblance.other_id).where(
        or_(col(Resemblance.one_id).in_(findings), col(Resemblance.other_id).in_(findings)),
        Resemblance.state != ResemblanceState.LAPSED,
    )
    others = {other for pair in session.exec(pairs) for other in pair} - findings
    there = select(Sighting.opportunity_id).where(col(Sighting.finding_id).in_(others))
    return {*here, *session.exec(there).all()}
