"""Which of several ways is the best: the one that shows entries with their days; else the one that lasts longest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from aggregator.finding import Way
from crawlers.discovery.trial import Trial


def ranked(trials: Iterable[Trial], *, page: str, known: Way | None = None) -> list[Trial]:
    """The trials that found something, best first; of equal ones the first stays first.

    `page` is the address that was looked at, `known` the way in which it is collected now.
    """
    good = [trial for trial in trials if trial.way.found and (trial.findings or trial.lines)]
    return sorted(good, key=lambda trial: -_score(trial, page, known))


def _score(trial: Trial, page: str, known: Way | None) -> float:
    weights, way = _weights(), trial.way
    score: float = weights["usual"].get(way.kind.value, weights["unknown"])
    if way.read:
        score += weights["dated"] * way.dated / way.read
    score += weights["entries"] * min(way.found, weights["enough_entries"]) / weights["enough_entries"]
    if known is not None and (way.kind, way.url, way.options) == (known.kind, known.url, known.options):
        score += weights["known"]
    if _below(way.url, page):
        score += weights["beside_page"]
    return score + (weights["thin"] if trial.thin else 0.0)


def _below(url: str, page: str) -> bool:
    there, here = urlsplit(url), urlsplit(page)
    return there.netloc == here.netloc and there.path.startswith(here.path)


@cache
def _weights() -> dict[str, Any]:
    with (Path(__file__).parent / "ranking.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
