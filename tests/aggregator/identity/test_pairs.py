"""What the verdict is worth on pairs of our own: `known` ones, which the rules were set on, and others."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.identity import Fingerprint, Verdict, compare, fingerprint, item_of
from aggregator.identity.buckets import buckets
from aggregator.reading import Document, read

PAIRS = Path(__file__).parents[2] / "corpus" / "pairs"
SETS = sorted(path.stem for path in PAIRS.glob("*.yaml"))


def report(side: dict[str, Any]) -> Fingerprint:
    published = date.fromisoformat(str(side["published"])) if side.get("published") else date(2026, 11, 27)
    document = Document(
        title=side["title"], text=side["text"], url=side["url"], language=side["lang"], published=published
    )
    return fingerprint(item_of(read(document, today=published), url=side["url"]))


@cache
def pairs(name: str) -> tuple[tuple[str, Fingerprint, Fingerprint], ...]:
    rows = yaml.safe_load((PAIRS / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple((row["relation"], report(row["a"]), report(row["b"])) for row in rows)


@cache
def table(name: str) -> Counter[tuple[str, Verdict]]:
    return Counter((relation, compare(a, b).verdict) for relation, a, b in pairs(name))


def share(name: str, relation: str, *verdicts: Verdict) -> float:
    counted = table(name)
    of_relation = sum(number for (its, _), number in counted.items() if its == relation)
    return sum(counted[relation, verdict] for verdict in verdicts) / of_relation


@pytest.mark.parametrize("name", SETS)
def test_of_two_different_things_none_are_merged(name: str) -> None:
    assert table(name)["different", Verdict.SAME] == 0


@pytest.mark.parametrize("name", SETS)
def test_of_one_thing_told_twice_most_are_merged_or_asked_about(name: str) -> None:
    assert share(name, "same", Verdict.SAME, Verdict.UNSURE) >= 0.6


@pytest.mark.parametrize("name", SETS)
def test_most_different_things_are_left_alone(name: str) -> None:
    assert share(name, "different", Verdict.DIFFERENT) >= 0.85


@pytest.mark.parametrize("name", SETS)
def test_nearly_all_twins_share_a_bucket(name: str) -> None:
    same = [(a, b) for relation, a, b in pairs(name) if relation == "same"]
    met = [1 for a, b in same if {one.code for one in buckets(a)} & {one.code for one in buckets(b)}]
    assert len(met) >= 0.85 * len(same)


@pytest.mark.parametrize("name", SETS)
def test_the_verdict_does_not_hang_on_the_order_and_is_always_explained(name: str) -> None:
    for _, a, b in pairs(name):
        assert compare(a, b).verdict == compare(b, a).verdict
        assert compare(a, b).why
