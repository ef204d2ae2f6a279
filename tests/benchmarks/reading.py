"""Milliseconds per 3,000 characters: every fact of a text, beside a search for its dates alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from dateparser.search import search_dates

from aggregator.reading import Document, read
from tests.benchmarks import Measure

LENGTH = 3_000
TEXTS = 12
"""So many for each language."""
LANGUAGES = ("de", "fr", "en", "pl")
_FACTS = 6
"""Passages of the corpus in each text: about four dates in 3,000 characters, as many as real texts have."""
_PROSE = Path(__file__).parent / "prose.yaml"
_CORPUS = Path(__file__).parents[1] / "corpus"
_TODAY = date(2026, 11, 23)
_PASSES = 3
_UNIT = "ms per 3,000 characters"


@dataclass(frozen=True, slots=True)
class _Text:
    language: str
    text: str


def measure() -> list[Measure]:
    """CPU time of one core over the same texts; both know the language, both are warm."""
    texts = [text for language in LANGUAGES for text in made(language)]
    ours = _milliseconds(texts, lambda one: read(Document("", one.text, language=one.language), today=_TODAY))
    untold = _milliseconds(texts, lambda one: read(Document("", one.text), today=_TODAY))
    theirs = _milliseconds(texts, _dates_alone, passes=1)
    peer = "dateparser.search_dates, dates alone, DMY"
    return [
        Measure("reading, all facts, language known", ours, _UNIT, peer, theirs),
        Measure("reading, all facts, language to be found", untold, _UNIT, peer, theirs),
        Measure("reading, all facts, language known", ours, _UNIT, "what we promise", 2.0),
    ]


def made(language: str) -> list[_Text]:
    """Texts of some 3,000 characters as offices write them: sentences of our corpus with facts and traps, and prose."""
    facts = [row["text"].strip() for path in sorted(_CORPUS.glob("*.yaml")) for row in _rows(path, language)]
    prose = yaml.safe_load(_PROSE.read_text(encoding="utf-8"))[language]
    draw = random.Random(f"reading {language}")
    texts = []
    for _ in range(TEXTS):
        paragraphs = draw.sample(facts, _FACTS)
        while sum(map(len, paragraphs)) < LENGTH:
            paragraphs.append(draw.choice(prose))
        draw.shuffle(paragraphs)
        texts.append(_Text(language, "\n\n".join(paragraphs)))
    return texts


def _rows(path: Path, language: str) -> list[dict[str, str]]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [row for row in rows if row["language"] == language and row.get("text")]


def _dates_alone(one: _Text) -> object:
    return search_dates(one.text, languages=[one.language], settings={"DATE_ORDER": "DMY"})


def _milliseconds(texts: Sequence[_Text], work: Callable[[_Text], object], passes: int = _PASSES) -> float:
    """The best of some passes, after one text of each language to warm up."""
    for one in texts[::TEXTS]:
        work(one)
    characters = sum(len(one.text) for one in texts)
    return min(_seconds(texts, work) for _ in range(passes)) * 1000 * 3000 / characters


def _seconds(texts: Sequence[_Text], work: Callable[[_Text], object]) -> float:
    before = time.process_time()
    for one in texts:
        work(one)
    return time.process_time() - before
