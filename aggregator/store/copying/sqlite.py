"""The end of a copy that is one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Table

from aggregator.store.copying.plain import BATCH, Batch, asked_of_sqlite, columns, quoted
from aggregator.store.engine import Store, StoreError
from aggregator.store.migrate import upgrade

# no reader, no second writer, and a file that is thrown away if anything happens
_IN_ONE_GO = ("locking_mode=exclusive", "journal_mode=off", "synchronous=off", "foreign_keys=off", "cache_size=-262144")
_MADE = "select type, name, sql from sqlite_master where sql is not null and type in ('index', 'trigger')"


class SqliteEnd:
    """A file, read or written in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, table: Table) -> Iterator[Batch]:
        """All rows of a table, as plain values."""
        asked = self._connection.execute(f"select {asked_of_sqlite(table)} from {quoted(table.name)}")  # noqa: S608
        while batch := asked.fetchmany(BATCH):
            yield batch

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        counted = self._connection.execute(f"select count(*) from {quoted(table.name)}")  # noqa: S608
        return int(counted.fetchone()[0])

    def write(self, table: Table, batches: Iterable[Batch]) -> None:
        """Add rows of plain values."""
        holders = ", ".join("?" * len(table.columns))
        adding = f"insert into {quoted(table.name)} ({columns(table)}) values ({holders})"  # noqa: S608
        for batch in batches:
            self._connection.executemany(adding, batch)


@contextmanager
def reading(path: str) -> Iterator[SqliteEnd]:
    """The file as it is at this moment, whoever writes meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
        connection.execute("begin")
        yield SqliteEnd(connection)
        connection.execute("rollback")


@contextmanager
def writing(path: Path) -> Iterator[SqliteEnd]:
    """A new file with all tables: it has its name when the block ends well, and is gone when it does not.

    Raises StoreError where something stands at its name already.
    """
    refuse_if_taken(path)
    beside = path.with_name(path.name + ".part")
    _remove(beside)
    try:
        store = Store(f"sqlite:///{beside}")
        upgrade(store)
        store.close()
        with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            for pragma in _IN_ONE_GO:
                connection.execute(f"pragma {pragma}")
            connection.execute("begin")
            with _without_what_follows(connection):
                yield SqliteEnd(connection)
            connection.execute("commit")
        _keep(beside, path)
    finally:
        _remove(beside)


def refuse_if_taken(path: Path) -> None:
    """Raise StoreError if there is a database at this name, or the log of one that would be taken for its own."""
    for name in (path, path.with_name(path.name + "-wal")):
        if name.exists():
            raise StoreError(f"there is something at {name} already: move it away, or name another file")


@contextmanager
def _without_what_follows(connection: sqlite3.Connection) -> Iterator[None]:
    """Rows come in before indexes and triggers do: an index is made in one go, and nothing is noted as changed."""
    made = connection.execute(_MADE).fetchall()
    for kind, name, _ in made:
        connection.execute(f"drop {kind} {quoted(name)}")
    yield
    for _, _, statement in made:
        connection.execute(statement)
    if wrong := connection.execute("pragma foreign_key_check").fetchone():
        raise StoreError(f"a row of {wrong[0]} points at a row of {wrong[2]} that is not there")


def _keep(beside: Path, path: Path) -> None:
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(path)


def _remove(beside: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        beside.with_name(beside.name + ending).unlink(missing_ok=True)
