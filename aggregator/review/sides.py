"""Two opportunities side by side: each as it stands, with the report that is looked at, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlmodel import Session, col, select

from aggregator.changes import FactName
from aggregator.model import KeptFinding, KeptReading, Opportunity, OpportunityState, Sighting, Source, SourceRank
from aggregator.review.merging import goes_on, leading
from aggregator.review.rows import Unknown
from aggregator.search import OpportunityView, SeenAt, many


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two that may be one. `one` is the one that would go on, `differing` the facts in which they are not alike."""

    one: Side
    other: Side
    differing: frozenset[FactName]

    @property
    def would_lead(self) -> SeenAt | None:
        """The sighting whose source would describe the one that goes on."""
        return leading((*self.one.view.seen_at, *self.other.view.seen_at))

    @property
    def numbers(self) -> tuple[int, int]:
        """The numbers of both opportunities, the smaller one first."""
        first, second = sorted((self.one.view.id, self.other.view.id))
        return first, second


def pair(session: Session, one_id: int, other_id: int) -> Pair:
    """Any two, by the reports that lead them. Raises Unknown where one is none, or has no report."""
    question = select(Opportunity.finding_id).where(col(Opportunity.id).in_((one_id, other_id)))
    found = list(sides(session, session.exec(question).all()).values())
    if len(found) != 2:
        raise Unknown(f"{one_id} and {other_id} are no two opportunities")
    return as_pair(*found)


def as_pair(first: Side, second: Side) -> Pair:
    """Two sides in their order: the one that would go on before the other."""
    one, other = sorted((first, second), key=lambda side: goes_on(OpportunityState(side.view.state), side.view.id))
    return Pair(one=one, other=other, differing=differing(one.view, other.view))


def sides(session: Session, finding_ids: Iterable[int]) -> dict[int, Side]:
    """The sides of these findings, by their numbers."""
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


def differing(one: OpportunityView, other: OpportunityView) -> frozenset[FactName]:
    """The facts that both state, and not alike."""
    here, there = _stated(one), _stated(other)
    return frozenset(name for name, value in here.items() if value and there[name] and value != there[name])


def _stated(view: OpportunityView) -> dict[FactName, object]:
    has_sum = view.amount_min is not None or view.amount_max is not None
    return {
        FactName.TITLE: " ".join(view.title.split()),
        FactName.KIND: view.kind,
        FactName.DEADLINE: view.deadline and (view.deadline, view.deadline_time, view.deadline_zone),
        FactName.EVENT: view.event_start and (view.event_start, view.event_end or view.event_start),
        FactName.AMOUNT: has_sum and (view.amount_min, view.amount_max, view.currency),
        FactName.ORGANISER: " ".join(view.organiser.split()),
        FactName.PLACE: " ".join(view.place.split()),
        FactName.COUNTRY: view.countries,
    }
