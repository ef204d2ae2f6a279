"""One opportunity out of everything its sources say: the best source leads, the others fill in what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.intake.understanding import Statement, Understood
from aggregator.model import Facet, SourceRank

_ORDER = {rank: place for place, rank in enumerate(SourceRank)}


@dataclass(frozen=True, slots=True)
class Told:
    """What one source tells of an opportunity, since when; `is_gone`: it does not list it any more."""

    finding_id: int
    source_id: int
    rank: SourceRank
    first_seen: datetime
    understood: Understood
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Combined:
    """The opportunity as its leading finding describes it, completed; each statement with the finding it stands in."""

    finding_id: int
    source_id: int
    understood: Understood
    statements: tuple[tuple[int, Statement], ...]

    def sentence(self, field: str, value: str | None) -> str:
        """What proves a fact; of several passages the one that says the very value. "" where none does."""
        said = [said for _, said in self.statements if said.field == field]
        day = (value or "")[:10]
        best = next((one for one in said if one.value[:10] == day), said[0] if said else None)
        return (best.sentence or best.quote) if best else ""


def precedence(
    rank: SourceRank, finding_id: int, *, is_gone: bool, first_seen: datetime
) -> tuple[int, bool, datetime, int]:
    """What sources are ordered by, the leading one first: by rank, who still lists it, and who told it first."""
    return _ORDER[rank], is_gone, first_seen, finding_id


def combine(told: Sequence[Told]) -> Combined:
    """Put together what one or more sources tell: the leading one first, see `precedence`.

    The deadline is taken as a whole from the first that names one; countries, topics and audiences are joined. Where a
    person entered it by hand, deadline, event and amount are what others say, if they do: what the person said counts
    as a correction anyway, and so it is seen when the others say otherwise.
    """
    ordered = sorted(
        told, key=lambda one: precedence(one.rank, one.finding_id, is_gone=one.is_gone, first_seen=one.first_seen)
    )
    lead, others = ordered[0], ordered[1:]
    whole, told_by = lead.understood, {lead.finding_id: set[str]()}
    if whole.is_entered:
        whole = _left_to_others(whole)
    for other in others:
        told_by[other.finding_id] = _silenced(whole)
        whole = _completed(whole, other.understood)
    if lead.understood.is_entered:
        whole = _completed(whole, lead.understood)
    statements = [
        (one.finding_id, statement)
        for one in ordered
        for statement in one.understood.statements
        if statement.field not in told_by[one.finding_id]
    ]
    return Combined(lead.finding_id, lead.source_id, whole, tuple(statements))


def _left_to_others(entered: Understood) -> Understood:
    silent = replace(entered, deadlines=(), deadline=None, event_start=None, event_end=None)
    return replace(silent, amount_min=None, amount_max=None, currency=None)


def _silenced(whole: Understood) -> set[str]:
    """What later sources need not prove any more."""
    fields = {"kind"}
    fields |= {"deadline"} if whole.deadlines else set()
    fields |= {"amount"} if whole.amount_max is not None or whole.amount_min is not None else set()
    fields |= {"status"} if whole.status else set()
    return fields | ({"event"} if whole.event_start else set())


def _completed(whole: Understood, other: Understood) -> Understood:
    if not whole.deadlines:
        whole = replace(whole, deadlines=other.deadlines, deadline=other.deadline)
    if whole.event_start is None:
        whole = replace(whole, event_start=other.event_start, event_end=other.event_end)
    if whole.amount_max is None and whole.amount_min is None:
        whole = replace(whole, amount_min=other.amount_min, amount_max=other.amount_max, currency=other.currency)
    facets = {facet: tuple(sorted({*whole.facets.get(facet, ()), *other.facets.get(facet, ())})) for facet in Facet}
    return replace(
        whole,
        facets=facets,
        place=whole.place or other.place,
        organiser=whole.organiser or other.organiser,
        summary=whole.summary or other.summary,
        status=whole.status or other.status,
        references=tuple(sorted({*whole.references, *other.references})),
    )
