"""Tables in CSV, bare or in a ZIP: rows by the names of their columns, each wrong one named by its line."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aggregator.finding import Failure, FailureKind
from crawlers.spiders.charset import decode
from crawlers.spiders.page import Page, Unreadable, require_countable

_DELIMITERS = ",;\t|"
_MOST_NAMED = 20  # after one stray quotation mark every following row is wrong
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line of the file on which it begins."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows that could be read, in the order of the file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Failure, ...]


def table(page: Page, *, most_bytes: int) -> Table:
    """The table of a page. Raises Unreadable where it is none, or unpacks to more than `most_bytes`."""
    body = _unpacked(page.body, most_bytes) if page.body.startswith(b"PK\x03\x04") else page.body
    packed = body is not page.body
    decoded = decode(replace(page, body=body, content_type="" if packed else page.content_type))
    if decoded.text.lstrip()[:1] in ("<", "{"):
        raise Unreadable(FailureKind.UNREADABLE, f"a table was expected, not {decoded.text.strip()[:60]!r}")
    lines = list(_lines(decoded.text.removeprefix("\ufeff")))
    require_countable(len(lines))
    columns = lines[0].cells if lines else []
    if len(columns) < 2:
        raise Unreadable(FailureKind.UNREADABLE, "the first line names no columns")
    names = tuple(str(name).strip().lower() for name in columns)
    good, faults = [], [f"the file: {decoded.fault}"] if decoded.fault else []
    for line in lines[1:]:
        if line.fault or len(line.cells) != len(names):
            faults.append(f"line {line.number}: {line.fault or f'{len(line.cells)} cells under {len(names)} columns'}")
        else:
            good.append(Row(line.number, dict(zip(names, line.cells, strict=True))))
    return Table(names, tuple(good), _named(faults, page))


def _unpacked(body: bytes, most_bytes: int) -> bytes:
    """The largest CSV file of a ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if not inside:
                raise Unreadable(FailureKind.UNREADABLE, "there is no CSV file in the ZIP")
            with archive.open(max(inside, key=lambda one: one.file_size)) as file:
                unpacked = file.read(most_bytes + 1)  # what the archive says of its size may be a lie
    except _BROKEN_ZIP as error:
        raise Unreadable(FailureKind.UNREADABLE, f"the ZIP is damaged or broken off: {str(error)[:100]}") from error
    if len(unpacked) > most_bytes:
        raise Unreadable(FailureKind.BOMB, f"{len(body)} bytes unpack to more than {most_bytes}")
    return unpacked


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]
    fault: str = ""


def _lines(text: str) -> Iterator[_Line]:
    heading = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=heading.count), strict=True, skipinitialspace=True
    )
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Line(number, [], str(error))
            continue
        if cells:
            yield _Line(number, cells)


def _named(faults: list[str], page: Page) -> tuple[Failure, ...]:
    more = len(faults) - _MOST_NAMED
    shown = [*faults[:_MOST_NAMED], f"and {more} more lines"] if more > 0 else faults
    return tuple(Failure(FailureKind.UNREADABLE, page.url, detail) for detail in shown)
