"""One fact of an opportunity as a person says it is: its columns, and what hangs on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, delete

from aggregator.changes import FactName, facts
from aggregator.changes.facts import Until
from aggregator.intake.keeping import fold_words
from aggregator.model import Facet, Opportunity, OpportunityDeadline, OpportunityEvidence, OpportunityFacet


def put(session: Session, row: Opportunity, name: FactName, value: str | None) -> None:
    """Let a value in its normal form count. What proved another one goes, and so do the other rounds."""
    assert row.id is not None
    is_facet = name.value in set(Facet)
    proofs = delete(OpportunityEvidence).where(
        col(OpportunityEvidence.opportunity_id) == row.id, col(OpportunityEvidence.field) == name.value
    )
    if is_facet:  # each code has its own, and those of codes that stay say so still
        proofs = proofs.where(col(OpportunityEvidence.value).not_in((value or "").split()))
    session.exec(proofs)
    if is_facet:
        _put_facet(session, row.id, Facet(name.value), value)
        return
    for column, part in _columns(name, value).items():
        setattr(row, column, part)
    if name == FactName.DEADLINE:
        _put_deadline(session, row.id, value)
    fold_words(row)


def _columns(name: FactName, value: str | None) -> dict[str, Any]:
    match name:
        case FactName.DEADLINE:
            return _of_deadline(value, facts.until(value))
        case FactName.EVENT:
            start, _, end = (value or "").partition("/")
            return {
                "event_start": date.fromisoformat(start) if start else None,
                "event_end": date.fromisoformat(end) if end else None,
            }
        case FactName.AMOUNT:
            low, high, currency = facts.sums(value) if value else (None, None, "")
            return {"amount_min": low, "amount_max": high, "currency": currency or None}
        case _:
            return {name.value: value or ""}


def _of_deadline(value: str | None, until: Until | None) -> dict[str, Any]:
    if until is None:
        rule = value or "none_stated"
        return {"deadline": None, "deadline_time": None, "deadline_zone": None, "certainty": rule}
    return {"deadline": until.day, "deadline_time": until.time, "deadline_zone": until.zone, "certainty": "exact"}


def _put_deadline(session: Session, opportunity_id: int, value: str | None) -> None:
    session.exec(delete(OpportunityDeadline).where(col(OpportunityDeadline.opportunity_id) == opportunity_id))
    if value is None:
        return
    its = _of_deadline(value, facts.until(value))
    session.add(
        OpportunityDeadline(
            opportunity_id=opportunity_id,
            date=its["deadline"],
            time=its["deadline_time"],
            zone=its["deadline_zone"],
            certainty=its["certainty"],
            label="deadline",
        )
    )


def _put_facet(session: Session, opportunity_id: int, facet: Facet, value: str | None) -> None:
    mine = (col(OpportunityFacet.opportunity_id) == opportunity_id, col(OpportunityFacet.facet) == facet)
    session.exec(delete(OpportunityFacet).where(*mine))
    session.add_all(
        OpportunityFacet(opportunity_id=opportunity_id, facet=facet, value=code) for code in (value or "").split()
    )
