"""The sources as staff look after them: how each is, why, and in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from aggregator.finding import SourceKind
from aggregator.health import Envelope, Health, Reason, learn, overdue, read_memory
from aggregator.health.overdue import PATIENCE
from aggregator.model import (
    CrawlRun,
    HeldFinding,
    Opportunity,
    OpportunityState,
    Sighting,
    Source,
    SourceAction,
    SourceDecision,
    SourceState,
)

WEEKS = 8
"""So many weeks the figures go back."""
_WEEK = timedelta(days=7)
_REASONS = TypeAdapter(tuple[Reason, ...])
_ILL = (Health.BROKEN, Health.SUSPECT)
_DECIDED = (OpportunityState.ACCEPTED, OpportunityState.REJECTED)


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of a source as a list of all needs."""

    id: int
    key: str
    name: str
    health: Health
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A source and how it is.

    `weekly` are the new entries of the last eight weeks, oldest first; `accepted` is the share of decided entries that
    were accepted, None where nothing was decided; `held` counts what waits for a sound run. `handed_over` is when
    somebody asked the technicians to see to it, None where nobody did or where they did.
    """

    source: Source
    health: Health
    reasons: tuple[Reason, ...]
    usual: Envelope
    last_news_at: datetime | None
    weekly: tuple[int, ...]
    accepted: float | None
    held: int
    handed_over: datetime | None


def glances(session: Session, *, now: datetime) -> list[Glance]:
    """All sources, those in trouble first, then by name."""
    about = (Source.id, Source.key, Source.name, Source.health, Source.state, Source.next_fetch_at, Source.countries)
    question = columns(*(col(column) for column in about))
    order = list(Health)
    found = [
        Glance(number or 0, key, name, _shown(health, state, due, now)[0], tuple(countries))
        for number, key, name, health, state, due, countries in session.execute(question)
    ]
    return sorted(found, key=lambda one: (_place(one.health, order), one.name.casefold(), one.id))


def in_trouble(session: Session, *, now: datetime) -> list[int]:
    """The numbers of the sources that are not as they should be, broken ones first, then by name."""
    ill = col(Source.health).in_(_ILL)
    late = (col(Source.state) == SourceState.PROVEN) & (col(Source.next_fetch_at) <= now - PATIENCE)
    question = columns(col(Source.id), col(Source.health), col(Source.name)).where(_is_kept(), ill | late)
    found = sorted(session.execute(question), key=lambda one: (one[1] is not Health.BROKEN, one[2].casefold(), one[0]))
    return [number for number, _, _ in found]


def number_broken(session: Session) -> int:
    """How many of them are broken."""
    question = select(func.count()).select_from(Source).where(_is_kept(), Source.health == Health.BROKEN)
    return session.exec(question).one()


def _is_kept() -> ColumnElement[bool]:
    return col(Source.state) != SourceState.PAUSED


@dataclass(frozen=True, slots=True)
class Round:
    """When sources were read last and will be read next, both aware; None: never so far, or none is due."""

    last: datetime | None
    next: datetime | None
    sources: int


def round_of_reading(session: Session) -> Round:
    """The last run of all, the next visit that is due, and how many sources are kept, the office's own aside."""
    # the primary key, then ix_source_due
    last = session.exec(select(CrawlRun.finished_at).order_by(col(CrawlRun.id).desc()).limit(1)).first()
    proven = select(func.min(Source.next_fetch_at)).where(col(Source.state) == SourceState.PROVEN)
    number = select(func.count()).select_from(Source).where(col(Source.kind) != SourceKind.BY_HAND)
    return Round(last, session.exec(proven).one(), session.exec(number).one())


def standings(session: Session, ids: Sequence[int], *, now: datetime) -> list[Standing]:
    """These sources in the order asked for; five questions, however many they are."""
    sources = {source.id: source for source in session.exec(select(Source).where(col(Source.id).in_(ids)))}
    weekly, accepted, held = _weekly(session, ids, now), _accepted(session, ids), _held(session, ids)
    handed_over = _handed_over(session, ids)
    return [
        _standing(
            sources[number], weekly[number], accepted.get(number), held.get(number, 0), handed_over.get(number), now
        )
        for number in ids
        if number in sources
    ]


