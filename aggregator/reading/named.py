"""Every day, sum and country that a text names, where it stands: what a person can point at in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import groupby

from aggregator.reading.chains import Years, calendar_day
from aggregator.reading.dates import Mention
from aggregator.reading.deadlines import zone_of
from aggregator.reading.passages import LONGEST, Page, prepare
from aggregator.reading.places import named_countries
from aggregator.reading.sums import Sum

_LEAST = re.compile(
    r"\b(?:ab|mindestens|min\.?|wenigstens|a partir de|au moins|from|at least|minimum|od|co najmniej) ?$"
)
_LEAST_REACH = 16  # characters before a sum in which a word says that it is the least


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day as printed; `first` and `last` are those of the span it is a part of, else the day itself.

    `zone` is IANA, None where no time is printed. Characters, end exclusive; so in the other two.
    """

    start: int
    end: int
    day: date
    time: time | None
    zone: str | None
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class NamedSum:
    """One sum or range as printed; one number alone is the most, unless the words before it say otherwise."""

    start: int
    end: int
    least: Decimal | None
    most: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class NamedCountry:
    """A country's name or its adjective; `code` is ISO 3166-1."""

    start: int
    end: int
    code: str


Named = NamedDay | NamedSum | NamedCountry


def find_named(
    text: str, language: str, *, published: date | None, fetched: date | None, today: date
) -> tuple[Named, ...]:
    """What the text names, in its order and without overlaps; a day comes before a sum, a sum before a country.

    A day without a year is completed as in reading. A month without a day, a week and a broken sum are left out, and
    so is what stands at the end about other things.
    """
    page = prepare(text[:LONGEST], language, Years(published, today, fetched))
    ranked = (_days(page, language), _sums(page), _countries(page))
    return tuple(_apart(named for found in ranked for named in found))


def _apart(ranked: Iterable[Named]) -> list[Named]:
    """In the order of the text; of two that overlap, the one that came first here stays."""
    order = {named: rank for rank, named in enumerate(ranked) if named.start < named.end}
    kept: list[Named] = []
    for named in sorted(order, key=lambda one: (one.start, order[one])):
        while kept and named.start < kept[-1].end and order[named] < order[kept[-1]]:
            kept.pop()
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return kept


def _days(page: Page, language: str) -> Iterator[NamedDay]:
    whole = [(mention, day) for mention in page.mentions if (day := _day_of(mention)) is not None]
    for _, chain in groupby(whole, key=lambda one: one[0].chain):
        linked = list(chain)
        ranged = len(linked) == 2 and linked[1][0].link == "range" and linked[0][1] <= linked[1][1]
        for mention, day in linked:
            first, last = (linked[0][1], linked[1][1]) if ranged else (day, day)
            clock = None if mention.timed_range else mention.clock
            zone = zone_of(mention, language) if clock else None
            yield NamedDay(mention.start, mention.end, day, clock, zone, first, last)


def _day_of(mention: Mention) -> date | None:
    if mention.day is None or mention.week is not None or not mention.year:
        return None
    return calendar_day(mention.year, mention)


def _sums(page: Page) -> Iterator[NamedSum]:
    for one in page.sums:
        if not one.broken:
            least, most = _ends(page.folded, one)
            yield NamedSum(one.start, one.end, least, most, one.currency)


def _ends(folded: str, one: Sum) -> tuple[Decimal | None, Decimal | None]:
    if one.low is not None:
        return one.low, one.value
    is_least = _LEAST.search(folded, max(0, one.start - _LEAST_REACH), one.start)
    return (one.value, None) if is_least else (None, one.value)


def _countries(page: Page) -> Iterator[NamedCountry]:
    for cue, code in named_countries(page.text, page.folded, page.words.places):
        yield NamedCountry(cue.start, cue.end, code)
