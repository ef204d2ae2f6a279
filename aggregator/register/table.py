"""A table of links (CSV, UTF-8, comma, header) read into rows, and the register written as one."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aggregator.cells import as_cell, from_cell
from aggregator.model import Municipality, Twinning
from aggregator.register.faults import Fault, Wrong
from aggregator.register.values import Values, read_values

MOST_LINES = 20_000
REQUIRED = ("ags", "partner", "partner_country")
COLUMNS = {
    "partner": "partner",
    "partner_other_names": "other_names",
    "partner_country": "country",
    "partner_region_code": "region",
    "partner_insee": "insee",
    "partner_geonames_id": "geonames",
    "partner_qid": "qid",
    "partner_lat": "latitude",
    "partner_lon": "longitude",
    "kind": "kind",
    "since": "since",
    "status": "status",
    "note": "note",
    "source": "source",
    "licence": "licence",
    "source_url": "source_url",
}
"""Column of a table by field of a link; columns that are not here are passed over."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line that could be read; `line` counts from 1 with the header."""

    line: int
    ags: str
    values: Values


class TableUnreadable(ValueError):
    """The file as a whole is no such table; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence("en"))
        self.fault = fault


def decoded(content: bytes, *, most: int) -> str:
    """The text of a file of `most` bytes, in UTF-8 with or without a mark at its beginning. Raises TableUnreadable."""
    if len(content) > most:
        raise TableUnreadable(Fault(Wrong.LONG, str(MOST_LINES)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnreadable(Fault(Wrong.ENCODING)) from error
    if "\0" in text:
        raise TableUnreadable(Fault(Wrong.ENCODING))
    return text


def read_table(text: str, known: Container[str]) -> tuple[list[Row], list[Fault]]:
    """All lines that can be read, and what is wrong with the others. `known` are the keys of municipalities.

    Raises TableUnreadable where no line can be read.
    """
    if not text.strip():
        raise TableUnreadable(Fault(Wrong.EMPTY))
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip().casefold() for name in next(lines)]
        _check(header)
        read = list(_lines(lines, header))
    except csv.Error as error:
        raise TableUnreadable(Fault(Wrong.SEPARATOR)) from error
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in read:
        row, wrong = _row(line, cells, known)
        faults += wrong
        rows += [row] if row else []
    return rows, faults


def _check(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing and len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        raise TableUnreadable(Fault(Wrong.SEPARATOR))
    if missing:
        raise TableUnreadable(Fault(Wrong.COLUMN, missing[0], line=1))


def _lines(lines: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for cells in lines:
        if lines.line_num > MOST_LINES:
            raise TableUnreadable(Fault(Wrong.LONG, str(MOST_LINES)))
        if any(cell.strip() for cell in cells):
            yield lines.line_num, dict(zip(header, cells, strict=False))


def _row(line: int, cells: dict[str, str], known: Container[str]) -> tuple[Row | None, list[Fault]]:
    ags = cells.get("ags", "").strip()
    texts = {field: from_cell(cells.get(column, "")) for column, field in COLUMNS.items()}
    values, faults = read_values(texts)
    if ags not in known:
        faults.insert(0, Fault(Wrong.AGS, ags, field="ags"))
    placed = [Fault(fault.wrong, fault.value, line, fault.field) for fault in faults]
    return (None if placed else Row(line, ags, values)), placed


def as_records(rows: Iterable[tuple[Municipality, Twinning]]) -> Iterator[dict[str, Any]]:
    """Links with the columns in which they can be read in again, and the name of the municipality."""
    for town, link in rows:
        confirmed = link.confirmed_on.isoformat() if link.confirmed_on else None
        fields = {column: getattr(link, field) for column, field in COLUMNS.items()}
        yield {"ags": town.ags, "municipality": town.name, "state": town.state, **fields, "confirmed_on": confirmed}


def as_table(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The same as CSV, line by line; several names stand in one cell, parted by `; `."""
    names = ["ags", "municipality", "state", *COLUMNS, "confirmed_on"]
    yield ",".join(names) + "\r\n"
    for record in records:
        line = io.StringIO()
        csv.writer(line).writerow([_cell(record[name]) for name in names])
        yield line.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return as_cell("; ".join(value))
    if isinstance(value, float):
        return str(value)  # as_cell would take a place in the west for a formula
    return "" if value is None else as_cell(str(value))
