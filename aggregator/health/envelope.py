"""What is usual at a source: how many entries, how many of them with a deadline, how often something new."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, Field, ValidationError, model_validator

from aggregator.health.limits import limits
from aggregator.health.memory import GoodRun, Memory, gaps
from aggregator.health.words import Fact

_WEEK = timedelta(days=7)


class Expected(BaseModel, frozen=True, extra="forbid"):
    """What a person says is usual, in the source's option `expected`; it counts more than what was learned."""

    least: int | None = Field(default=None, ge=0)
    most: int | None = Field(default=None, ge=0)
    text: float | None = Field(default=None, ge=0, le=1)
    published: float | None = Field(default=None, ge=0, le=1)
    deadline: float | None = Field(default=None, ge=0, le=1)
    amount: float | None = Field(default=None, ge=0, le=1)
    event: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _least_before_most(self) -> Expected:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("`least` must not be more than `most`")
        return self


class ExpectedInvalid(ValueError):
    """The option `expected` cannot be read; the message says what stands there and what can."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual share of entries that state a fact, and the share below which something is wrong; 0 to 1."""

    share: float
    bound: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """The band a run of this source should stay in.

    `least` and `most` entries are the bounds, `seen_least` and `seen_most` what was really seen. `gap` is the usual
    time between news, None where no rhythm is known; `weekly` new entries per week.
    """

    known: bool = False
    least: int | None = None
    most: int | None = None
    seen_least: int = 0
    seen_most: int = 0
    filled: Mapping[Fact, Usual] = field(default_factory=dict)
    gap: timedelta | None = None
    weekly: float | None = None


def learn(memory: Memory, options: Mapping[str, object]) -> Envelope:
    """The band learned from the last good runs, corrected by the source's options `expected` and `may_be_empty`."""
    said = _said(options)
    known = len(memory.good) >= limits().learn.least
    counts = [run.listed for run in memory.good]
    least, most = _band(counts, may_be_empty=bool(options.get("may_be_empty"))) if known else (None, None)
    return Envelope(
        known=known,
        least=least if said.least is None else said.least,
        most=most if said.most is None else said.most,
        seen_least=min(counts, default=0),
        seen_most=max(counts, default=0),
        filled=_filled(memory.good if known else (), said),
        gap=_gap(memory),
        weekly=_weekly(memory),
    )


def expected(options: Mapping[str, object]) -> Expected:
    """What a person says is usual. Raises ExpectedInvalid, saying what is wrong."""
    try:
        return Expected.model_validate(options.get("expected") or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(["expected", *(str(part) for part in first["loc"])])
        raise ExpectedInvalid(
            f"option {where}: {first['msg']}; write for example expected: {{least: 5, most: 60, deadline: 0.3}}"
        ) from error


def _said(options: Mapping[str, object]) -> Expected:
    try:
        return expected(options)
    except ExpectedInvalid:
        return Expected()  # such a source was kept before the option had a meaning: what was learned counts


def _band(counts: list[int], *, may_be_empty: bool) -> tuple[int, int]:
    numbers = limits().count
    fewest, most = min(counts), max(counts)
    least = 0 if may_be_empty or fewest == 0 else max(1, math.floor(fewest * numbers.shrink))
    return least, max(math.ceil(most * numbers.grow), most + numbers.spare)


def _filled(good: tuple[GoodRun, ...], said: Expected) -> dict[Fact, Usual]:
    numbers, usual = limits().filled, {}
    telling = [run for run in good if run.listed >= numbers.entries]
    for fact in Fact:
        by_hand: Any = getattr(said, fact.value)
        if by_hand is not None:
            usual[fact] = Usual(by_hand, by_hand)
        elif telling:
            shares = [min(1.0, run.filled.get(fact, 0) / run.listed) for run in telling]
            usual[fact] = Usual(sum(shares) / len(shares), min(shares) - numbers.drop)
    return usual


def _gap(memory: Memory) -> timedelta | None:
    """The longest usual time between news: the very longest is left out, for that was a holiday."""
    between = sorted(gaps(memory.news))
    if len(between) < limits().silence.gaps:
        return None
    return between[-2]


def _weekly(memory: Memory) -> float | None:
    """New entries per week; the first arrival is where counting begins, it may be everything that was there before."""
    if len(memory.news) < 3:
        return None
    span = memory.news[-1].at - memory.news[0].at
    return sum(arrival.entries for arrival in memory.news[1:]) / max(span / _WEEK, 1 / 7)
