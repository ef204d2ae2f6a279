"""Small bars of new entries per week, drawn as SVG by the server; the same figures stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 24
BAR = 7
GAP = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in pixels from the top left; a week without news is a line of one pixel."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Sparkline:
    """All bars, and how wide they are together."""

    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT
    bar: int = BAR


def sparkline(figures: Sequence[int]) -> Sparkline:
    """One bar for each figure, the highest as high as the picture. Negative figures count as 0."""
    highest = max([*figures, 1])
    heights = [max(1, round(HEIGHT * max(0, figure) / highest)) for figure in figures]
    bars = tuple(Bar(place * (BAR + GAP), HEIGHT - height, height) for place, height in enumerate(heights))
    return Sparkline(bars, max(0, len(bars) * (BAR + GAP) - GAP))
