"""What was decided is taken back: one decision, or all that were made with one press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from aggregator.model import Decision, Opportunity, OpportunityState
from aggregator.review.deciding import RESULT, AlreadyDecided, decided, merged
from aggregator.review.merging import undo_joining
from aggregator.review.rows import touch


def undo(session: Session, *, person_id: int | None, now: datetime, decision_id: int | None = None) -> Decision | None:
    """Take back the person's last decision that still holds, or the one named; None where there is none.

    All that was made with the same press goes with it; of several those stay that somebody decided on since. Mergers,
    partings and what was kept apart may be named by everybody, whoever made them, a machine included.

    Raises AlreadyDecided where somebody decided on the same opportunity since, and CannotJoin where a merger or parting
    has nothing left to undo.
    """
    # ix_decision_person_id, or the primary key
    question = select(Decision).where(col(Decision.undone_at).is_(None))
    own = col(Decision.person_id) == person_id
    if decision_id is None:
        question = question.where(own)
    else:
        question = question.where(Decision.id == decision_id, or_(own, col(Decision.action).not_in(RESULT)))
    decision = session.exec(question.order_by(col(Decision.id).desc()).limit(1)).first()
    if decision is None:
        return None
    together = made_together(session, decision)
    _lock(session, together)
    standing = _standing(session, together)
    forestalled: AlreadyDecided | None = None
    for one in reversed(together):
        try:
            _take_back(session, one, standing.get(one.opportunity_id), person_id, now)
        except AlreadyDecided as faster:
            forestalled = faster
    if forestalled is not None and all(one.undone_at is None for one in together):
        raise forestalled
    session.flush()
    return decision


def made_together(session: Session, decision: Decision) -> list[Decision]:
    """The decisions of one press that still hold, the first one first; mostly it is the one alone."""
    if decision.step is None:
        return [decision]
    # ix_decision_step
    question = select(Decision).where(Decision.step == decision.step, col(Decision.undone_at).is_(None))
    return list(session.exec(question.order_by(col(Decision.id))))


def _lock(session: Session, decisions: Sequence[Decision]) -> None:
    """Keep all from others, in the order in which everybody takes them."""
    numbers = {decision.opportunity_id for decision in decisions}
    numbers |= {int(decision.before["absorbed"]) for decision in decisions if "absorbed" in decision.before}
    rows = select(Opportunity).where(col(Opportunity.id).in_(numbers)).order_by(col(Opportunity.id)).with_for_update()
    session.exec(rows.execution_options(populate_existing=True)).all()


def _standing(session: Session, decisions: Sequence[Decision]) -> dict[int, Decision]:
    """The decision that stands for each entry that is decided on here."""
    # ix_decision_opportunity_id
    numbers = {decision.opportunity_id for decision in decisions}
    question = select(Decision).where(
        col(Decision.opportunity_id).in_(numbers),
        col(Decision.undone_at).is_(None),
        col(Decision.action).in_(RESULT),
    )
    return {decision.opportunity_id: decision for decision in session.exec(question.order_by(col(Decision.id)))}


def _take_back(
    session: Session, decision: Decision, newer: Decision | None, person_id: int | None, now: datetime
) -> None:
    if decision.action not in RESULT:
        undo_joining(session, decision, person_id=person_id, now=now)
        return
    if newer is not None and newer.id != decision.id:
        raise decided(session, newer)
    row = session.get_one(Opportunity, decision.opportunity_id)
    if row.state == OpportunityState.MERGED:
        raise merged(session, row)
    row.state = OpportunityState(decision.before["state"])
    changed_at = decision.before["changed_at"]
    row.changed_at = datetime.fromisoformat(changed_at) if changed_at else None
    touch(row, now)
    decision.undone_at, decision.undone_by = now, person_id
