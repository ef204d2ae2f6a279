"""Decisions with before and after, one by one or several with one press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from aggregator.model import Action, Change, Decision, Opportunity, OpportunityState, Person
from aggregator.review.claiming import release
from aggregator.review.rows import LARGEST_ID, locked, touch

RESULT = {
    Action.ACCEPT: OpportunityState.ACCEPTED,
    Action.REJECT: OpportunityState.REJECTED,
    Action.LATER: OpportunityState.LATER,
}


class AlreadyDecided(Exception):
    """Somebody decided in the meantime, or a source changed what was shown: look at it again.

    `action` is None where a source changed it, or the person named corrected it; `person_name` and `person_id` are None
    where a rule of the office decided.
    """

    def __init__(
        self, action: Action | None, person_name: str | None, at: datetime, *, person_id: int | None = None
    ) -> None:
        what = f"decided already ({action.value})" if action else "changed since it was shown"
        super().__init__(f"this opportunity was {what} at {at:%H:%M} UTC: look at it again")
        self.action = action
        self.person_name = person_name
        self.at = at
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Together:
    """What became of several that were decided on with one press; who was left out, and why, by number."""

    decisions: tuple[Decision, ...]
    left_out: Mapping[int, AlreadyDecided]


def accept(
    session: Session,
    opportunity_id: int,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> Decision:
    """Show it to the public from now on. `version` is the one that the person saw, None where it does not matter.

    Raises Unknown, or AlreadyDecided where it is not what the person saw any more.
    """
    return _decide(session, Action.ACCEPT, opportunity_id, person_id, now, version, reason)


def reject(
    session: Session,
    opportunity_id: int,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> Decision:
    """Show it to nobody. Arguments and errors as for `accept`."""
    return _decide(session, Action.REJECT, opportunity_id, person_id, now, version, reason)


def later(
    session: Session,
    opportunity_id: int,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> Decision:
    """Put it aside. Arguments and errors as for `accept`."""
    return _decide(session, Action.LATER, opportunity_id, person_id, now, version, reason)


def decide_all(
    session: Session, action: Action, seen: Mapping[int, int], *, person_id: int | None, now: datetime
) -> Together:
    """Decide on several with one press: `seen` are the versions that the person saw, by number.

    Who changed since, was decided on or is unknown is left out, and the rest is decided on all the same.
    """
    numbers = [number for number in sorted(seen) if 0 < number <= LARGEST_ID]
    # always in one order: two people who do so wait for each other
    rows = select(Opportunity).where(col(Opportunity.id).in_(numbers)).order_by(col(Opportunity.id)).with_for_update()
    decisions: list[Decision] = []
    left_out: dict[int, AlreadyDecided] = {}
    for row in session.exec(rows.execution_options(populate_existing=True)).all():
        assert row.id is not None
        try:
            refuse_stale(session, row, seen[row.id])
        except AlreadyDecided as faster:
            left_out[row.id] = faster
        else:
            decisions.append(_decided_on(row, action, person_id, now, ""))
    mark_as_one_step(session, decisions)
    release(session, [decision.opportunity_id for decision in decisions], person_id=person_id)
    return Together(tuple(decisions), left_out)


def mark_as_one_step(session: Session, decisions: Sequence[Decision]) -> None:
    """Store decisions that were made with one press, so that they are taken back with one."""
    session.add_all(decisions)
    session.flush()
    if len(decisions) > 1:
        for decision in decisions:
            decision.step = decisions[0].id
        session.flush()


def _decide(
    session: Session,
    action: Action,
    opportunity_id: int,
    person_id: int | None,
    now: datetime,
    version: int | None,
    reason: str,
) -> Decision:
    row = locked(session, opportunity_id)
    refuse_stale(session, row, version)
    decision = _decided_on(row, action, person_id, now, reason)
    session.add(decision)
    session.flush()
    if person_id is not None:
        release(session, [opportunity_id], person_id=person_id)
    return decision


def _decided_on(row: Opportunity, action: Action, person_id: int | None, now: datetime, reason: str) -> Decision:
    assert row.id is not None
    before = _condition(row)
    row.state = RESULT[action]
    row.changed_at = None
    touch(row, now)
    return Decision(
        opportunity_id=row.id,
        person_id=person_id,
        action=action,
        reason=reason[:200],
        before=before,
        after=_condition(row),
        at=now,
    )


def refuse_stale(session: Session, row: Opportunity, version: int | None) -> None:
    """Raise AlreadyDecided where it is not the version any more that a person saw; None where that does not matter.

    So is one that another one stands for by now, whatever the version.
    """
    if row.state == OpportunityState.MERGED:
        raise merged(session, row)
    if version is None or version == row.version:
        return
    # ix_change_opportunity_id; who corrected it, or took something over, left their name in the history
    named = select(Person.name).join(Change, col(Change.person_id) == Person.id)
    named = named.where(Change.opportunity_id == row.id, Change.at == row.updated_at)
    name = session.exec(named.limit(1)).first()
    if name is not None:
        raise AlreadyDecided(None, name, row.updated_at)
    assert row.id is not None
    last = last_decision(session, row.id)
    if last is not None and row.state != OpportunityState.NEW and row.changed_at is None:
        raise decided(session, last)
    raise AlreadyDecided(None, None, row.updated_at)


def _condition(row: Opportunity) -> dict[str, Any]:
    changed_at = row.changed_at.isoformat() if row.changed_at else None
    return {"state": row.state.value, "changed_at": changed_at, "version": row.version}


def last_decision(session: Session, opportunity_id: int) -> Decision | None:
    """The decision that stands for an opportunity; mergers and partings are none."""
    # ix_decision_opportunity_id
    question = select(Decision).where(
        Decision.opportunity_id == opportunity_id,
        col(Decision.undone_at).is_(None),
        col(Decision.action).in_(RESULT),
    )
    return session.exec(question.order_by(col(Decision.id).desc()).limit(1)).first()


def decided(session: Session, decision: Decision) -> AlreadyDecided:
    """What is said to who comes after that decision."""
    person = session.get(Person, decision.person_id) if decision.person_id is not None else None
    return AlreadyDecided(decision.action, person.name if person else None, decision.at, person_id=decision.person_id)


def merged(session: Session, row: Opportunity) -> AlreadyDecided:
    """What is said to who decides on one that another stands for by now."""
    merger = select(Decision).where(Decision.opportunity_id == row.merged_into, Decision.action == Action.MERGE)
    last = session.exec(merger.order_by(col(Decision.id).desc()).limit(1)).first()
    return decided(session, last) if last is not None else AlreadyDecided(Action.MERGE, None, row.updated_at)
