"""How well two reports of one thing are told from two things: on pairs of our own, and on labelled real ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from aggregator import meaning
from aggregator.identity import Fingerprint, Verdict, compare, fingerprint, item_of
from aggregator.identity.buckets import buckets
from aggregator.reading import Document, read
from tests.measure.facts import Figures

OWN = Path("tests/corpus/pairs")
_LABELLED = "pairs.jsonl"
_SAME = ("same", "same_updated")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, whether they are one thing, and how near they are in meaning (None where nobody can tell)."""

    a: Fingerprint
    b: Fingerprint
    is_one: bool
    meaning: float | None = None


def measured(place: Path, own: Path = OWN) -> Figures:
    """All figures by set of pairs, each with and without meaning where that can be told."""
    figures: Figures = {}
    for name, rows in _sets(place, own):
        pairs = [_pair(row) for row in rows]
        figures[name] = _figures(pairs)
        if any(pair.meaning is not None for pair in pairs):
            figures[f"{name}, with meaning"] = _figures(pairs, with_meaning=True)
    return figures


def _sets(place: Path, own: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for path in sorted(own.glob("*.yaml")):
        yield f"our own, {path.stem}", yaml.safe_load(path.read_text(encoding="utf-8"))
    labelled = place / _LABELLED
    if labelled.exists():
        rows = [json.loads(line) for line in labelled.read_text(encoding="utf-8").splitlines()]
        yield "real, labelled", [row for row in rows if row["relation"] != "uncertain"]


def _pair(row: dict[str, Any]) -> Pair:
    likeness = None
    if meaning.available():
        one, other = meaning.encode([meaning.passage(row[side]["title"], row[side]["text"]) for side in "ab"])
        likeness = one.likeness(other) if one and other else None
    return Pair(_report(row["a"]), _report(row["b"]), row["relation"] in _SAME, likeness)


def _report(side: dict[str, Any]) -> Fingerprint:
    published = date.fromisoformat(str(side["published"])[:10]) if side.get("published") else None
    document = Document(
        title=side["title"], text=side["text"], url=side.get("url"), language=side["lang"], published=published
    )
    reading = read(document, today=published or date(2026, 11, 27))
    return fingerprint(item_of(reading, url=side.get("url") or ""))


def _figures(pairs: Iterable[Pair], *, with_meaning: bool = False) -> dict[str, float]:
    """Merged rightly among all merged, merged and merged or asked about among the same, left alone among the others."""
    counted: Counter[tuple[bool, Verdict]] = Counter()
    met = 0
    for pair in pairs:
        judgement = compare(pair.a, pair.b, meaning=pair.meaning if with_meaning else None)
        counted[pair.is_one, judgement.verdict] += 1
        met += pair.is_one and bool(_codes(pair.a) & _codes(pair.b))
    one = sum(number for (is_one, _), number in counted.items() if is_one)
    two = sum(counted.values()) - one
    merged, asked = counted[True, Verdict.SAME], counted[True, Verdict.UNSURE]
    return {
        "items": one + two,
        "merges_right": merged / max(1, merged + counted[False, Verdict.SAME]),
        "merged": merged / max(1, one),
        "merged_or_asked": (merged + asked) / max(1, one),
        "left_alone": counted[False, Verdict.DIFFERENT] / max(1, two),
        "met": met / max(1, one),
    }


def _codes(report: Fingerprint) -> set[int]:
    return {bucket.code for bucket in buckets(report)}
