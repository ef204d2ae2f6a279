"""Opportunities as people see them, with all that belongs to them, in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select

from aggregator.changes.facts import Until, until
from aggregator.model import (
    Change,
    ChangeState,
    ChangeType,
    Facet,
    Opportunity,
    OpportunityEvidence,
    OpportunityFacet,
    Sighting,
    Source,
)
from aggregator.resemblances import read_reasons
from aggregator.search.views import OpportunityView, Proof, SeenAt
from aggregator.store.batches import in_batches

_LONGEST_TITLE = 300
_LONGEST_QUOTE = 600
_MOVED = frozenset({ChangeType.DEADLINE_MOVED_EARLIER, ChangeType.DEADLINE_MOVED_LATER})
_IDS: ColumnElement[int] = bindparam("ids", expanding=True)
# columns and not rows of the model: nothing of this is changed, and a list reads hundreds of them; each of the four
# reads an index that begins with opportunity_id
_FACETS = (
    select(OpportunityFacet.opportunity_id, OpportunityFacet.facet, OpportunityFacet.value)
    .where(col(OpportunityFacet.opportunity_id).in_(_IDS))
    .order_by(col(OpportunityFacet.value))
)
_PROOFS = (
    sqlalchemy.select(
        col(OpportunityEvidence.opportunity_id),
        col(OpportunityEvidence.field),
        col(OpportunityEvidence.value),
        col(OpportunityEvidence.sentence),
        col(OpportunityEvidence.quote),
        col(OpportunityEvidence.confidence),
    )
    .where(col(OpportunityEvidence.opportunity_id).in_(_IDS))
    # sentences before bare fields of a source: a person believes a sentence
    .order_by(
        (col(OpportunityEvidence.end) > 0).desc(),
        col(OpportunityEvidence.confidence).desc(),
        col(OpportunityEvidence.id),
    )
)
_SEEN = (
    sqlalchemy.select(
        col(Sighting.opportunity_id),
        col(Source.key),
        col(Source.name),
        col(Sighting.url),
        col(Sighting.gone_at),
        col(Sighting.finding_id),
        col(Source.rank),
        col(Sighting.first_seen),
        col(Sighting.grounds),
    )
    .join(Source, col(Source.id) == col(Sighting.source_id))
    .where(col(Sighting.opportunity_id).in_(_IDS))
    .order_by(col(Sighting.first_seen), col(Sighting.id))
)
_MOVES = (
    select(Change.opportunity_id, Change.type, Change.before, Change.after)
    .where(col(Change.opportunity_id).in_(_IDS), Change.state == ChangeState.TOLD, Change.field == "deadline")
    .order_by(col(Change.id))
)


@dataclass(slots=True)
class _Belongings:
    """What hangs on one opportunity, gathered from other tables."""

    facets: dict[Facet, list[str]] = field(default_factory=lambda: defaultdict(list))
    proofs: list[Proof] = field(default_factory=list)
    seen_at: list[SeenAt] = field(default_factory=list)
    moved: tuple[date, date] | None = None


def one(session: Session, opportunity_id: int) -> OpportunityView | None:
    """One opportunity in whatever state; None where there is none."""
    return next(iter(many(session, [opportunity_id])), None)


def many(session: Session, ids: Sequence[int]) -> list[OpportunityView]:
    """The opportunities in the order asked for; ids that do not exist are left out. Five questions per 400."""
    found: dict[int, OpportunityView] = {}
    for batch in in_batches(number for number in ids if abs(number) < 2**31):
        rows = session.exec(select(Opportunity).where(col(Opportunity.id).in_(batch))).all()
        belongings = _belongings(session, batch)
        found |= {row.id: _view(row, belongings[row.id]) for row in rows if row.id is not None}
    return [found[number] for number in ids if number in found]


def _belongings(session: Session, ids: Sequence[int]) -> dict[int, _Belongings]:
    gathered: dict[int, _Belongings] = defaultdict(_Belongings)
    for number, facet, code in session.execute(_FACETS, {"ids": ids}):
        gathered[number].facets[facet].append(code)
    for number, fact, value, sentence, quote, confidence in session.execute(_PROOFS, {"ids": ids}):
        shown = shortened(sentence or quote, _LONGEST_QUOTE)
        gathered[number].proofs.append(Proof(fact, value, shown, confidence, quote))
    for number, key, name, url, gone_at, finding, rank, first, grounds in session.execute(_SEEN, {"ids": ids}):
        seen = SeenAt(key, name, url, gone_at, finding, rank, first, read_reasons(grounds))
        gathered[number].seen_at.append(seen)
    for number, type_, before, after in session.execute(_MOVES, {"ids": ids}):
        gathered[number].moved = _moved(type_, until(before), until(after))  # the latest one wins
    return gathered


def _moved(type_: ChangeType, before: Until | None, after: Until | None) -> tuple[date, date] | None:
    """From which day to which the deadline moved; None where it was set, dropped or opened anew."""
    return (before.day, after.day) if before and after and type_ in _MOVED else None


def _view(row: Opportunity, its: _Belongings) -> OpportunityView:
    assert row.id is not None
    return OpportunityView(
        id=row.id,
        version=row.version,
        sequence=row.sequence,
        status=row.status,
        unsettled=row.unsettled,
        kind=row.kind,
        state=row.state.value,
        title=shortened(row.title, _LONGEST_TITLE),
        summary=row.summary,
        language=row.language,
        url=row.url,
        organiser=shortened(row.organiser, _LONGEST_TITLE),
        deadline=row.deadline,
        deadline_time=row.deadline_time,
        deadline_zone=row.deadline_zone,
        certainty=row.certainty,
        former_deadline=its.moved[0] if its.moved and row.deadline == its.moved[1] != its.moved[0] else None,
        event_start=row.event_start,
        event_end=row.event_end,
        place=shortened(row.place, _LONGEST_TITLE),
        amount_min=row.amount_min,
        amount_max=row.amount_max,
        currency=row.currency,
        countries=tuple(its.facets[Facet.COUNTRY]),
        topics=tuple(its.facets[Facet.TOPIC]),
        audiences=tuple(its.facets[Facet.AUDIENCE]),
        proofs=tuple(sorted(its.proofs, key=lambda proof: _is_of_another_round(proof, row))),
        seen_at=tuple(its.seen_at),
        confidence=row.confidence,
        created_at=row.created_at,
        updated_at=row.updated_at,
        checked_at=row.checked_at,
    )


def _is_of_another_round(proof: Proof, row: Opportunity) -> bool:
    """Proofs of the deadline that counts come first; apart from that the surest do."""
    return proof.field == "deadline" and row.deadline is not None and proof.value != row.deadline.isoformat()


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer; the store keeps all of it."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–-") + "…"
