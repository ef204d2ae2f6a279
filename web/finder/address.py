"""The address is the query: `?land=PL&thema=jugend&bis=8w` into a query of the store, and back."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from aggregator import taxonomy
from aggregator.search import Query
from web.plain import plain

WEEKS = (4, 8, 26)
LAST_PAGE = 100_000
_MOST_VALUES = 20
_LONGEST_SHOWN = 60
_LONGEST_WORDS = 200
_LONGEST_PLACE = 100


class Misread(StrEnum):
    """What in an address was not understood and therefore left out; the page says so."""

    COUNTRY = "country"
    TOPIC = "topic"
    AUDIENCE = "audience"
    KIND = "kind"
    PLACE = "place"
    PLACES = "places"
    UNTIL = "until"
    PAGE = "page"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Hint:
    """One value that was not understood, shortened for showing."""

    what: Misread
    value: str


class Wider(StrEnum):
    """How a wish can be widened when nothing fits it."""

    HALF_YEAR = "half_year"
    ANY_TIME = "any_time"
    NO_WORDS = "no_words"
    NO_TOPIC = "no_topic"
    NO_AUDIENCE = "no_audience"
    NO_KIND = "no_kind"
    NO_PLACE = "no_place"
    NO_COUNTRY = "no_country"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks the finder for, as it stands in the address.

    `until` is the word: `8w`, a month such as `2026-12` or an ISO date. `place` is a municipality, by its official key
    or as somebody typed it; which countries it stands for is looked up in the register and kept in `partners`.
    """

    place: str = ""
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    until: str = ""
    words: str = ""
    undated: bool = False
    past: bool = False
    page: int = 1
    partners: tuple[str, ...] = ()

    def query(self, today: date) -> Query:
        """The same as a question to the store."""
        return Query(
            countries=self.countries or self.partners,
            topics=self.topics,
            audiences=self.audiences,
            kinds=self.kinds,
            until=_last_day(self.until, today),
            words=self.words,
            undated=self.undated,
            past=self.past,
            page=self.page,
        )

    def parameters(self, *, page: int | None = None) -> str:
        """The address of this wish without `?`: stable order, our own words, empty for "everything"."""
        return urlencode(self.pairs(page=page))

    @property
    def query_string(self) -> str:
        """What stands behind a path for the first page of this wish: `?` and its parameters, empty for "everything"."""
        parameters = self.parameters(page=1)
        return f"?{parameters}" if parameters else ""

    def pairs(self, *, page: int | None = None) -> list[tuple[str, str]]:
        """The same as names and values, for hidden fields."""
        pairs = [("ort", self.place)] if self.place else []
        pairs += [("land", country) for country in self.countries]
        pairs += [("thema", taxonomy.terms("topic")[topic].slug) for topic in self.topics]
        pairs += [("fuer", taxonomy.terms("audience")[audience].slug) for audience in self.audiences]
        pairs += [("art", taxonomy.terms("kind")[kind].slug) for kind in self.kinds]
        pairs += [("bis", self.until)] if self.until else []
        pairs += [("q", self.words)] if self.words else []
        pairs += [("auch", "ohne-frist")] if self.undated else []
        pairs += [("vergangene", "1")] if self.past else []
        wanted = self.page if page is None else page
        pairs += [("seite", str(wanted))] if wanted > 1 else []
        return pairs

    def at(self, page: int) -> Wish:
        """The same wish on another page."""
        return replace(self, page=page)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by choice."""
        chosen = self.countries or self.topics or self.audiences or self.kinds
        return bool(chosen or self.place or self.until or self.words)

    def widened(self) -> tuple[tuple[Wider, Wish], ...]:
        """The nearest wider wishes, most useful first: more time, then one choice less."""
        wider = [(Wider.HALF_YEAR, replace(self, until="26w"))] if self.until in {"4w", "8w"} else []
        wider += [(Wider.ANY_TIME, replace(self, until=""))] if self.until else []
        wider += [(Wider.NO_WORDS, replace(self, words=""))] if self.words else []
        wider += [(Wider.NO_TOPIC, replace(self, topics=()))] if self.topics else []
        wider += [(Wider.NO_AUDIENCE, replace(self, audiences=()))] if self.audiences else []
        wider += [(Wider.NO_KIND, replace(self, kinds=()))] if self.kinds else []
        wider += [(Wider.NO_COUNTRY, replace(self, countries=()))] if self.countries else []
        wider += [(Wider.NO_PLACE, replace(self, place="", partners=()))] if self.partners else []
        wider += [] if self.undated or self.past else [(Wider.UNDATED, replace(self, undated=True))]
        return tuple((how, replace(wish, page=1)) for how, wish in wider)


def read_wish(parameters: Iterable[tuple[str, str]]) -> tuple[Wish, tuple[Hint, ...]]:
    """Understand an address as far as it goes; what is not understood becomes a hint, never an error."""
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    hints: list[Hint] = []
    wish = Wish(
        # the last one: a form with a chosen municipality and a field for another one sends both
        place=plain(given.get("ort", [""])[-1])[:_LONGEST_PLACE].strip(),
        countries=_known(given.get("land", ()), _country, Misread.COUNTRY, hints),
        topics=_known(given.get("thema", ()), lambda v: taxonomy.by_slug("topic", v), Misread.TOPIC, hints),
        audiences=_known(given.get("fuer", ()), lambda v: taxonomy.by_slug("audience", v), Misread.AUDIENCE, hints),
        kinds=_known(given.get("art", ()), lambda v: taxonomy.by_slug("kind", v), Misread.KIND, hints),
        until=next(iter(_known(given.get("bis", ())[:1], _until, Misread.UNTIL, hints)), ""),
        words=plain(given.get("q", [""])[0])[:_LONGEST_WORDS],
        undated="ohne-frist" in given.get("auch", ()),
        past="vergangene" in given,
        page=_page(given.get("seite", ["1"])[0], hints),
    )
    return wish, tuple(hints)


def _known(
    values: Sequence[str], meaning: Callable[[str], str | None], what: Misread, hints: list[Hint]
) -> tuple[str, ...]:
    if len(values) > _MOST_VALUES:
        hints.append(Hint(Misread.TOO_MANY, str(_MOST_VALUES)))
    found: list[str] = []
    for value in values[:_MOST_VALUES]:
        code = meaning(value)
        if code is None:
            hints.append(Hint(what, _shown(value)))
        elif code not in found:
            found.append(code)
    return tuple(found)


def _country(value: str) -> str | None:
    code = value.upper()
    return code if taxonomy.is_country(code) else None


def _until(value: str) -> str | None:
    """`8w`, `2026-12`, `2026-12-31` or `31.12.2026`."""
    if re.fullmatch(r"[1-9][0-9]{0,1}w", value) or as_month(value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        german = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", value)
    try:
        return date(int(german[3]), int(german[2]), int(german[1])).isoformat() if german else None
    except ValueError:
        return None


def as_month(value: str) -> date | None:
    """The first day of the month that `2026-12` names; None where it names none."""
    named = re.fullmatch(r"([0-9]{4})-([0-9]{2})", value, re.ASCII)
    try:
        return date(int(named[1]), int(named[2]), 1) if named else None
    except ValueError:
        return None


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _last_day(until: str, today: date) -> date | None:
    if until.endswith("w"):
        return today + timedelta(weeks=int(until[:-1]))
    month = as_month(until)
    if month is not None:
        return last_of(month)
    return date.fromisoformat(until) if until else None


def _page(value: str, hints: list[Hint]) -> int:
    number = int(value) if re.fullmatch(r"[0-9]{1,18}", value) else 0
    if number < 1:
        hints.append(Hint(Misread.PAGE, _shown(value)))
    return min(max(number, 1), LAST_PAGE)


def _shown(value: str) -> str:
    value = plain(value)
    return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
