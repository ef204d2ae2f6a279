"""What is kept about people: of whom, what, why and for how long, from one file; for the page and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import APIRouter, Request, Response

from aggregator.cells import as_cell
from web.desk.frame import desk_page
from web.language import language_of
from web.security.entrance import Reader
from web.wording import wording

router = APIRouter(prefix="/desk")

_FILE = Path(__file__).with_name("personal.yaml")


class Circle(StrEnum):
    """Whose data it is: of the staff, of readers, or of others."""

    STAFF = "staff"
    READERS = "readers"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Kept:
    """Some tables of one purpose, in the reader's language."""

    about: Circle
    tables: tuple[str, ...]
    name: str
    what: str
    why: str
    how_long: str


@router.api_route("/daten", methods=["GET", "HEAD"])
def data(request: Request, person: Reader) -> Response:
    """The record of processing in plain words (Art. 30 GDPR)."""
    every = kept(language_of(request))
    circles = [(circle.value, [one for one in every if one.about is circle]) for circle in Circle]
    return desk_page(request, person, "desk/daten.html", circles=circles)


@router.api_route("/daten.csv", methods=["GET", "HEAD"])
def as_file(request: Request, _person: Reader) -> Response:
    """The same as a table."""
    text = as_table(kept(language_of(request)), language_of(request))
    # a spreadsheet takes a file for UTF-8 only where it begins with the mark
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="daten.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def kept(language: str) -> list[Kept]:
    """All of it, in the order of the file."""
    return [
        Kept(
            Circle(one["about"]),
            tuple(one["tables"]),
            *(one[part].get(language) or one[part]["de"] for part in ("name", "what", "why", "how_long")),
        )
        for one in _entries().values()
    ]


def as_table(every: Sequence[Kept], language: str) -> str:
    """A heading and a row for each purpose, parted by `;`."""
    _ = wording(language)
    whose = {Circle.STAFF: _("Menschen im Büro"), Circle.READERS: _("Leserinnen und Leser"), Circle.OTHERS: _("Andere")}
    rows = [[_("Wessen Daten"), _("Wofür"), _("Was"), _("Warum"), _("Wie lange"), _("Tabellen")]]
    rows += [[whose[one.about], one.name, one.what, one.why, one.how_long, ", ".join(one.tables)] for one in every]
    written = io.StringIO()
    cells = csv.writer(written, delimiter=";", lineterminator="\r\n")
    cells.writerows([as_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
