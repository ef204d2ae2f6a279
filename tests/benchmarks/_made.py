"""Made calls: one for each number, the same at every run, and copies of some of them as other sources bring them.

A tenth are copies of an earlier one, a twentieth are its round of another year, the rest are new.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from aggregator.identity import Item

LANGUAGES = ("de", "fr", "en", "pl")
SOURCES = 400
_SPOKEN = ("de",) * 5 + ("fr",) * 2 + ("en",) * 2 + ("pl",)
_ORGANISERS = 2_000
_SENTENCES = 4_000
_FIRST_DAY = date(2026, 1, 1)
_DAYS = 1_000
_TOWNS = ("inside", "town", "and", "town")
_PLAN = (
    (("opening", "something"), 1.0),
    (("and", "something"), 0.5),
    (("about", "topic"), 0.7),
    (("for_whom",), 0.7),
    (("where",), 0.8),
    (("what_for",), 0.6),
)
"""The parts of a sentence, and how often it has them."""
_SUMS = (5, 10, 2, 50, 20, 1, 3, 25, 15, 100, 30, 60, 8, 40, 12, 75, 200, 6, 4, 150, 500, 18, 35, 80, 250)
_SALT = 1_000_003
_ROUNDS = 100_000_000


class CopyKind(StrEnum):
    """What was done to the original; its deadline is kept."""

    EDITED = "lightly edited"
    TRUNCATED = "truncated"
    REWORDED = "reworded"
    TRANSLATED = "translated"


_KINDS = tuple(CopyKind)


@dataclass(frozen=True, slots=True)
class Call:
    """One made report. `sentences` are lists of phrases, see `Call.text`; `source` is 0 to `SOURCES` - 1.

    `original` is the same for all reports of one thing: for the first of them its number. `kind` is that of a copy.
    """

    number: int
    original: int
    kind: CopyKind | None
    language: str
    title: str
    sentences: tuple[tuple[str, ...], ...]
    source: int
    days: frozenset[date]
    sums: frozenset[int]
    organiser: str

    @property
    def text(self) -> str:
        """Its sentences, 60 to 150 words; a truncated one has fewer."""
        return " ".join(f"{' '.join(phrases)}." for phrases in self.sentences)

    @property
    def url(self) -> str:
        """An address that no other has."""
        return f"https://site{self.source}.example/calls/{self.number}"

    @property
    def source_key(self) -> str:
        """The key of its source."""
        return f"source-{self.source}"

    @property
    def item(self) -> Item:
        """As identity is told of it."""
        return Item(
            title=self.title,
            text=self.text,
            url=self.url,
            days=self.days,
            mentioned=self.days,
            language=self.language,
            source_key=self.source_key,
            key=self.url,
            organiser=self.organiser,
            sums=self.sums,
        )


def stored(number: int) -> Call:
    """The call of a number from 0; a copy is of one with a lower number."""
    return _call(number, number)


def probe(number: int, among: int) -> Call:
    """A call that is not among so many stored ones, or copies one of them; `number` is none of theirs."""
    return _call(number, among)


def _call(number: int, earlier: int) -> Call:
    draw = random.Random(number * _SALT + 1)
    if earlier < 20 or _is_first(number):
        return _written(_plan(number), number, draw)
    chosen = draw.randrange(earlier)
    plan = _plan(chosen if _is_first(chosen) else chosen - 1)
    if number % 10 == 9:
        return _copied(plan, _KINDS[number // 10 % len(_KINDS)], number, draw)
    return replace(_written(_next_round(plan), number, draw), original=_ROUNDS + plan.number)


def _is_first(number: int) -> bool:
    """Whether it is neither a copy nor a later round."""
    return number % 10 != 9 and number % 20 != 4


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a call says, in no language yet: numbers of phrases. Those of `flipped` are said in the other wording."""

    number: int
    language: str
    pattern: int
    form: int
    topics: tuple[int, int]
    name: str
    place: str
    year: int
    sentences: tuple[tuple[tuple[str, int], ...], ...]
    organiser: int
    source: int
    deadline: date | None
    event: date | None
    sum: int
    in_figures: bool
    is_organiser_read: bool = True
    flipped: float = 0.0
    keeps: tuple[str, ...] = field(default=("until", "held_on", "up_to", "run_by"))


