"""The text of the source: what proves something is marked, and every day, sum and country in it can be pressed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

MOST_CHARACTERS = 30_000
MOST_BYTES = 36_000
"""Of the text as it stands in the page: the whole page stays below 100 kB, in whatever script the text is written."""
MOST_SPOTS = 240
KEYED = 9  # those that a single digit reaches
_HEADING = re.compile(r"(^|\n)#{1,6} ")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands: characters, end exclusive."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What can be pressed: a stretch of the text, what it is taken for (`day`, `sum`, `country`) and what it says.

    `number` counts those of its kind from 1; `counts`: it says what counts already.
    """

    start: int
    end: int
    kind: str
    number: int
    says: str
    counts: bool = False

    @property
    def place(self) -> str:
        """As a form names it."""
        return f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `fields` names what it proves, empty for plain text; `spot` is set where it can be pressed.

    `proof` is the number of the proof that begins here, `page` that of the page of a PDF; 0 for none.
    """

    text: str
    fields: tuple[str, ...] = ()
    spot: Spot | None = None
    proof: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """One proof as it is led to: its number, what it proves, and the page of a PDF (0 where there are none)."""

    number: int
    fields: tuple[str, ...]
    page: int


def shortened(text: str) -> str:
    """As much of a text as a page can show, cut at a blank."""
    cut = text[:MOST_CHARACTERS]
    size = len(escape(cut).encode("utf-8", "replace"))
    while size > MOST_BYTES:
        cut = cut[: int(len(cut) * MOST_BYTES / size * 0.98)]
        size = len(escape(cut).encode("utf-8", "replace"))
    if len(cut) == len(text):
        return text
    return cut[: max(cut.rfind(" "), cut.rfind("\n"), len(cut) - 100)]


def pieces(
    text: str, spans: Sequence[Span], spots: Sequence[Spot] = (), pages: Mapping[int, int] | None = None
) -> tuple[Piece, ...]:
    """The text cut at every beginning and end; together the pieces are the text, without the marks of headings.

    Spans may overlap, spots may not; a spot is never cut. `pages` gives the number of the page that begins at a place.
    """
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    pressed = [spot for spot in spots if 0 <= spot.start < spot.end <= len(text)]
    begun = {place: page for place, page in (pages or {}).items() if 0 <= place < len(text)}
    edges = {*begun, *(edge for span in inside for edge in (span.start, span.end))}
    edges -= {edge for spot in pressed for edge in range(spot.start + 1, spot.end)}
    cuts = sorted({0, len(text), *edges, *(edge for spot in pressed for edge in (spot.start, spot.end))})
    return tuple(_numbered(text, cuts, inside, {spot.start: spot for spot in pressed}, begun))


def _numbered(
    text: str, cuts: Sequence[int], spans: Sequence[Span], pressed: Mapping[int, Spot], pages: Mapping[int, int]
) -> Iterator[Piece]:
    number, before = 0, tuple[str, ...]()
    for start, end in pairwise(cuts):
        fields = tuple(dict.fromkeys(span.field for span in spans if span.start < end and start < span.end))
        begins = bool(fields) and (not before or any(start <= span.start < end for span in spans))
        number += begins
        spot = pressed.get(start)
        words = text[start:end] if spot or fields else _HEADING.sub(r"\1", text[start:end])
        yield Piece(words, fields, spot, number if begins else 0, pages.get(start, 0))
        before = fields
