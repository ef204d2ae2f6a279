"""Write an opportunity, with everything that hangs on it, as its sources describe it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, insert, select

from aggregator.folding import fold
from aggregator.intake.changes import differences
from aggregator.intake.combining import Combined
from aggregator.intake.understanding import Statement
from aggregator.model import (
    Change,
    Facet,
    Opportunity,
    OpportunityDeadline,
    OpportunityEvidence,
    OpportunityFacet,
    OpportunityState,
)
from aggregator.reading import Deadline


def add_opportunity(session: Session, combined: Combined, *, now: datetime) -> Opportunity:
    """Keep a new opportunity; a former deadline that its text names counts as a change already."""
    row = Opportunity(
        kind="",
        title="",
        language="",
        url="",
        source_id=combined.source_id,
        finding_id=combined.finding_id,
        created_at=now,
        updated_at=now,
        checked_at=now,
    )
    _describe(row, combined)
    session.add(row)
    session.flush()
    assert row.id is not None
    _add_belongings(session, row.id, combined)
    deadline = combined.understood.deadline
    if deadline and deadline.date and deadline.superseded and deadline.superseded != deadline.date:
        before, after = deadline.superseded.isoformat(), deadline.date.isoformat()
        session.add(_change(row, "deadline", before, after, now))
    return row


def renew_opportunity(session: Session, row: Opportunity, combined: Combined, *, now: datetime) -> None:
    """Describe a kept opportunity anew and write down what differs.

    Its state stays what people made it; where they decided on something that is different now, it is marked for them.
    """
    assert row.id is not None
    found = differences(row, _kept_facets(session, row.id), _kept_days(session, row.id), combined.understood)
    _describe(row, combined)
    row.checked_at = now
    for what in found:
        session.add(_change(row, what.field, what.before, what.after, now))
    if found:
        row.version += 1
        row.updated_at = now
    if row.state != OpportunityState.NEW and any(what.must_be_told for what in found):
        row.changed_at = now
    for table in (OpportunityDeadline, OpportunityFacet, OpportunityEvidence):
        session.exec(delete(table).where(col(table.opportunity_id) == row.id))
    _add_belongings(session, row.id, combined)


def _describe(row: Opportunity, combined: Combined) -> None:
    understood, deadline = combined.understood, combined.understood.deadline
    row.finding_id = combined.finding_id
    row.source_id = combined.source_id
    row.kind = understood.kind
    row.title = understood.title
    row.summary = understood.summary
    row.language = understood.language[:8]
    row.url = understood.url
    row.organiser = understood.organiser
    row.place = understood.place
    row.deadline = deadline.date if deadline else None
    row.deadline_time = deadline.time if deadline else None
    row.deadline_zone = deadline.zone if deadline else None
    row.certainty = understood.certainty
    row.event_start = understood.event_start
    row.event_end = understood.event_end
    row.amount_min = understood.amount_min
    row.amount_max = understood.amount_max
    row.currency = understood.currency
    row.confidence = understood.confidence
    row.folded = fold(" ".join([understood.title, understood.summary, understood.organiser, understood.place]))


def _add_belongings(session: Session, opportunity_id: int, combined: Combined) -> None:
    """Deadlines, facets and evidence, in one statement each: a third of the time that single objects take."""
    _insert(session, OpportunityDeadline, [_deadline(one, opportunity_id) for one in combined.understood.deadlines])
    facets = combined.understood.facets.items()
    pairs = [(facet, value) for facet, values in facets for value in values]
    rows = [{"opportunity_id": opportunity_id, "facet": facet, "value": value} for facet, value in pairs]
    _insert(session, OpportunityFacet, rows)
    rows = [_evidence(said, opportunity_id, finding_id) for finding_id, said in combined.statements]
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


def _change(row: Opportunity, field: str, before: str | None, after: str | None, now: datetime) -> Change:
    assert row.id is not None
    return Change(opportunity_id=row.id, finding_id=row.finding_id, field=field, before=before, after=after, at=now)


def _kept_facets(session: Session, opportunity_id: int) -> dict[Facet, tuple[str, ...]]:
    gathered: dict[Facet, tuple[str, ...]] = defaultdict(tuple)
    for row in session.exec(select(OpportunityFacet).where(OpportunityFacet.opportunity_id == opportunity_id)):
        gathered[row.facet] += (row.value,)
    return gathered


def _kept_days(session: Session, opportunity_id: int) -> set[date]:
    deadlines = session.exec(select(OpportunityDeadline).where(OpportunityDeadline.opportunity_id == opportunity_id))
    return {deadline.date for deadline in deadlines if deadline.date}
