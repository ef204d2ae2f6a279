"""Rows written whether or not they stand there already, in one statement on either database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def upsert(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, unique: tuple[str, ...]
) -> None:
    """Insert rows that all have the same columns; where one with the same `unique` columns stands, it is overwritten.

    A unique constraint over exactly those columns has to exist.
    """
    if rows:
        connection = session.connection()
        connection.execute(_statement(connection.dialect.name, table, tuple(rows[0]), unique), list(rows))


def insert_new(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, unique: tuple[str, ...]
) -> None:
    """Insert rows that all have the same columns; where one with the same `unique` columns stands, it is left alone."""
    if rows:
        connection = session.connection()
        connection.execute(_insert_new(connection.dialect.name, table, unique), list(rows))


@cache
def _insert_new(dialect: str, table: type[SQLModel], unique: tuple[str, ...]) -> Any:
    insert: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_nothing(index_elements=unique)


@cache
def _statement(dialect: str, table: type[SQLModel], columns: tuple[str, ...], unique: tuple[str, ...]) -> Any:
    insert: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    overwritten = {name: insert.excluded[name] for name in columns if name not in unique}
    return insert.on_conflict_do_update(index_elements=unique, set_=overwritten)
