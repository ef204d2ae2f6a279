"""The facts of a reading in one list, whatever their kind, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from aggregator.reading import Amount, Deadline, Event, Evidence, Fact, Reading

_SINGULAR = {
    "deadlines": "deadline",
    "countries": "country",
    "topics": "topic",
    "audiences": "audience",
    "funding_types": "funding type",
    "references": "reference",
    "events": "event",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One fact in one line. `details` are what else is known of it, in words; `certainty` is a deadline's alone."""

    fact: str
    value: str
    rule: str
    confidence: float
    evidence: Evidence | None = None
    certainty: str | None = None
    details: tuple[str, ...] = ()


def found(reading: Reading) -> tuple[Found, ...]:
    """Every fact once: first those that follow from the whole text, then those with a place, as the text has them."""
    lines = (_placed(line) for field in fields(reading) for line in _lines(field.name, getattr(reading, field.name)))
    return tuple(
        sorted(
            dict.fromkeys(lines),
            key=lambda line: (line.evidence.start, line.evidence.end) if line.evidence else (-1, 0),
        )
    )


def _placed(line: Found) -> Found:
    """The fact without its evidence where that is empty: it is stated in the markup, at no place of the text."""
    return line if line.evidence and line.evidence.quote else replace(line, evidence=None)


def _lines(name: str, value: object) -> Iterator[Found]:
    fact = _SINGULAR.get(name, name.replace("_", " "))
    match value:
        case Deadline():
            yield _deadline(fact, value)
        case Amount():
            yield Found(fact, _money(value), value.rule, value.confidence, value.evidence, details=(value.basis,))
        case Event():
            begins = f"{value.start} {value.start_time:%H:%M}" if value.start_time else str(value.start)
            span = f"{begins} – {value.end}" if value.end else begins
            yield Found(fact, span, value.rule, value.confidence, value.evidence)
        case Fact():
            yield Found(fact, value.value, value.rule, value.confidence, value.evidence)
        case tuple():
            for one in value:
                yield from _lines(name, one)


def _deadline(fact: str, deadline: Deadline) -> Found:
    moment = str(deadline.date) if deadline.date else deadline.relative or ", ".join(deadline.recurs) or "–"
    if deadline.time:
        moment += f" {deadline.time.isoformat('minutes')} {deadline.zone or ''}".rstrip()
    details = (
        f"stage {deadline.stage}" if deadline.stage else "",
        f"round {deadline.round}" if deadline.round else "",
        "closed" if deadline.closed else "",
        f"opens {deadline.opens}" if deadline.opens else "",
        f"instead of {deadline.superseded}" if deadline.superseded else "",
        f"by {deadline.criterion}" if deadline.criterion else "",
        "strict" if deadline.strict else "",
        f"handed in by: {deadline.actor}" if deadline.actor else "",
        f"for {deadline.actor}" if deadline.actor else "",
    )
    return Found(
        fact,
        moment,
        deadline.rule,
        deadline.confidence,
        deadline.evidence,
        deadline.certainty.value,
        tuple(detail for detail in details if detail),
    )


def _money(amount: Amount) -> str:
    numbers = " – ".join(_number(number) for number in (amount.min, amount.max) if number is not None)
    return f"{numbers} {amount.currency}".strip()


def _number(number: Decimal) -> str:
    return f"{number:,.2f}".removesuffix(".00")