def _plan(number: int) -> _Plan:
    draw = random.Random(number * _SALT)
    language = draw.choice(_SPOKEN)
    deadline = draw.choice(_calendar()) if draw.random() < 0.92 else None
    event = (deadline or _FIRST_DAY) + timedelta(draw.randint(10, 90)) if draw.random() < 0.25 else None
    organiser = _zipf(draw, _ORGANISERS, 0.8)
    town = language if draw.random() < 0.7 else draw.choice(LANGUAGES)
    return _Plan(
        number=number,
        language=language,
        pattern=draw.randrange(6),
        form=_one_of(draw, "form"),
        topics=(_one_of(draw, "topic"), _one_of(draw, "topic")),
        name=_names()[_zipf(draw, len(_names()), 0.9)],
        place=_towns(town)[_zipf(draw, len(_towns(town)), 0.7)],
        year=(deadline or event or _FIRST_DAY + timedelta(draw.randrange(_DAYS))).year,
        sentences=(*draw.choices(_bank(), k=draw.randint(4, 7)), *_towns_of(draw)),
        organiser=organiser,
        source=organiser % SOURCES,
        deadline=deadline,
        event=event,
        sum=_sum(draw) if draw.random() < 0.6 else 0,
        in_figures=draw.random() < 0.6,
        is_organiser_read=draw.random() < 0.7,
    )


@cache
def _bank() -> list[tuple[tuple[str, int], ...]]:
    """Sentences that calls are put together from, in no language yet."""
    draw, bank = random.Random(_SENTENCES), []
    for _ in range(_SENTENCES):
        chosen = [part for parts, often in _PLAN if often == 1 or draw.random() < often for part in parts]
        bank.append(tuple((part, _one_of(draw, part, 0.6)) for part in chosen))
    return bank


def _towns_of(draw: random.Random) -> list[tuple[tuple[str, int], ...]]:
    """Where it takes place, in two towns each time; those of one call are rarely those of another."""
    return [tuple((part, _one_of(draw, part, 0.6)) for part in _TOWNS) for _ in range(draw.randrange(3))]


def _sum(draw: random.Random) -> int:
    if draw.random() < 0.15:
        return draw.randrange(100, 9_999) * 10
    return _SUMS[_zipf(draw, len(_SUMS), 0.8)] * 1_000


def _next_round(plan: _Plan) -> _Plan:
    """The same programme a year later."""
    year = timedelta(364)
    return replace(
        plan,
        year=plan.year + 1,
        deadline=plan.deadline + year if plan.deadline else None,
        event=plan.event + year if plan.event else None,
    )


def _copied(plan: _Plan, kind: CopyKind, number: int, draw: random.Random) -> Call:
    """What another source makes of it, under another address."""
    copy = replace(
        plan,
        source=(plan.source + draw.randrange(1, SOURCES)) % SOURCES,
        in_figures=plan.in_figures if draw.random() < 0.7 else not plan.in_figures,
        is_organiser_read=draw.random() < 0.5,
        sum=plan.sum if draw.random() < 0.85 else 0,
    )
    if kind == CopyKind.EDITED:
        gone = draw.randrange(len(plan.sentences))
        copy = replace(copy, flipped=0.15, sentences=plan.sentences[:gone] + plan.sentences[gone + 1 :])
    elif kind == CopyKind.TRUNCATED:
        copy = replace(copy, sentences=plan.sentences[:2], keeps=("until",))
    elif kind == CopyKind.REWORDED:
        copy = replace(copy, flipped=1.0, pattern=(plan.pattern + draw.choice((0, 0, 1, 3))) % 6)
    else:
        copy = replace(copy, language=draw.choice([code for code in LANGUAGES if code != plan.language]))
    return _written(copy, number, draw, kind)


