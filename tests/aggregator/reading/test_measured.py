"""Reading measured on labelled real texts that lie beside the project; skipped where they are absent."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregator.reading import Document, read

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "reading-dev"
TODAY = date(2026, 11, 23)
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not DATA.exists(), reason="the labelled texts are not here")]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def _days(document: Document) -> set[str]:
    deadlines = read(document, today=TODAY).deadlines
    return {one.date.isoformat() for one in deadlines if one.date and one.certainty.value in ("exact", "inferred")}


def _f1(pairs: list[tuple[set[str], set[str], set[str]]]) -> float:
    hit = sum(len(gold & found) for gold, _, found in pairs)
    wrong = sum(len(found - gold - also) for gold, also, found in pairs)
    missed = sum(len(gold - found) for gold, _, found in pairs)
    return 2 * hit / (2 * hit + wrong + missed)


def _texts() -> list[tuple[dict[str, Any], set[str], set[str], set[str]]]:
    pairs = []
    for row in _rows("texts.jsonl"):
        if row.get("task", "text") == "text":
            published = date.fromisoformat(row["published"]) if row.get("published") else None
            found = _days(Document(row["title"] or "", row["text"], None, row["url"], None, published))
            pairs.append((row, set(row["deadlines"]), set(row.get("also_acceptable") or []), found))
    return pairs


def test_deadlines_of_real_texts_are_read_and_silence_is_kept() -> None:
    pairs = _texts()
    assert _f1([pair[1:] for pair in pairs]) >= 0.97
    assert sum(gold <= found <= gold | also for _, gold, also, found in pairs) / len(pairs) >= 0.98
    silent = [found <= also for _, gold, also, found in pairs if not gold]
    assert sum(silent) / len(silent) >= 0.98


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_no_language_is_read_much_worse_than_the_others(language: str) -> None:
    assert _f1([pair[1:] for pair in _texts() if pair[0]["lang"] == language]) >= 0.95


def test_phrases_are_read_and_traps_are_not_stepped_into() -> None:
    right, traps = [], []
    for row in _rows("phrases.jsonl"):
        if {"api", "conflict"} & set(row.get("flags") or []):
            continue
        gold = {day[:10] for day in row["deadline_iso"]}
        found = _days(Document("", row["phrase"], None, None, row["lang"]))
        right.append(found == gold)
        if row["is_trap"]:
            traps.append(found <= gold)
    assert sum(right) / len(right) >= 0.95
    assert sum(traps) / len(traps) >= 0.97
