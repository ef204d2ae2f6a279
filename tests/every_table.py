"""An office with rows in every table: all kinds of values that a column can hold, and all that it can leave open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum as Words
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Time,
    insert,
    null,
    select,
    text,
)
from sqlmodel import SQLModel

import aggregator.model  # noqa: F401  (registers the tables)
from aggregator.model.columns import UtcDateTime, _WordSet
from aggregator.store import Store
from tests.web.example import NOW

ROWS = 4
_TEXTS = ("Łódź\tund\nKöln \\N 'x' \"y\"", "", "🎈 \\. %s {} $1;", " é\r\n ")
_DOCUMENTS: tuple[Any, ...] = ({"a": [1, 2.5, None, "ß\\u0041"], "b": {}}, [], "5", 7)


def fill(store: Store, rows: int = ROWS) -> None:
    """Put rows into every table; in each nullable column the second of them has nothing."""
    with store.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            connection.execute(insert(table), [_row(table, number) for number in range(1, rows + 1)])
            if not store.is_sqlite and table.autoincrement_column is not None:
                # a number that was given does not move the sequence on
                connection.execute(text(f"select setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), {rows})"))


def rows_of(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables as the program reads them, in one order."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        (link,) = column.foreign_keys
        return None if column.nullable and number == 2 else _value(link.column, number)
    if column.nullable and number == 2:
        return null() if isinstance(column.type, JSON) else None  # else a document that says null
    return _filled(column, number)


def _filled(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, UtcDateTime):
        return NOW + timedelta(days=number, microseconds=number % 2 * 120)
    if isinstance(kind, _WordSet):
        return frozenset(list(kind._words)[:number])
    if isinstance(kind, Enum):
        words: type[Words] = kind.enum_class  # type: ignore[assignment]
        return list(words)[number % len(words)]
    if isinstance(kind, JSON):
        return _DOCUMENTS[number % len(_DOCUMENTS)]
    if isinstance(kind, LargeBinary):
        return bytes(range(256)) * number
    simple = _simple(kind, number)
    return _text(column, number) if simple is None else simple


def _simple(kind: Any, number: int) -> Any:
    if isinstance(kind, Float):
        return number / 3
    if isinstance(kind, Numeric):
        return Decimal(number * 1000) + Decimal("0.25") * (number % 3)
    made = {
        Boolean: number % 2 == 0,
        Integer: number,
        Date: date(2027, 1, number),
        Time: time(8, number),
        DateTime: datetime(2027, 1, number),  # noqa: DTZ001
    }
    return next((value for known, value in made.items() if isinstance(kind, known)), None)


def _text(column: Column[Any], number: int) -> str:
    longest = getattr(column.type, "length", None) or 1000
    alone = column.primary_key or column.unique or column.index or longest < 20
    return (str(number) if alone else f"{number} {_TEXTS[number % len(_TEXTS)]}")[:longest]
