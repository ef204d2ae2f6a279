"""The last figures, written into the documentation between two markers."""

from __future__ import annotations

import re
from pathlib import Path

from tests.measure.facts import Figures

_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
_SECTION = re.compile(f"(?<={_BEGIN}\n).*(?={_END})", re.DOTALL)
_NAMES = {
    "items": "items",
    "items_right": "items right",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "silent_where_none": "silent where none",
    "share": "share",
    "merges_right": "merges right",
    "merged": "same: merged",
    "merged_or_asked": "same: merged or asked",
    "left_alone": "different: left alone",
    "met": "same: share a bucket",
    "ms_per_3000_characters": "ms per 3,000 characters",
}


class PageWithoutPlace(Exception):
    """The page has no pair of markers between which figures could stand."""


def publish(page: Path, figures: dict[str, Figures]) -> None:
    """Rewrite the figures of a page. Raises PageWithoutPlace; the page is left alone then."""
    before = page.read_text(encoding="utf-8")
    if not _SECTION.search(before):
        raise PageWithoutPlace(f"{page} needs the lines {_BEGIN} and {_END}")
    page.write_text(_SECTION.sub(lambda _: section(figures), before), encoding="utf-8")


def section(figures: dict[str, Figures]) -> str:
    """One Markdown table per subject."""
    return "\n".join(_table(subject, groups) for subject, groups in figures.items())


def _table(subject: str, groups: Figures) -> str:
    columns = list(next(iter(groups.values())))
    head = f"| {subject} | {' | '.join(_NAMES[column] for column in columns)} |"
    rows = [
        f"| {group} | {' | '.join(_number(line[column]) for column in columns)} |" for group, line in groups.items()
    ]
    return "\n".join([head, "| --- " + "| ---: " * len(columns) + "|", *rows, ""])


def _number(figure: float) -> str:
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"
