"""Europe drawn in tiles: each country one tile at its place, the partners' countries marked and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from aggregator.register import HOME

_SIDE, _GAP = 40, 4  # units of the drawing
_STEP = _SIDE + _GAP


@dataclass(frozen=True, slots=True)
class Tile:
    """A country at its place, in units of the drawing; `number` is 0 where there are no partners."""

    code: str
    x: int
    y: int
    number: int
    is_home: bool


@dataclass(frozen=True, slots=True)
class TileMap:
    """The drawing with its size; countries outside Europe stand in rows of their own below, from `beyond` on."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int
    beyond: int | None


def tile_map(counted: Mapping[str, int]) -> TileMap:
    """Draw the countries of Europe, and those of the world that are counted."""
    places = _places()
    columns = 1 + max(column for column, _ in places.values())
    rows = 1 + max(row for _, row in places.values())
    tiles = [_tile(code, column * _STEP, row * _STEP, counted) for code, (column, row) in places.items()]
    far = [code for code, number in counted.items() if number and code not in places and code != HOME]
    beyond = rows * _STEP + _SIDE if far else None
    for place, code in enumerate(far):
        tiles.append(_tile(code, place % columns * _STEP, (beyond or 0) + place // columns * _STEP, counted))
    bottom = max(tile.y for tile in tiles) + _SIDE
    return TileMap(tuple(tiles), columns * _STEP - _GAP, bottom, _SIDE, beyond)


def _tile(code: str, x: int, y: int, counted: Mapping[str, int]) -> Tile:
    return Tile(code, x, y, 0 if code == HOME else counted.get(code, 0), code == HOME)


@cache
def _places() -> dict[str, tuple[int, int]]:
    """Column and row of each country."""
    with (Path(__file__).parent / "europe.yaml").open(encoding="utf-8") as lines:
        rows: list[str] = yaml.safe_load(lines)
    return {
        code: (column, row) for row, line in enumerate(rows) for column, code in enumerate(line.split()) if code != "."
    }