def _written(plan: _Plan, number: int, draw: random.Random, kind: CopyKind | None = None) -> Call:
    """A plan in words."""
    words, code = _words(), plan.language

    def said(part: str, which: int) -> str:
        return _said(part, which, code, draw.random() < plan.flipped)

    topics = [words["topic"][topic][code][0] for topic in plan.topics]
    title = words["title"][code][plan.pattern].format(
        form=said("form", plan.form),
        topic=topics[0],
        second=topics[1],
        name=plan.name,
        place=plan.place,
        year=plan.year,
    )
    organiser = organiser_name(plan.organiser)
    facts = {
        "until": _day(plan.deadline, code, in_figures=plan.in_figures),
        "held_on": _day(plan.event, code, in_figures=plan.in_figures),
        "up_to": _money(plan.sum, code) if plan.sum else "",
        "run_by": organiser,
    }
    if plan.flipped in (0.0, 1.0):
        sentences = [_in_words(sentence, code, bool(plan.flipped)) for sentence in plan.sentences]
    else:
        sentences = [tuple(said(*phrase) for phrase in sentence) for sentence in plan.sentences]
    stated = [(said(name, 0), facts[name]) for name in plan.keeps if facts[name]]
    return Call(
        number=number,
        original=plan.number if kind else number,
        kind=kind,
        language=code,
        title=title[:1].upper() + title[1:],
        sentences=(*sentences[:1], *stated, *sentences[1:]),
        source=plan.source,
        days=frozenset(day for day in (plan.deadline, plan.event if "held_on" in plan.keeps else None) if day),
        sums=frozenset((plan.sum,) if plan.sum and "up_to" in plan.keeps else ()),
        organiser=organiser if plan.is_organiser_read and "run_by" in plan.keeps else "",
    )


@lru_cache(maxsize=50_000)
def _in_words(sentence: tuple[tuple[str, int], ...], code: str, is_flipped: bool) -> tuple[str, ...]:
    return tuple(_said(part, which, code, is_flipped) for part, which in sentence)


def _said(part: str, which: int, code: str, is_flipped: bool) -> str:
    if part == "town":
        return _towns(LANGUAGES[which % len(LANGUAGES)])[which // len(LANGUAGES)]
    ways = _words()[part][which][code]
    return str(ways[is_flipped % len(ways)])


@cache
def organiser_name(number: int) -> str:
    """One of 2,000: what it is and the town or name it goes by."""
    draw = random.Random(number)
    code = draw.choice(LANGUAGES)
    of = draw.choice(_towns(code)) if draw.random() < 0.6 else draw.choice(_names())
    return f"{draw.choice(_words()['organiser'][code])} {of}"


def _day(day: date | None, code: str, *, in_figures: bool) -> str:
    if day is None:
        return ""
    if in_figures:
        return f"{day:%d/%m/%Y}" if code == "fr" else f"{day:%d.%m.%Y}"
    month = _words()["month"][code][day.month - 1]
    return f"{day.day}{'.' if code == 'de' else ''} {month} {day.year}"


def _money(amount: int, code: str) -> str:
    mark = {"de": ".", "en": ",", "fr": "\u202f", "pl": "\u00a0"}[code]
    return f"{amount:,} ".replace(",", mark) + {"de": "Euro", "en": "euros", "fr": "euros", "pl": "euro"}[code]


def _one_of(draw: random.Random, part: str, slope: float = 0.9) -> int:
    return _zipf(draw, _every_town() if part == "town" else len(_words()[part]), slope)


def _zipf(draw: random.Random, size: int, slope: float) -> int:
    """A number from 0 on, the first most often: the n-th in proportion to n to the power of minus `slope`."""
    deck = _deck(size, slope)
    return deck[int(draw.random() * len(deck))]


@cache
def _deck(size: int, slope: float) -> list[int]:
    """Each number as often as it shall be drawn, but once at least; ten times as fast as `random.choices`."""
    weights = [rank**-slope for rank in range(1, size + 1)]
    unit = min(weights[-1], sum(weights) / 4_096)
    return [number for number, weight in enumerate(weights) for _ in range(round(weight / unit))]


@cache
def _calendar() -> list[date]:
    """A thousand days: calls end on the last of a month, some in the middle of it, few on a weekend."""
    found = []
    for day in (_FIRST_DAY + timedelta(number) for number in range(_DAYS)):
        often = 30 if (day + timedelta(1)).day == 1 else 12 if day.day == 15 else 3
        found += [day] * (often if day.weekday() < 5 else often // 3)
    return found


@cache
def _towns(code: str) -> list[str]:
    return _shuffled("".join(parts).capitalize() for parts in product(*_words()["town"][code]))


@cache
def _every_town() -> int:
    return sum(map(len, map(_towns, LANGUAGES)))


@cache
def _names() -> list[str]:
    return _shuffled("".join(parts) for parts in product(*_words()["name"]))


def _shuffled(names: Any) -> list[str]:
    found = list(names)
    random.Random(len(found)).shuffle(found)
    return found


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "made.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
