"""Pairs that may be one thing, side by side for people to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from aggregator.changes import FactName
from aggregator.identity import Reason
from aggregator.model import (
    Crowd,
    KeptFinding,
    KeptReading,
    Opportunity,
    OpportunityState,
    Resemblance,
    ResemblanceState,
    Sighting,
    Source,
    SourceRank,
)
from aggregator.resemblances import read_reasons
from aggregator.search import OpportunityView, many


@dataclass(frozen=True, slots=True)
class Side:
    """One of two: the opportunity as it stands, and the report of it that resembles the other one's."""

    view: OpportunityView
    finding_id: int
    title: str
    url: str
    text: str
    language: str
    source_key: str
    source_name: str
    rank: SourceRank
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two are one. `one` is the one that would go on, `differing` the facts in which they are not alike."""

    id: int
    one: Side
    other: Side
    reasons: tuple[Reason, ...]
    at: datetime
    differing: frozenset[FactName]


@dataclass(frozen=True, slots=True)
class Questions:
    """One stretch of the open questions, those whose deadline is nearest first; `total` counts all."""

    rows: tuple[Question, ...]
    total: int


_ONE, _OTHER = aliased(Sighting), aliased(Sighting)
_OPPORTUNITY, _COUNTERPART = aliased(Opportunity), aliased(Opportunity)
_DECIDED_AGAINST = (OpportunityState.REJECTED, OpportunityState.HELD, OpportunityState.MERGED)


def questions(session: Session, *, today: date, limit: int = 20, offset: int = 0) -> Questions:
    """The open questions. Left out: pairs that are one by now, are over, or of which nobody wants to know both."""
    condition = _is_worth_asking(today)
    # ix_resemblance_state: the open ones are few beside the decided ones
    total = session.execute(_joined(func.count()).where(*condition)).scalar_one()
    first = func.coalesce(_OPPORTUNITY.deadline, _COUNTERPART.deadline)
    ordered = _joined(col(Resemblance.id)).where(*condition).order_by(first.is_(None), first, col(Resemblance.id))
    ids = session.execute(ordered.limit(limit).offset(offset)).scalars().all()
    return Questions(tuple(_questions(session, ids)), total)


def question(session: Session, resemblance_id: int) -> Question | None:
    """One question in whatever state; None where there is none, or where both are one by now."""
    if not 0 < resemblance_id < 2**31:
        return None
    return next(iter(_questions(session, [resemblance_id])), None)


def questions_about(session: Session, opportunity_id: int) -> list[int]:
    """The numbers of the open questions about one opportunity."""
    found = _joined(col(Resemblance.id)).where(
        col(Resemblance.state) == ResemblanceState.OPEN,
        col(_ONE.opportunity_id) != col(_OTHER.opportunity_id),
        (col(_ONE.opportunity_id) == opportunity_id) | (col(_OTHER.opportunity_id) == opportunity_id),
    )
    return list(session.execute(found).scalars())


def crowds(session: Session, *, limit: int = 20) -> list[tuple[Crowd, Source]]:
    """Names that too many go by, the newest first, each with the source at which it was noticed."""
    question = select(Crowd, Source).join(Source, col(Source.id) == Crowd.source_id)
    return list(session.exec(question.order_by(col(Crowd.noticed_at).desc(), col(Crowd.code)).limit(limit)).all())


def _joined(what: Any) -> sqlalchemy.Select[Any]:
    return (
        sqlalchemy.select(what)
        .select_from(Resemblance)
        .join(_ONE, col(_ONE.finding_id) == col(Resemblance.one_id))
        .join(_OTHER, col(_OTHER.finding_id) == col(Resemblance.other_id))
        .join(_OPPORTUNITY, col(_OPPORTUNITY.id) == col(_ONE.opportunity_id))
        .join(_COUNTERPART, col(_COUNTERPART.id) == col(_OTHER.opportunity_id))
    )


def _is_worth_asking(today: date) -> Sequence[ColumnElement[bool]]:
    return (
        col(Resemblance.state) == ResemblanceState.OPEN,
        col(_ONE.opportunity_id) != col(_OTHER.opportunity_id),
        col(_OPPORTUNITY.state).not_in(_DECIDED_AGAINST),
        col(_COUNTERPART.state).not_in(_DECIDED_AGAINST),
        _is_not_over(_OPPORTUNITY, today),
        _is_not_over(_COUNTERPART, today),
    )


def _is_not_over(row: type[Opportunity], today: date) -> ColumnElement[bool]:
    last = func.coalesce(row.deadline, row.event_end, row.event_start)
    return last.is_(None) | (last >= today)


def _questions(session: Session, ids: Sequence[int]) -> Iterable[Question]:
    rows = {row.id: row for row in session.exec(select(Resemblance).where(col(Resemblance.id).in_(ids)))}
    findings = {number for row in rows.values() for number in (row.one_id, row.other_id)}
    sides = _sides(session, findings)
    for row in (rows[number] for number in ids if number in rows):
        pair = [sides[number] for number in (row.one_id, row.other_id) if number in sides]
        if len(pair) == 2 and pair[0].view.id != pair[1].view.id and row.id is not None:
            one, other = sorted(pair, key=lambda side: (side.view.state != OpportunityState.ACCEPTED, side.view.id))
            reasons = read_reasons(row.grounds)
            yield Question(row.id, one, other, reasons, row.at, _differing(one.view, other.view))


def _sides(session: Session, finding_ids: Iterable[int]) -> dict[int, Side]:
    question = (
        sqlalchemy.select(Sighting, KeptFinding, KeptReading, Source)
        .join(KeptFinding, col(KeptFinding.id) == col(Sighting.finding_id))
        .join(KeptReading, col(KeptReading.finding_id) == col(Sighting.finding_id))
        .join(Source, col(Source.id) == col(Sighting.source_id))
        .where(col(Sighting.finding_id).in_(list(finding_ids)))
    )
    rows = session.execute(question).all()
    views = {view.id: view for view in many(session, list({sighting.opportunity_id for sighting, *_ in rows}))}
    return {
        sighting.finding_id: Side(
            view=views[sighting.opportunity_id],
            finding_id=sighting.finding_id,
            title=kept.title,
            url=sighting.url,
            text=reading.text,
            language=reading.language,
            source_key=source.key,
            source_name=source.name,
            rank=source.rank,
            first_seen=sighting.first_seen,
        )
        for sighting, kept, reading, source in rows
    }


def _differing(one: OpportunityView, other: OpportunityView) -> frozenset[FactName]:
    """The facts that both state, and not alike."""
    values = {
        FactName.TITLE: (one.title, other.title),
        FactName.KIND: (one.kind, other.kind),
        FactName.DEADLINE: (one.deadline, other.deadline),
        FactName.EVENT: (one.event_start, other.event_start),
        FactName.AMOUNT: (one.amount_max, other.amount_max),
        FactName.PLACE: (one.place, other.place),
        FactName.ORGANISER: (one.organiser, other.organiser),
        FactName.COUNTRY: (one.countries, other.countries),
    }
    return frozenset(name for name, (here, there) in values.items() if here and there and here != there)
