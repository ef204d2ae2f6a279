"""What must hold of every reading, whatever was read: each quote stands where its span says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from aggregator.reading import Amount, Certainty, Deadline, Event, Evidence, Fact, Reading

_NOWHERE = Evidence("", 0, 0)
_DATED = (Certainty.EXACT, Certainty.INFERRED)


def evidences(value: object) -> Iterator[Evidence]:
    """Every evidence within a reading, however deep; new kinds of facts are found without being named here."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from evidences(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from evidences(getattr(value, field.name))


def misplaced(reading: Reading) -> list[Evidence]:
    """The evidence whose quote is not what stands between its start and its end.

    An empty quote at 0 says that the fact is stated in the markup and at no place of the text.
    """
    return [one for one in evidences(reading) if one != _NOWHERE and not _stands(one, reading.text)]


def _stands(one: Evidence, text: str) -> bool:
    return 0 <= one.start < one.end <= len(text) and text[one.start : one.end] == one.quote


def contradictions(reading: Reading) -> list[str]:
    """What cannot be true together in one reading, in words."""
    found = [
        f"deadline {one.certainty} without a day"
        for one in reading.deadlines
        if one.certainty in _DATED and not one.date
    ]
    found += [f"{one.zone} without a time" for one in reading.deadlines if one.zone and not one.time]
    found += [f"event ends {one.end} before {one.start}" for one in reading.events if one.end and one.end < one.start]
    found += [
        f"sum from {one.min} to {one.max}"
        for one in (reading.amount, reading.budget)
        if one and ((one.min is None and one.max is None) or (one.min and one.max and one.min > one.max))
    ]
    found += [f"{one.rule} at {one.confidence}" for one in _judged(reading) if not 0 < one.confidence <= 1]
    return found


def _judged(reading: Reading) -> Iterator[Fact | Deadline | Amount | Event]:
    for field in fields(reading):
        value = getattr(reading, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Fact | Deadline | Amount | Event):
                yield one