def _standing(
    source: Source,
    weekly: list[int],
    accepted: float | None,
    held: int,
    handed_over: datetime | None,
    now: datetime,
) -> Standing:
    memory = read_memory(source.memory)
    health, late = _shown(source.health, source.state, source.next_fetch_at, now)
    reasons: tuple[Reason, ...] = _REASONS.validate_python(source.reasons)
    return Standing(
        source=source,
        health=health,
        reasons=(*reasons, late) if late else reasons,
        usual=learn(memory, source.options),
        last_news_at=memory.news[-1].at if memory.news else None,
        weekly=tuple(weekly),
        accepted=accepted,
        held=held,
        handed_over=handed_over if health in _ILL else None,
    )


def _shown(health: Health, state: SourceState, due: datetime | None, now: datetime) -> tuple[Health, Reason | None]:
    if state is SourceState.PAUSED:
        return Health.PAUSED, None
    late = overdue(due, now=now) if state is SourceState.PROVEN else None
    return (Health.SUSPECT if late and health is not Health.BROKEN else health), late


def _place(health: Health, order: list[Health]) -> int:
    return order.index(Health.OK if health is Health.LEARNING else health)


def _weekly(session: Session, ids: Sequence[int], now: datetime) -> dict[int, list[int]]:
    weeks: dict[int, list[int]] = defaultdict(lambda: [0] * WEEKS)
    # ix_crawl_run_source_started
    question = select(CrawlRun.source_id, CrawlRun.started_at, CrawlRun.new).where(
        col(CrawlRun.source_id).in_(ids), CrawlRun.started_at > now - WEEKS * _WEEK, CrawlRun.new > 0
    )
    for source_id, at, new in session.exec(question):
        ago = max(0, (now - at) // _WEEK)
        weeks[source_id][WEEKS - 1 - min(ago, WEEKS - 1)] += new
    return weeks


def _accepted(session: Session, ids: Sequence[int]) -> dict[int, float]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    # ix_sighting_source_id, then the opportunities by their keys; asked for the decided ones, SQLite begins with these
    question = (
        select(Sighting.source_id, Opportunity.state, func.count())
        .join(Opportunity)
        .where(col(Sighting.source_id).in_(ids))
        .group_by(col(Sighting.source_id), col(Opportunity.state))
    )
    for source_id, state, number in session.exec(question):
        if state in _DECIDED:
            counts[source_id][str(state)] = number
    return {
        source_id: found.get(OpportunityState.ACCEPTED.value, 0) / sum(found.values())
        for source_id, found in counts.items()
    }


def _held(session: Session, ids: Sequence[int]) -> dict[int, int]:
    versions = select(HeldFinding.source_id, func.count()).where(col(HeldFinding.source_id).in_(ids))
    held = dict(session.exec(versions.group_by(col(HeldFinding.source_id))).all())
    hidden = (
        select(Sighting.source_id, func.count(func.distinct(Sighting.opportunity_id)))
        .join(Opportunity)
        .where(col(Sighting.source_id).in_(ids), Opportunity.state == OpportunityState.HELD)
    )
    for source_id, number in session.exec(hidden.group_by(col(Sighting.source_id))):
        held[source_id] = held.get(source_id, 0) + number
    return held


def _handed_over(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Since when each waits for the technicians: asked, and not described anew since."""
    # ix_source_decision_source_id
    question = select(SourceDecision).where(
        col(SourceDecision.source_id).in_(ids),
        col(SourceDecision.action).in_((SourceAction.HAND_OVER, SourceAction.CHANGE)),
    )
    last = {row.source_id: row for row in session.exec(question.order_by(col(SourceDecision.id)))}
    return {number: row.at for number, row in last.items() if row.action is SourceAction.HAND_OVER}
