"""Lists of days: lines or cells of the same shape that each begin with a day make a calendar."""

from __future__ import annotations

import re
from collections import defaultdict

from aggregator.reading.above import Bound
from aggregator.reading.chains import last_day

_ENTRIES = 3  # so many different days make a calendar
_LEADING = 30  # characters of a line before a date that still leads it
_FROM_ABOVE = frozenset({"label line above", "heading above", "label of the line"})
_OPEN = frozenset({"none", "event"})  # what a date of a calendar may mean by itself
_BY_THE_WAY = frozenset({"organiser", "award", "vote"})  # what the line of an entry may speak of besides
_STRAY = frozenset({"law", "history", "period"})  # what only reaches it from a line above
_NO_LETTERS = re.compile(r"[^a-z|]+")
_WEEKDAYS = re.compile(
    r"\b(?:[^\W\d_]{0,8}(?:tag|day|di|dag)|mittwoch|samedi|dimanche|sroda|mo|di|mi|do|fr|sa|so"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b"
)


def calendar_entries(text: str, bound: list[Bound]) -> frozenset[int]:
    """Numbers of those dates that are entries of a calendar.

    What the line above says of the first entry does not hold for it; what its own line says does.
    """
    by_shape: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(bound):
        shape = _shape(text, one)
        if shape is not None and _may_be_entry(one):
            by_shape[shape].append(number)
    entries: set[int] = set()
    for numbers in by_shape.values():
        days = {last_day(bound[number].unit.mentions[0]) for number in numbers}
        if len(days) >= _ENTRIES:
            entries.update(numbers)
    return frozenset(entries)


def _may_be_entry(one: Bound) -> bool:
    if one.preposition in ("since", "until") and not one.unit.ranged:
        return False
    return one.role in _OPEN or one.role in _BY_THE_WAY or (one.role in _STRAY and one.rule in _FROM_ABOVE)


def _shape(text: str, one: Bound) -> str | None:
    """What stands before the day in its line or cell, letters alone; None where the day does not lead."""
    if one.unit.mentions[0].day is None:
        return None
    start = one.unit.start
    line = text.rfind("\n", max(0, start - 400), start) + 1
    line = max(line, text.rfind(" | ", line, start) + 3 if " | " in text[line:start] else line)
    if start - line > _LEADING:
        return None
    return _NO_LETTERS.sub("", _WEEKDAYS.sub("", text[line:start].lower()))
