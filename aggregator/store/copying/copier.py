"""Copy a store whole: table after table in the order of their links, then read again and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from aggregator.store.copying import postgresql, sqlite
from aggregator.store.copying.plain import Batch, tables
from aggregator.store.copying.sums import Sum, counted_into, sum_of
from aggregator.store.engine import Store, StoreError
from aggregator.store.migrate import require_current


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that was copied; `sum` is over all its rows, 0 where only they were counted."""

    table: str
    rows: int
    sum: int


class End(Protocol):
    """One of the two databases."""

    def read(self, table: Table) -> Iterator[Batch]:
        """All rows of a table."""
        ...

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        ...

    def write(self, table: Table, batches: Iterable[Batch]) -> None:
        """Add rows."""
        ...


def copy_store(
    source: Store, target: str, *, row_by_row: bool = True, told: Callable[[Copied], None] = lambda _: None
) -> list[Copied]:
    """Copy everything of a store, as it is at this moment, into an empty database at an address; gives all tables.

    In the end tables are compared `row_by_row`, or else by their numbers of rows, which takes a third less time.
    `told` hears of each table that was compared. Raises StoreError, in a sentence that says what to do; nothing of the
    copy is kept then, and should we be killed, the target says that it is unfinished.
    """
    require_current(source)
    try:
        with _reading(source) as one, _writing(target) as other:
            sums = {table.name: _copy(table, one, other, row_by_row) for table in tables()}
            return [_compared(table, other, sums[table.name], row_by_row, told) for table in tables()]
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise StoreError(f"the copy did not come to its end ({reason}): nothing of it was kept") from error


@contextmanager
def _reading(store: Store) -> Iterator[End]:
    if store.is_sqlite:
        with sqlite.reading(str(store.engine.url.database)) as end:
            yield end
        return
    with postgresql.reading(store) as end:
        yield end


@contextmanager
def _writing(address: str) -> Iterator[End]:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        with sqlite.writing(Path(str(url.database))) as end:
            yield end
        return
    store = Store(address)
    store.ping()
    try:
        with postgresql.writing(store) as end:
            yield end
    finally:
        store.close()


def _copy(table: Table, source: End, target: End, row_by_row: bool) -> Sum:
    total = Sum()
    try:
        target.write(table, counted_into(source.read(table), total, row_by_row=row_by_row))
    except (psycopg.DataError, sqlite3.DataError, sqlite3.IntegrityError, psycopg.IntegrityError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise StoreError(f"a row of {table.name} does not fit into the other database: {reason}") from error
    return total


def _compared(table: Table, target: End, expected: Sum, row_by_row: bool, told: Callable[[Copied], None]) -> Copied:
    found = sum_of(target.read(table)) if row_by_row else Sum(target.count(table))
    if found != expected:
        raise StoreError(
            f"the copy of {table.name} differs from what was read ({found.rows} rows, {expected.rows} expected):"
            " nothing of it was kept; is one of the disks failing?"
        )
    copied = Copied(table.name, found.rows, found.sum)
    told(copied)
    return copied
