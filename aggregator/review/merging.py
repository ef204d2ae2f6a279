"""Two that are one, one that is two: people merge, part and keep apart, and each of it can be taken back for ever.

What moves are the sightings; each keeps its own texts, and both sides are described anew by what they are left with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from aggregator.intake.combining import precedence
from aggregator.intake.joining import describe_anew, findings_of, move_sightings
from aggregator.model import (
    Action,
    Decision,
    Opportunity,
    OpportunityState,
    Resemblance,
    ResemblanceState,
)
from aggregator.resemblances import between, keep_apart, settle
from aggregator.review.carrying import carry_corrections, return_corrections
from aggregator.review.rows import locked, touch
from aggregator.search import SeenAt, standing_for

# whose decision stands: what people see already is not taken from them, what they put away does not come back
_GOES_BEFORE = (
    OpportunityState.ACCEPTED,
    OpportunityState.LATER,
    OpportunityState.REJECTED,
    OpportunityState.NEW,
    OpportunityState.HELD,
)


class Obstacle(StrEnum):
    """Why two cannot be merged, or one cannot be parted."""

    ITSELF = "itself"  # both are one already
    MERGED = "merged"  # another stands for it since
    NOTHING_CHOSEN = "nothing_chosen"
    NOTHING_LEFT = "nothing_left"  # all of its sightings would go
    NOT_ITS_OWN = "not_its_own"  # a sighting belongs to another one by now


class CannotJoin(ValueError):
    """It cannot be merged or parted as asked; nothing was changed. `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"this cannot be merged or parted: {obstacle.value}")
        self.obstacle = obstacle


def goes_on(state: OpportunityState, opportunity_id: int) -> tuple[int, int]:
    """What two are ordered by to see which one goes on when they are merged: the first does."""
    return _GOES_BEFORE.index(state) if state in _GOES_BEFORE else len(_GOES_BEFORE), opportunity_id


def leading(seen_at: Iterable[SeenAt]) -> SeenAt | None:
    """The sighting whose source describes the opportunity."""
    known = {
        precedence(seen.rank, seen.finding_id, is_gone=seen.gone_at is not None, first_seen=seen.first_seen): seen
        for seen in seen_at
        if seen.first_seen is not None
    }
    return known[min(known)] if known else None


def merge(session: Session, one_id: int, other_id: int, *, person_id: int | None, now: datetime) -> Decision:
    """Let one stand for both: the one that people decided on, else the older. Raises Unknown, CannotJoin."""
    kept, absorbed = sorted(_both(session, one_id, other_id), key=lambda row: goes_on(row.state, row.id or 0))
    assert kept.id is not None and absorbed.id is not None
    moved = findings_of(session, absorbed.id)
    questions = settle(
        session, between(session, kept.id, absorbed.id), ResemblanceState.SAME, person_id=person_id, now=now
    )
    before = {"absorbed": absorbed.id, "state": absorbed.state.value, "findings": moved, "questions": questions}
    move_sightings(session, moved, kept)
    before |= carry_corrections(session, absorbed, kept)
    absorbed.state, absorbed.merged_into = OpportunityState.MERGED, kept.id
    touch(absorbed, now)
    touch(kept, now)
    describe_anew(session, [kept], person_id=person_id, now=now)
    return _decided(session, kept.id, Action.MERGE, person_id, now, before, {"kept": kept.id})


def split(
    session: Session, opportunity_id: int, finding_ids: Collection[int], *, person_id: int | None, now: datetime
) -> Decision:
    """Make a new opportunity of some of the sightings; `after["opportunity"]` of the decision is its number.

    It waits in the inbox, and no machine puts the two together again. Raises Unknown, CannotJoin.
    """
    row = locked(session, opportunity_id)
    there, going = findings_of(session, opportunity_id), set(finding_ids)
    if not going:
        raise CannotJoin(Obstacle.NOTHING_CHOSEN)
    if not going <= set(there):
        raise CannotJoin(Obstacle.NOT_ITS_OWN)
    staying = [finding_id for finding_id in there if finding_id not in going]
    if not staying:
        raise CannotJoin(Obstacle.NOTHING_LEFT)
    moved = [finding_id for finding_id in there if finding_id in going]
    parted = _copy_of(row, moved[0], now)
    session.add(parted)
    session.flush()
    assert parted.id is not None
    move_sightings(session, moved, parted)
    questions = keep_apart(session, moved, staying, person_id=person_id, now=now)
    touch(row, now)
    describe_anew(session, [row, parted], person_id=person_id, now=now)
    before = {"findings": moved, "questions": questions}
    return _decided(session, opportunity_id, Action.SPLIT, person_id, now, before, {"opportunity": parted.id})


def apart(session: Session, one_id: int, other_id: int, *, person_id: int | None, now: datetime) -> Decision:
    """Say that two are two: they are not asked about again, and no machine merges them. Raises Unknown, CannotJoin."""
    first, second = _both(session, one_id, other_id)
    assert first.id is not None and second.id is not None
    ours, theirs = findings_of(session, first.id), findings_of(session, second.id)
    asked = between(session, first.id, second.id)
    questions = settle(session, asked, ResemblanceState.DIFFERENT, person_id=person_id, now=now)
    if not questions:
        questions = keep_apart(session, ours[:1], theirs[:1], person_id=person_id, now=now)
    return _decided(session, first.id, Action.APART, person_id, now, {"questions": questions}, {"other": second.id})


def undo_joining(session: Session, decision: Decision, *, person_id: int | None, now: datetime) -> None:
    """Undo a merger, a parting or a keeping apart, whoever made it and whatever was decided since.

    Sightings that came later stay where they are. Raises CannotJoin where nothing of it is left to undo.
    """
    if decision.action == Action.MERGE:
        _part_again(session, decision, person_id, now)
    elif decision.action == Action.SPLIT:
        _join_again(session, decision, person_id, now)
    _ask_again(session, decision)
    decision.undone_at, decision.undone_by = now, person_id
    session.flush()


def _both(session: Session, one_id: int, other_id: int) -> tuple[Opportunity, Opportunity]:
    """Two that may be merged or kept apart, always locked in one order: two people who do so wait for each other."""
    first, second = (locked(session, number) for number in sorted((one_id, other_id)))
    if first.id == second.id:
        raise CannotJoin(Obstacle.ITSELF)
    if OpportunityState.MERGED in (first.state, second.state):
        raise CannotJoin(Obstacle.MERGED)
    return first, second


def _part_again(session: Session, decision: Decision, person_id: int | None, now: datetime) -> None:
    # the one that went on may have been merged itself since
    kept_id = standing_for(session, [decision.opportunity_id])[decision.opportunity_id]
    first, second = sorted((kept_id, int(decision.before["absorbed"])))
    rows = {number: locked(session, number) for number in (first, second)}
    kept, absorbed = rows[kept_id], rows[decision.before["absorbed"]]
    there = findings_of(session, kept_id)
    returning = [number for number in decision.before["findings"] if number in there]
    if kept is absorbed or absorbed.state != OpportunityState.MERGED or not returning:
        raise CannotJoin(Obstacle.NOT_ITS_OWN)
    if len(returning) == len(there):
        raise CannotJoin(Obstacle.NOTHING_LEFT)
    move_sightings(session, returning, absorbed)
    return_corrections(session, decision.before, kept, absorbed)
    absorbed.state, absorbed.merged_into = OpportunityState(decision.before["state"]), None
    touch(absorbed, now)
    touch(kept, now)
    describe_anew(session, [kept, absorbed], person_id=person_id, now=now)


def _join_again(session: Session, decision: Decision, person_id: int | None, now: datetime) -> None:
    row = locked(session, decision.opportunity_id)
    parted = locked(session, decision.after["opportunity"])
    assert row.id is not None and parted.id is not None
    returning = findings_of(session, parted.id)
    if OpportunityState.MERGED in (row.state, parted.state) or not returning:
        raise CannotJoin(Obstacle.MERGED)
    move_sightings(session, returning, row)
    parted.state, parted.merged_into = OpportunityState.MERGED, row.id
    touch(parted, now)
    touch(row, now)
    describe_anew(session, [row], person_id=person_id, now=now)


def _ask_again(session: Session, decision: Decision) -> None:
    for number in decision.before.get("questions", ()):
        question = session.get(Resemblance, number)
        if question is not None:
            asked = question.grounds and decision.action != Action.SPLIT
            question.state = ResemblanceState.OPEN if asked else ResemblanceState.LAPSED
            question.person_id, question.decided_at = None, None
            session.add(question)


def _copy_of(row: Opportunity, finding_id: int, now: datetime) -> Opportunity:
    """A new one that is described by its own sightings next."""
    return Opportunity(
        kind=row.kind,
        title=row.title,
        language=row.language,
        url=row.url,
        source_id=row.source_id,
        finding_id=finding_id,
        created_at=now,
        updated_at=now,
        checked_at=row.checked_at,
    )


def _decided(
    session: Session,
    opportunity_id: int,
    action: Action,
    person_id: int | None,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Decision:
    decision = Decision(
        opportunity_id=opportunity_id, person_id=person_id, action=action, before=before, after=after, at=now
    )
    session.add(decision)
    session.flush()
    return decision
