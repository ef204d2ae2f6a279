"""The end of a copy that is a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from sqlalchemy import Table

from aggregator.store.copying.plain import BATCH, Batch, asked_of_postgresql, columns, quoted, tables
from aggregator.store.engine import Store
from aggregator.store.migrate import SET_VERSION, begin_copy, expected_version

_OURS = "(select oid from pg_class where relname = any(%s) and relnamespace = current_schema::regnamespace)"
_LINKS = f"""
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and conrelid in {_OURS}
"""  # noqa: S608
# an index that a constraint stands on comes and goes with it, so it stays
_INDEXES = f"""
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid in {_OURS}
and not exists (select 1 from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
"""  # noqa: S608


class PostgresqlEnd:
    """A database, read or written in one transaction."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def read(self, table: Table) -> Iterator[Batch]:
        """All rows of a table in the order of their key, as plain values."""
        order = quoted(*(column.name for column in table.primary_key))
        question = f"select {asked_of_postgresql(table)} from {quoted(table.name)} order by {order}"  # noqa: S608
        with self._connection.cursor(name="rows", binary=True) as asked, ThreadPoolExecutor(1) as ahead:
            asked.execute(question)
            # the server makes the next rows ready while these are written down
            coming = ahead.submit(asked.fetchmany, BATCH)
            while batch := coming.result():
                coming = ahead.submit(asked.fetchmany, BATCH)
                yield batch

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        counted = self._connection.execute(f"select count(*) from {quoted(table.name)}").fetchone()  # noqa: S608
        return int(counted[0]) if counted else 0

    def write(self, table: Table, batches: Iterable[Batch]) -> None:
        """Add rows of plain values."""
        taking = f"copy {quoted(table.name)} ({columns(table)}) from stdin"
        with self._connection.cursor() as cursor, cursor.copy(taking) as copy:
            for batch in batches:
                for row in batch:
                    copy.write_row(row)

    def set_sequences(self) -> None:
        """The next number of each table comes after the highest that is there."""
        for table in tables():
            column = table.autoincrement_column
            if column is None:
                continue
            self._connection.execute(
                f"select setval(pg_get_serial_sequence(%s, %s), max({quoted(column.name)})) from {quoted(table.name)}"  # noqa: S608
                f" having max({quoted(column.name)}) is not null",
                (quoted(table.name), column.name),
            )


@contextmanager
def reading(store: Store) -> Iterator[PostgresqlEnd]:
    """The database as it is at this moment, whoever writes meanwhile."""
    with _connection(store) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield PostgresqlEnd(connection)
        connection.rollback()


@contextmanager
def writing(store: Store) -> Iterator[PostgresqlEnd]:
    """All tables, to be filled in one transaction: whole when the block ends well, else empty.

    Until then the database says that a copy was begun, and no program works with it. Raises StoreError where there is
    anything in it already.
    """
    begin_copy(store)
    with _connection(store) as connection:
        end = PostgresqlEnd(connection)
        with _without_what_follows(connection):
            yield end
        end.set_sequences()
        _each(connection, [SET_VERSION.format(expected_version())])
        connection.commit()


@contextmanager
def _connection(store: Store) -> Iterator[psycopg.Connection]:
    pooled = store.engine.raw_connection()
    connection = pooled.driver_connection
    assert isinstance(connection, psycopg.Connection)
    pooled.detach()  # it is not given back: it was set up for this one purpose
    with connection:
        yield connection


@contextmanager
def _without_what_follows(connection: psycopg.Connection) -> Iterator[None]:
    """Rows come in before indexes, links and triggers do: each is made in one go, and nothing is noted as changed."""
    ours = ([table.name for table in tables()],)
    links = connection.execute(_LINKS, ours).fetchall()
    indexes = connection.execute(_INDEXES, ours).fetchall()
    _each(connection, (f"alter table {table} drop constraint {name}" for table, name, _ in links))
    _each(connection, (f"drop index {name}" for name, _ in indexes))
    _each(connection, (f"alter table {quoted(table.name)} disable trigger user" for table in tables()))
    yield
    _each(connection, (statement for _, statement in indexes))
    _each(connection, (f"alter table {table} add constraint {name} {statement}" for table, name, statement in links))
    _each(connection, (f"alter table {quoted(table.name)} enable trigger user" for table in tables()))


def _each(connection: psycopg.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)
