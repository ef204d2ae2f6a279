"""Opportunities as people see them, with all that belongs to them, in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from aggregator.changes.facts import until
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

_LONGEST_TITLE = 300
_LONGEST_QUOTE = 600
_MOVED = frozenset({ChangeType.DEADLINE_MOVED_EARLIER, ChangeType.DEADLINE_MOVED_LATER})
_BATCH = 400  # SQLite takes a limited number of parameters in one question


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
    for start in range(0, len(ids), _BATCH):
        batch = [number for number in ids[start : start + _BATCH] if abs(number) < 2**31]
        rows = session.exec(select(Opportunity).where(col(Opportunity.id).in_(batch))).all()
        belongings = _belongings(session, batch)
        found |= {row.id: _view(row, belongings[row.id]) for row in rows if row.id is not None}
    return [found[number] for number in ids if number in found]


def _belongings(session: Session, ids: Sequence[int]) -> dict[int, _Belongings]:
    gathered: dict[int, _Belongings] = defaultdict(_Belongings)
    # each of the four reads an index that begins with opportunity_id
    facets = select(OpportunityFacet).where(col(OpportunityFacet.opportunity_id).in_(ids))
    for facet in session.exec(facets.order_by(col(OpportunityFacet.value))):
        gathered[facet.opportunity_id].facets[facet.facet].append(facet.value)
    evidence = select(OpportunityEvidence).where(col(OpportunityEvidence.opportunity_id).in_(ids))
    # sentences before bare fields of a source: a person believes a sentence
    in_text = col(OpportunityEvidence.end) > 0
    surest = col(OpportunityEvidence.confidence).desc()
    for row in session.exec(evidence.order_by(in_text.desc(), surest, col(OpportunityEvidence.id))):
        gathered[row.opportunity_id].proofs.append(
            Proof(row.field, row.value, shortened(row.sentence or row.quote, _LONGEST_QUOTE), row.confidence, row.quote)
        )
    sightings = select(Sighting, Source).join(Source).where(col(Sighting.opportunity_id).in_(ids))
    for sighting, source in session.exec(sightings.order_by(col(Sighting.first_seen), col(Sighting.id))):
        gathered[sighting.opportunity_id].seen_at.append(
            SeenAt(
                source.key,
                source.name,
                sighting.url,
                sighting.gone_at,
                sighting.finding_id,
                source.rank,
                sighting.first_seen,
                read_reasons(sighting.grounds),
            )
        )
    for opportunity_id, moved in _moved_deadlines(session, ids):
        gathered[opportunity_id].moved = moved
    return gathered


def _moved_deadlines(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, tuple[date, date] | None]]:
    """From which day to which the deadline moved last; None where it was set, dropped or opened anew since."""
    told = select(Change).where(col(Change.opportunity_id).in_(ids), Change.state == ChangeState.TOLD)
    for change in session.exec(told.where(Change.field == "deadline").order_by(col(Change.id))):  # the latest one wins
        before, after = until(change.before), until(change.after)
        moved = before and after and change.type in _MOVED
        yield change.opportunity_id, (before.day, after.day) if moved and before and after else None


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
