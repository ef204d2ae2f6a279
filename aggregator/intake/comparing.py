"""The facts of an opportunity as they are compared: those that count, those just read, and who contradicts whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from aggregator.changes import Contradiction, FactName, Facts, facts
from aggregator.intake.combining import Told
from aggregator.intake.understanding import Understood
from aggregator.model import Facet, Opportunity

# what two sources can contradict each other in; a title is only put otherwise
_CONTRADICTED = (FactName.DEADLINE, FactName.EVENT, FactName.AMOUNT)


def kept_facts(row: Opportunity, facets: Mapping[Facet, Collection[str]]) -> Facts:
    """The facts that count now."""
    return {
        FactName.TITLE: facts.words(row.title),
        FactName.KIND: row.kind,
        FactName.DEADLINE: facts.deadline(row.deadline, row.deadline_time, row.deadline_zone, row.certainty),
        FactName.EVENT: facts.days(row.event_start, row.event_end),
        FactName.AMOUNT: facts.amount(row.amount_min, row.amount_max, row.currency),
        FactName.STATUS: row.status or None,
        FactName.PLACE: facts.words(row.place),
        FactName.ORGANISER: facts.words(row.organiser),
        **_codes(facets),
    }


def found_facts(found: Understood) -> Facts:
    """The facts as they were just understood."""
    day, certainty = found.deadline, found.certainty
    deadline = facts.deadline(day.date, day.time, day.zone, certainty) if day else facts.deadline(*_NO_DAY, certainty)
    return {
        FactName.TITLE: facts.words(found.title),
        FactName.KIND: found.kind,
        FactName.DEADLINE: deadline,
        FactName.EVENT: facts.days(found.event_start, found.event_end),
        FactName.AMOUNT: facts.amount(found.amount_min, found.amount_max, found.currency),
        FactName.STATUS: found.status or None,
        FactName.PLACE: facts.words(found.place),
        FactName.ORGANISER: facts.words(found.organiser),
        **_codes(found.facets),
    }


def contradictions(told: Sequence[Told], leading: int, whole: Understood) -> Iterator[Contradiction]:
    """Where a source says otherwise than all of them together, in which those lead whose word counts more."""
    counting = found_facts(whole)
    named = {deadline.date for deadline in whole.deadlines}
    for one in told:
        if one.finding_id == leading:
            continue
        its = found_facts(one.understood)
        for name in _CONTRADICTED:
            before, after = counting.get(name), its.get(name)
            if after is None or after == before or (name == FactName.DEADLINE and _day(after) in named):
                continue
            sentence = next((said.sentence for said in one.understood.statements if said.field == name), "")
            yield Contradiction(name, before, after, one.finding_id, one.source_id, sentence)


_NO_DAY = (None, None, None)


def _day(deadline: str) -> date | None:
    found = facts.until(deadline)
    return found.day if found else None


def _codes(facets: Mapping[Facet, Collection[str]]) -> dict[FactName, str | None]:
    return {FactName(facet.value): facts.codes(facets.get(facet, ())) for facet in Facet}
