"""Sources as a table in CSV, both ways: a line each, as an office keeps them in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aggregator.cells import as_cell, from_cell
from aggregator.model import Source
from aggregator.sources.draft import SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.sources.fields import FIELDS, draft_of

_LISTS = ("countries", "topics", "kinds")
_DELIMITERS = ";,\t"
_NEEDED = ("key", "name", "url", "kind")


def from_csv(text: str) -> list[SourceDraft]:
    """The sources of a table with a heading line; columns in any order, parted by `;`, `,` or a tab.

    Codes in one cell are parted by spaces, `options` are a JSON object. Raises SourceInvalid, naming the line.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    _, heading = next(lines, (1, []))
    columns = [name.strip().lower() for name in heading]
    _require_columns(columns)
    drafts = [_draft(number, columns, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not drafts:
        raise SourceInvalid(SourceFault.NO_ROWS, line=1)
    return drafts


def to_csv(sources: Iterable[Source | SourceDraft]) -> str:
    """A heading line and a line for each source, parted by `;`, which spreadsheets here expect."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    rows.writerow(FIELDS)
    for source in sources:
        rows.writerow([_cell(getattr(source, name)) for name in FIELDS])
    return written.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number on which a row begins, and its cells."""
    heading = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = SourceFault.QUOTE_OPEN if "end of data" in str(error) else SourceFault.CSV
            raise SourceInvalid(fault, line=number, detail=error) from error
        yield number, cells


def _require_columns(columns: list[str]) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        names = ", ".join(missing)
        raise SourceInvalid(SourceFault.MISSING_COLUMN, line=1, names=names, known=", ".join(FIELDS))
    unknown = [name for name in columns if name and name not in FIELDS]
    if unknown:
        names = ", ".join(unknown)
        raise SourceInvalid(SourceFault.UNKNOWN_COLUMN, line=1, names=names, known=", ".join(FIELDS))
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise SourceInvalid(SourceFault.COLUMN_TWICE, line=1, names=", ".join(twice))


def _draft(number: int, columns: list[str], cells: list[str]) -> SourceDraft:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise SourceInvalid(SourceFault.TOO_MANY_CELLS, line=number, cells=len(cells), columns=len(columns))
    try:
        draft = draft_of(_fields(dict(zip(columns, cells, strict=False))))
        draft.require_valid()
    except SourceInvalid as error:
        raise error.at(number) from error
    return draft


def _fields(row: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, cell in row.items():
        said = from_cell(cell)
        if not name or not said:
            continue
        if name in _LISTS:
            fields[name] = re.split(r"[\s,;]+", said.strip(" ,;"))
        elif name == "options":
            fields[name] = _options(said)
        elif name == "priority":
            fields[name] = int(said) if re.fullmatch(r"[0-9]{1,9}", said) else said
        else:
            fields[name] = said
    return fields


def _options(said: str) -> Any:
    try:
        return json.loads(said)
    except (ValueError, RecursionError) as error:
        raise SourceInvalid(SourceFault.OPTIONS_JSON, detail=error) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False) if value else ""
    if isinstance(value, list | tuple):
        return " ".join(value)
    return as_cell(str(value))
