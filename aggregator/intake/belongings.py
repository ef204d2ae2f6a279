"""What hangs on an opportunity: its deadlines, its countries, topics and audiences, and the proof of every fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, insert, select, update

from aggregator.changes import FactName
from aggregator.intake.combining import Combined
from aggregator.intake.understanding import Statement
from aggregator.model import Facet, OpportunityDeadline, OpportunityEvidence, OpportunityFacet
from aggregator.reading import Deadline


def renew_belongings(
    session: Session,
    opportunity_id: int,
    combined: Combined,
    held: Collection[FactName],
    *,
    unproven: Collection[FactName],
) -> None:
    """Put the new ones in the place of the old; those of held facts stay as they are.

    `unproven` are the facts of which the sources say otherwise now: what proved them before is kept.
    """
    if FactName.DEADLINE not in held:
        session.exec(delete(OpportunityDeadline).where(col(OpportunityDeadline.opportunity_id) == opportunity_id))
    of_facets = col(OpportunityFacet.opportunity_id) == opportunity_id
    facets = [facet for facet in Facet if facet.value not in held]
    session.exec(delete(OpportunityFacet).where(of_facets, col(OpportunityFacet.facet).in_(facets)))
    of_evidence = col(OpportunityEvidence.opportunity_id) == opportunity_id
    session.exec(delete(OpportunityEvidence).where(of_evidence, col(OpportunityEvidence.field).not_in(unproven)))
    if unproven:  # the text they pointed into is replaced; their sentences are kept
        session.exec(update(OpportunityEvidence).where(of_evidence).values(start=0, end=0))
    add_belongings(session, opportunity_id, combined, held, unproven=unproven)


def add_belongings(
    session: Session,
    opportunity_id: int,
    combined: Combined,
    held: Collection[FactName] = (),
    *,
    unproven: Collection[FactName] = (),
) -> None:
    """Deadlines, facets and evidence, in one statement each: a third of the time that single objects take."""
    deadlines = combined.understood.deadlines if FactName.DEADLINE not in held else ()
    _insert(session, OpportunityDeadline, [_deadline(one, opportunity_id) for one in deadlines])
    facets = [(facet, values) for facet, values in combined.understood.facets.items() if facet.value not in held]
    pairs = [(facet, value) for facet, values in facets for value in values]
    rows = [{"opportunity_id": opportunity_id, "facet": facet, "value": value} for facet, value in pairs]
    _insert(session, OpportunityFacet, rows)
    statements = [(finding_id, said) for finding_id, said in combined.statements if said.field not in unproven]
    rows = [_evidence(said, opportunity_id, finding_id) for finding_id, said in statements]
    _insert(session, OpportunityEvidence, rows)


def _insert(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.flush()
        session.connection().execute(insert(table), rows)


def _deadline(deadline: Deadline, opportunity_id: int) -> dict[str, Any]:
    return {
        "opportunity_id": opportunity_id,
        "date": deadline.date,
        "time": deadline.time,
        "zone": deadline.zone,
        "certainty": deadline.certainty.value,
        "label": deadline.label,
        "round": deadline.round,
    }


def _evidence(said: Statement, opportunity_id: int, finding_id: int) -> dict[str, Any]:
    return {
        "opportunity_id": opportunity_id,
        "finding_id": finding_id,
        "field": said.field,
        "value": said.value,
        "quote": said.quote,
        "sentence": said.sentence,
        "start": said.start,
        "end": said.end,
        "rule": said.rule[:80],
        "confidence": said.confidence,
    }


def kept_facets(session: Session, opportunity_id: int) -> dict[Facet, tuple[str, ...]]:
    """Countries, topics and audiences that count now."""
    gathered: dict[Facet, tuple[str, ...]] = defaultdict(tuple)
    for row in session.exec(select(OpportunityFacet).where(OpportunityFacet.opportunity_id == opportunity_id)):
        gathered[row.facet] += (row.value,)
    return gathered


def kept_evidence(session: Session, opportunity_id: int) -> list[OpportunityEvidence]:
    """The proofs that count now, the surest sentence of each fact first."""
    # ix_evidence_opportunity_id
    question = select(OpportunityEvidence).where(OpportunityEvidence.opportunity_id == opportunity_id)
    surest = col(OpportunityEvidence.confidence).desc()
    return list(session.exec(question.order_by(surest, col(OpportunityEvidence.id))))


def kept_days(session: Session, opportunity_id: int) -> set[date]:
    """The days of all its deadlines, former and coming rounds too."""
    deadlines = session.exec(select(OpportunityDeadline).where(OpportunityDeadline.opportunity_id == opportunity_id))
    return {deadline.date for deadline in deadlines if deadline.date}
