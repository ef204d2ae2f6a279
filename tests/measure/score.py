"""`make score`: how well labelled real texts are read; tables, `var/score.json`, and the last figures in the docs.

The texts are no part of the project; where they do not lie beside it, this says so and ends well.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from aggregator.reading import Document, read
from tests.measure import facts, identity, labelled
from tests.measure.facts import Figures
from tests.measure.labelled import Labelled
from tests.measure.publishing import publish
from tests.measure.tally import dates_of

RESULTS = Path("var/score.json")
PAGE = Path("docs/reading.md")
PAIRS_PAGE = Path("docs/identity.md")
_PASSES = 3


def main(words: Sequence[str] | None = None) -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=labelled.PLACE, help="folder of the labelled texts")
    parser.add_argument("--wrong", type=int, default=0, help="show so many texts whose deadlines were read wrong")
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose figures are rewritten")
    parser.add_argument("--pairs", type=Path, default=identity.OWN, help="folder of the pairs of our own")
    parser.add_argument("--pairs-page", type=Path, default=PAIRS_PAGE, help="page of the figures on pairs")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file for the figures as JSON")
    asked = parser.parse_args(words)
    console = Console()
    if not (asked.data / "texts.jsonl").exists():
        console.print("There are no labelled texts beside the project: nothing to score.", highlight=False)
        return
    texts = labelled.texts(asked.data)
    read_texts = labelled.read_all(texts, map(labelled.of_text, texts))
    figures = measure(asked.data, read_texts)
    for subject, groups in figures.items():
        console.print(_table(subject, groups))
    for one in [one for one in read_texts if _is_wrong(one)][: asked.wrong]:
        console.print(_shown(one), highlight=False, markup=False)
    asked.results.parent.mkdir(exist_ok=True)
    asked.results.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    publish(asked.page, figures)
    of_pairs: dict[str, Figures] = {"pairs": identity.measured(asked.data, asked.pairs)}
    console.print(_table("pairs", of_pairs["pairs"]))
    publish(asked.pairs_page, of_pairs)


def measure(place: Path, texts: Sequence[Labelled]) -> dict[str, Figures]:
    """All figures by subject and group."""
    phrases = labelled.phrases(place)
    as_pages = labelled.read_all([one.row for one in texts], (labelled.as_page(one.row) for one in texts))
    saved = labelled.rows(place / "html/index.jsonl")
    return {
        "deadlines in texts": facts.deadlines(texts, _groups_of_text, "deadlines"),
        "deadlines in phrases": facts.deadlines(
            labelled.read_all(phrases, map(labelled.of_phrase, phrases)), _groups_of_phrase, "deadline_iso"
        ),
        "amounts": facts.amounts(texts),
        "kind": facts.kinds(texts),
        "taken for an opportunity": facts.opportunities(texts, as_pages),
        "language": facts.languages(texts),
        "event dates": facts.events(texts),
        "saved pages": facts.pages(labelled.read_pages(saved, place)),
        "speed": {"texts": speed([labelled.of_text(one.row) for one in texts])},
    }


def speed(documents: Sequence[Document]) -> dict[str, float]:
    """CPU milliseconds per 3,000 characters, all facts, the best of some passes."""
    characters = sum(len(document.text or "") for document in documents)
    seconds = min(_seconds(documents) for _ in range(_PASSES))
    return {"items": len(documents), "ms_per_3000_characters": round(seconds * 1000 * 3000 / max(1, characters), 3)}


def _seconds(documents: Sequence[Document]) -> float:
    before = time.process_time()
    for document in documents:
        read(document, today=labelled.READ_ON)
    return time.process_time() - before


def _groups_of_text(one: Labelled) -> list[str]:
    origin = "hand" if one.by_hand else "other"
    return [f"language {one.language}", f"status {one.row.get('deadline_status')}", f"label by {origin}"]


def _groups_of_phrase(one: Labelled) -> list[str]:
    trap = "traps" if one.row["is_trap"] else "no traps"
    return [f"language {one.language}", f"category {one.row['category']}", trap]


def _table(subject: str, groups: Figures) -> Table:
    columns = list(next(iter(groups.values())))
    table = Table(subject, *columns, header_style="bold", show_edge=False)
    for group, figures in groups.items():
        table.add_row(group, *(_number(figures[column]) for column in columns))
    return table


def _number(figure: float) -> str:
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def _is_wrong(one: Labelled) -> bool:
    return facts.deadlines([one], lambda _: (), "deadlines")["all"]["items_right"] < 1


def _shown(one: Labelled) -> str:
    found = sorted(dates_of(one.reading))
    said = " ".join(str(one.row["text"]).split())[:300]
    return f"{one.row['id']} {one.language} wanted {sorted(one.row['deadlines'])} found {found} | {said}"


if __name__ == "__main__":
    main()
