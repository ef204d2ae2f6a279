"""The numbers of `limits.yaml`, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel

from aggregator.finding import FailureKind


class Learn(BaseModel, frozen=True, extra="forbid"):
    """How much of the past is remembered."""

    runs: int
    least: int
    visits: int
    news: int


class Count(BaseModel, frozen=True, extra="forbid"):
    """How far the number of entries may move."""

    shrink: float
    grow: float
    spare: int


class Filled(BaseModel, frozen=True, extra="forbid"):
    """How far the share of entries that state a fact may fall."""

    drop: float
    entries: int


class Silence(BaseModel, frozen=True, extra="forbid"):
    """How long nothing new may come."""

    gaps: int
    factor: float
    least_days: float


class Weights(BaseModel, frozen=True, extra="forbid"):
    """What failures weigh, and from when on they count."""

    hard: float
    soft: float
    temporary: float
    broken: float
    suspect: float


class Retry(BaseModel, frozen=True, extra="forbid"):
    """From how much trouble on one waits so many hours."""

    trouble: float
    hours: float


class Limits(BaseModel, frozen=True, extra="forbid"):
    """All of them."""

    learn: Learn
    count: Count
    filled: Filled
    silence: Silence
    trouble: Weights
    weights: dict[Literal["temporary", "soft"], frozenset[FailureKind]]
    retry: tuple[Retry, ...]


@cache
def limits() -> Limits:
    """What the file says; read once."""
    with (Path(__file__).parent / "limits.yaml").open(encoding="utf-8") as lines:
        return Limits.model_validate(yaml.safe_load(lines))
