"""Many narrow rows added, taken away or added up in one statement, on either database.

SQLite runs a statement once for each row, which is fast where the database is in the process; PostgreSQL gets one
array for each column. Rows are sorted first, so that two writers never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, SQLModel

_ARRAYS = {"BIGINT": "bigint[]", "INTEGER": "integer[]", "TEXT": "text[]"}
Row = tuple[Any, ...]


def add_rows(session: Session, table: type[SQLModel], rows: Collection[Row]) -> None:
    """Rows of all columns in their order; what stands there already is left alone."""
    _run(session, table, rows, "insert into {table} ({columns}) {rows} on conflict do nothing")


def take_rows(session: Session, table: type[SQLModel], rows: Collection[Row]) -> None:
    """The rows with exactly these columns go; others stay."""
    if session.connection().dialect.name == "postgresql":
        _run(session, table, rows, "delete from {table} where ({columns}) in ({rows})")
    elif rows:
        fitting = " and ".join(f"{name} = ?" for name in _columns(table))
        session.connection().exec_driver_sql(f"delete from {table.__tablename__} where {fitting}", sorted(rows))  # noqa: S608


def add_up(session: Session, table: type[SQLModel], rows: Collection[Row]) -> None:
    """The last column of each row is added to that of the row with the same other columns, or begins it."""
    *key, number = _columns(table)
    adding = f"{number} = {table.__tablename__}.{number} + excluded.{number}"
    clause = f"on conflict ({', '.join(key)}) do update set {adding}"
    _run(session, table, rows, f"insert into {{table}} ({{columns}}) {{rows}} {clause}")


def _run(session: Session, table: type[SQLModel], rows: Collection[Row], statement: str) -> None:
    if not rows:
        return
    connection, ordered = session.connection(), sorted(rows)
    columns = _columns(table)
    if connection.dialect.name == "postgresql":
        types = [_array(table, name) for name in columns]
        given = f"select * from unnest({', '.join(f'%s::{one}' for one in types)})"  # noqa: S608
        values: Any = tuple(list(column) for column in zip(*ordered, strict=True))
    else:
        given = f"values ({', '.join('?' * len(columns))})"
        values = ordered
    wording = {"table": table.__tablename__, "columns": ", ".join(columns), "rows": given}
    connection.exec_driver_sql(statement.format(**wording), values)


def _columns(table: type[SQLModel]) -> Sequence[str]:
    return [column.name for column in table.__table__.columns]  # type: ignore[attr-defined]


def _array(table: type[SQLModel], name: str) -> str:
    return _ARRAYS[str(table.__table__.columns[name].type).partition(" ")[0]]  # type: ignore[attr-defined]
