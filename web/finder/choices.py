"""What the finder's form offers: countries, topics, audiences with how many there are, kinds and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aggregator import taxonomy
from aggregator.folding import fold
from aggregator.search import Counts
from web.finder.address import WEEKS, Wish, as_month

_HOME = {"DE", "DE-NW"}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its value in the address, its label, how many it would show (None: not counted)."""

    value: str
    label: str
    number: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """All options of the form. `months` are their first days; `day` is set where somebody asked for a day."""

    countries: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    audiences: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    weeks: tuple[int, ...]
    months: tuple[date, ...]
    day: date | None


def choices(wish: Wish, counted: Counts, language: str, *, today: date) -> Choices:
    """Offer what exists, and what was asked for even if nothing exists."""
    month = as_month(wish.until)
    has_weeks = wish.until.endswith("w")
    return Choices(
        countries=_countries(wish, counted.countries, language),
        topics=_terms("topic", wish.topics, counted.topics, language),
        audiences=_terms("audience", wish.audiences, counted.audiences, language),
        kinds=_terms("kind", wish.kinds, counted.kinds, language),
        weeks=tuple(sorted({*WEEKS, *([int(wish.until[:-1])] if has_weeks else [])})),
        months=tuple(sorted({*coming_months(today, _MONTHS), *([month] if month else [])})),
        day=None if not wish.until or has_weeks or month else date.fromisoformat(wish.until),
    )


def coming_months(today: date, number: int) -> tuple[date, ...]:
    """The first days of this month and of those after it."""
    counted = (today.year * 12 + today.month - 1 + step for step in range(number))
    return tuple(date(months // 12, months % 12 + 1, 1) for months in counted)


def _countries(wish: Wish, counted: Mapping[str, int], language: str) -> tuple[Choice, ...]:
    """Groups first, then countries by name in the reader's language; the own one is nobody's partner country."""
    groups = taxonomy.terms("country")
    offered = {*counted, *wish.countries} - (_HOME - {*wish.countries})
    codes = [code for code in groups if code in offered]
    named = {code: taxonomy.label("country", code, language) for code in offered - set(groups)}
    codes += sorted(named, key=lambda code: fold(named[code]))
    return tuple(
        Choice(code, taxonomy.label("country", code, language), counted.get(code, 0), code in wish.countries)
        for code in codes
    )


def _terms(facet: str, wanted: tuple[str, ...], counted: Mapping[str, int], language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(term.slug, taxonomy.label(facet, code, language), counted.get(code, 0), code in wanted)
        for code, term in taxonomy.terms(facet).items()
        if code in counted or code in wanted
    )
