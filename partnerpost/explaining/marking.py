"""A text with its facts marked, and beside each line what was found there and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from aggregator.reading import Evidence, Reading
from aggregator.reading.pdf import PdfText
from partnerpost.explaining.findings import Found

_COLOURS = {
    "deadline": "bold red",
    "opens": "red",
    "amount": "bold green",
    "budget": "green",
    "own contribution": "green",
    "event": "bold blue",
    "place": "blue",
    "country": "magenta",
    "reach": "magenta",
}
_OTHER = "cyan"
# what a terminal would obey instead of show, and what would turn the line around; one sign for one sign
_UNSHOWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """The text as it may be printed: control characters and direction marks made harmless, the length kept."""
    return _UNSHOWABLE.sub(lambda sign: " " if sign[0] in "\t\r" else "\ufffd", text)


def marked(reading: Reading, facts: Sequence[Found], *, coloured: bool, pdf: PdfText | None = None) -> RenderableType:
    """The whole text line by line, the facts numbered in it and explained beside it.

    Without colour a fact is written `{1: its words}`. A rule with the page's number stands before each page of a PDF.
    """
    placed = [(number, fact, fact.evidence) for number, fact in enumerate(facts, start=1) if fact.evidence]
    parts: list[RenderableType] = []
    page = 0
    told: set[int] = set()
    grid = _grid()
    for start, end in _lines(reading.text):
        if pdf and pdf.page_of(start) != page:
            page = pdf.page_of(start)
            parts += [grid, Rule(f"page {page}", style="dim")]
            grid = _grid()
        here = [one for one in placed if one[2].start < end and one[2].end > start]
        notes = [_note(number, fact) for number, fact, _ in here if number not in told]
        told.update(number for number, _, _ in here)
        line = _line(reading.text, start, end, here, coloured=coloured)
        grid.add_row(line, Group(*notes) if notes else "")
    return Group(*parts, grid)


def general(facts: Sequence[Found]) -> list[Text]:
    """The facts that stand at no single place, one line each."""
    return [_note(number, fact) for number, fact in enumerate(facts, start=1) if fact.evidence is None]


def _grid() -> Table:
    grid = Table.grid(padding=(0, 3, 0, 0), expand=True)
    grid.add_column(ratio=3, overflow="fold")
    grid.add_column(ratio=2, overflow="fold")
    return grid


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that are not blank."""
    for line in re.finditer(r"[^\n]+", text):
        if line[0].strip():
            yield line.span()


def _line(text: str, start: int, end: int, here: Sequence[tuple[int, Found, Evidence]], *, coloured: bool) -> Text:
    """One line of the text with the marks that fall into it."""
    line = Text()
    borders = sorted({start, end, *(place for _, _, e in here for place in (e.start, e.end) if start < place < end)})
    for first, last in pairwise(borders):
        within = [fact for _, fact, place in here if place.start <= first and last <= place.end]
        if not coloured:
            line.append("".join(f"{{{number}: " for number, _, place in here if max(place.start, start) == first))
        style = f"{_COLOURS.get(within[-1].fact, _OTHER)} underline" if within and coloured else ""
        line.append(shown(text[first:last]), style)
        ends = [number for number, _, place in here if min(place.end, end) == last]
        if ends:
            line.append("".join(f"[{number}]" for number in ends) if coloured else "}" * len(ends), "dim")
    return line


def _note(number: int, fact: Found) -> Text:
    note = Text()
    note.append(f"{number} ", "dim")
    note.append(f"{fact.fact} {shown(fact.value)}", _COLOURS.get(fact.fact, _OTHER))
    if fact.certainty:
        note.append(f", {fact.certainty}")
    for detail in fact.details:
        note.append(f", {shown(detail)}")
    note.append(f" · {fact.rule} · {fact.confidence:.2f}", "dim")
    return note
