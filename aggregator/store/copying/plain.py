"""Rows as plain values that are the same on both databases: numbers, texts, bytes; nothing is understood or made anew.

So what a program of another version wrote is copied as it stands, and a copy can be compared value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Numeric, Table, Time
from sqlalchemy.types import Float, TypeEngine
from sqlmodel import SQLModel

import aggregator.model  # noqa: F401  (registers the tables)

Row = tuple[Any, ...]
Batch = list[Row]

BATCH = 10_000
"""Rows that are held at a time."""


def tables() -> Sequence[Table]:
    """All tables, each after those that it points at."""
    return SQLModel.metadata.sorted_tables


def quoted(*names: str) -> str:
    """Names for a statement; some of ours are words of SQL."""
    return ", ".join(f'"{name}"' for name in names)


def columns(table: Table) -> str:
    """The columns of a table, for a statement."""
    return quoted(*(column.name for column in table.columns))


def asked_of_sqlite(table: Table) -> str:
    """The columns of a table as plain values, asked of SQLite."""
    return _asked(table, _on_sqlite)


def asked_of_postgresql(table: Table) -> str:
    """The columns of a table as plain values, asked of PostgreSQL."""
    return _asked(table, _on_postgresql)


def _asked(table: Table, expression: Callable[[str, TypeEngine[Any]], str]) -> str:
    return ", ".join(expression(quoted(column.name), _kept_as(column)) for column in table.columns)


def _kept_as(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    return getattr(kind, "impl_instance", kind)  # what one of our own types is stored as


def _on_sqlite(name: str, kind: TypeEngine[Any]) -> str:
    if isinstance(kind, JSON):
        return f"cast({name} as text)"  # a bare number in a document is kept as a number
    if isinstance(kind, DateTime):
        return _with_fraction(name, len("2027-01-11 08:00:00"))
    if isinstance(kind, Time):
        return _with_fraction(name, len("08:00:00"))
    if isinstance(kind, Numeric) and not isinstance(kind, Float):
        return f"case when {name} is not null then printf('%.{kind.scale}f', {name}) end"
    return name


def _with_fraction(name: str, whole: int) -> str:
    # a default of the database has no fraction of a second; what we write has six digits of it
    return f"case length({name}) when {whole} then {name} || '.000000' else {name} end"


def _on_postgresql(name: str, kind: TypeEngine[Any]) -> str:
    if isinstance(kind, Boolean):
        return f"{name}::int"
    if isinstance(kind, DateTime):
        return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(kind, Date):
        return f"to_char({name}, 'YYYY-MM-DD')"
    if isinstance(kind, Time):
        return f"to_char({name}::interval, 'HH24:MI:SS.US')"
    if isinstance(kind, JSON) or (isinstance(kind, Numeric) and not isinstance(kind, Float)):
        return f"{name}::text"
    return name
