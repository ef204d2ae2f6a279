"""The journal as a table for a spreadsheet, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from aggregator.cells import as_cell
from aggregator.journal import Line
from templates import language as written
from web.desk.acts import Told, in_words, kind_of, title_of
from web.wording import wording


def as_table(lines: Iterable[Line], language: str, local: Callable[[datetime], datetime]) -> Iterator[str]:
    """A heading and a row for each act in words, parted by `;`, which spreadsheets here expect."""
    row = io.StringIO()
    cells = csv.writer(row, delimiter=";", lineterminator="\r\n")
    for one in _rows(lines, language, local):
        cells.writerow(map(as_cell, one))
        yield row.getvalue()
        row.seek(0)
        row.truncate()


def _rows(lines: Iterable[Line], language: str, local: Callable[[datetime], datetime]) -> Iterator[list[str]]:
    _ = wording(language)
    yield [
        _("Tag"),
        _("Uhrzeit"),
        _("Wer"),
        _("Was geschah"),
        _("Worum es geht"),
        _("Nummer"),
        _("Titel"),
        _("Vorher"),
        _("Nachher"),
        _("Grund"),
        _("Zurückgenommen am"),
        _("Zurückgenommen von"),
    ]
    for line in lines:
        yield _cells(in_words(line, language, local), language)


def _cells(told: Told, language: str) -> list[str]:
    about = told.line.about
    return [
        written.short_date(told.at.date(), language),
        written.clock(told.at, language),
        told.who,
        told.plainly(language),
        kind_of(about.thing, language),
        str(about.id),
        title_of(about, language),
        "; ".join(f"{fact.name}: {fact.before}" if fact.name else fact.before for fact in told.facts),
        "; ".join(f"{fact.name}: {fact.after}" if fact.name else fact.after for fact in told.facts),
        told.reason,
        f"{written.short_date(told.undone_at.date(), language)} {written.clock(told.undone_at, language)}"
        if told.undone_at
        else "",
        told.undone_by,
    ]
