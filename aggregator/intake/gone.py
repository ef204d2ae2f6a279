"""What a source itself says is no longer offered. Not to be seen any more is another thing, and proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from aggregator.model import Change, Opportunity, OpportunityState

_GONE = "gone"


def is_gone(fields: Mapping[str, str]) -> bool:
    """Whether the fields of a finding say that it is over and taken away."""
    return fields.get("status") == _GONE


def note_end(
    session: Session,
    row: Opportunity,
    finding_id: int,
    before: Mapping[str, str],
    after: Mapping[str, str],
    now: datetime,
) -> None:
    """Write down that a source took an opportunity away, or offers it again; whoever decided on it is shown it."""
    if is_gone(before) == is_gone(after):
        return
    assert row.id is not None
    said = [fields.get("status") or None for fields in (before, after)]
    session.add(
        Change(opportunity_id=row.id, finding_id=finding_id, field="status", before=said[0], after=said[1], at=now)
    )
    if row.state != OpportunityState.NEW:
        row.changed_at = now
