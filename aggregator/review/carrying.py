"""What people corrected goes along when one opportunity is merged into another, and returns when that is undone."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from aggregator.changes import FactName, standing
from aggregator.model import Change, ChangeState, Correction, Opportunity
from aggregator.review.putting import put

_OF_CORRECTIONS = (ChangeState.CORRECTED, ChangeState.DECLINED)


def carry_corrections(session: Session, absorbed: Opportunity, kept: Opportunity) -> dict[str, list[int]]:
    """Let the corrections of one count for the other where that one has none of the fact; gives what was moved."""
    assert absorbed.id is not None and kept.id is not None
    ours = standing(session, kept.id)
    theirs = {name: its for name, its in standing(session, absorbed.id).items() if name not in ours}
    corrections = [correction for its in theirs.values() for correction in its.corrections]
    changes = _history(session, absorbed.id, theirs)
    for row in (*corrections, *changes):
        row.opportunity_id = kept.id
        session.add(row)
    for name, its in theirs.items():
        put(session, kept, name, its.value)
    session.flush()
    return {"corrections": _numbers(corrections), "changes": _numbers(changes)}


def return_corrections(session: Session, moved: dict[str, list[int]], kept: Opportunity, absorbed: Opportunity) -> None:
    """Give back what was moved and is still there."""
    assert absorbed.id is not None
    corrections = (session.get(Correction, number) for number in moved.get("corrections", ()))
    changes = (session.get(Change, number) for number in moved.get("changes", ()))
    for row in (*corrections, *changes):
        if row is not None and row.opportunity_id == kept.id:
            row.opportunity_id = absorbed.id
            session.add(row)
    session.flush()


def _history(session: Session, opportunity_id: int, names: Collection[FactName]) -> list[Change]:
    # ix_change_opportunity_id
    question = select(Change).where(Change.opportunity_id == opportunity_id, col(Change.state).in_(_OF_CORRECTIONS))
    return [change for change in session.exec(question) if change.field in {name.value for name in names}]


def _numbers(rows: Collection[Correction | Change]) -> list[int]:
    return [row.id for row in rows if row.id is not None]
