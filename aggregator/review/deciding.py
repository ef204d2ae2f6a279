"""Decisions with before and after, so that each can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from aggregator.model import Action, Change, Decision, Opportunity, OpportunityState, Person
from aggregator.review.merging import undo_joining
from aggregator.review.rows import locked, touch

_RESULT = {
    Action.ACCEPT: OpportunityState.ACCEPTED,
    Action.REJECT: OpportunityState.REJECTED,
    Action.LATER: OpportunityState.LATER,
}


class AlreadyDecided(Exception):
    """Somebody decided in the meantime, or a source changed what was shown: look at it again.

    `action` is None where a source changed it, or the person named corrected it; `person_name` is None where a rule of
    the office decided.
    """

    def __init__(self, action: Action | None, person_name: str | None, at: datetime) -> None:
        what = f"decided already ({action.value})" if action else "changed since it was shown"
        super().__init__(f"this opportunity was {what} at {at:%H:%M} UTC: look at it again")
        self.action = action
        self.person_name = person_name
        self.at = at


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


def undo(session: Session, *, person_id: int | None, now: datetime, decision_id: int | None = None) -> Decision | None:
    """Take back the person's last decision that still holds, or the one named; None where there is none.

    Mergers, partings and what was kept apart may be named by everybody, whoever made them, a machine included.
    Raises AlreadyDecided where somebody decided on the same opportunity since, and CannotJoin where a merger or parting
    has nothing left to undo.
    """
    # ix_decision_person_id, or the primary key
    question = select(Decision).where(col(Decision.undone_at).is_(None))
    own = col(Decision.person_id) == person_id
    if decision_id is None:
        question = question.where(own)
    else:
        question = question.where(Decision.id == decision_id, or_(own, col(Decision.action).not_in(_RESULT)))
    decision = session.exec(question.order_by(col(Decision.id).desc()).limit(1)).first()
    if decision is None:
        return None
    if decision.action not in _RESULT:
        undo_joining(session, decision, person_id=person_id, now=now)
        return decision
    newer = _last_decision(session, decision.opportunity_id)
    if newer is not None and newer.id != decision.id:
        raise _decided(session, newer)
    row = locked(session, decision.opportunity_id)
    if row.state == OpportunityState.MERGED:
        raise _merged(session, row)
    row.state = OpportunityState(decision.before["state"])
    changed_at = decision.before["changed_at"]
    row.changed_at = datetime.fromisoformat(changed_at) if changed_at else None
    touch(row, now)
    decision.undone_at, decision.undone_by = now, person_id
    session.flush()
    return decision


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
    before = _condition(row)
    row.state = _RESULT[action]
    row.changed_at = None
    touch(row, now)
    decision = Decision(
        opportunity_id=opportunity_id,
        person_id=person_id,
        action=action,
        reason=reason[:200],
        before=before,
        after=_condition(row),
        at=now,
    )
    session.add(decision)
    session.flush()
    return decision


def refuse_stale(session: Session, row: Opportunity, version: int | None) -> None:
    """Raise AlreadyDecided where it is not the version any more that a person saw; None where that does not matter.

    So is one that another one stands for by now, whatever the version.
    """
    if row.state == OpportunityState.MERGED:
        raise _merged(session, row)
    if version is None or version == row.version:
        return
    # ix_change_opportunity_id; who corrected it, or took something over, left their name in the history
    named = select(Person.name).join(Change, col(Change.person_id) == Person.id)
    named = named.where(Change.opportunity_id == row.id, Change.at == row.updated_at)
    name = session.exec(named.limit(1)).first()
    if name is not None:
        raise AlreadyDecided(None, name, row.updated_at)
    assert row.id is not None
    last = _last_decision(session, row.id)
    if last is not None and row.state != OpportunityState.NEW and row.changed_at is None:
        raise _decided(session, last)
    raise AlreadyDecided(None, None, row.updated_at)


def _condition(row: Opportunity) -> dict[str, Any]:
    changed_at = row.changed_at.isoformat() if row.changed_at else None
    return {"state": row.state.value, "changed_at": changed_at, "version": row.version}


def _last_decision(session: Session, opportunity_id: int) -> Decision | None:
    # ix_decision_opportunity_id
    question = select(Decision).where(
        Decision.opportunity_id == opportunity_id,
        col(Decision.undone_at).is_(None),
        col(Decision.action).in_(_RESULT),
    )
    return session.exec(question.order_by(col(Decision.id).desc()).limit(1)).first()


def _decided(session: Session, decision: Decision) -> AlreadyDecided:
    person = session.get(Person, decision.person_id) if decision.person_id is not None else None
    return AlreadyDecided(decision.action, person.name if person else None, decision.at)


def _merged(session: Session, row: Opportunity) -> AlreadyDecided:
    merger = select(Decision).where(Decision.opportunity_id == row.merged_into, Decision.action == Action.MERGE)
    last = session.exec(merger.order_by(col(Decision.id).desc()).limit(1)).first()
    return _decided(session, last) if last is not None else AlreadyDecided(Action.MERGE, None, row.updated_at)
