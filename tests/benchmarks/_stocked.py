"""Two stores that grow by prepared rows: on SQLite with `executemany`, on PostgreSQL with COPY.

Only what recognising asks for is filled in: findings without content, their sightings, fingerprints and buckets.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlmodel import Session

from aggregator.finding import RunOutcome, SourceKind
from aggregator.identity import RULES
from aggregator.model import CrawlRun, Source
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks._made import SOURCES
from tests.benchmarks._prepared import Prepared
from tests.databases import PostgresDatabases

SEEN = datetime(2027, 1, 11, 8, tzinfo=UTC)
_SEEN = "2027-01-11 08:00:00.000000"
_TABLES = {
    "finding": "id, source_id, key, key_hash, url, title, fields, content_hash, first_seen, last_seen",
    "sighting": "id, opportunity_id, finding_id, source_id, url, first_seen, last_seen, missed, grounds",
    "fingerprint": "finding_id, rules, facts, words, meaning",
    "bucket": "code, finding_id",
}
_IDENTITY = ("fingerprint", "bucket")


class Stock(ABC):
    """A store with its sources, each of which was read once; it grows stage by stage."""

    name: str

    def __init__(self, address: str) -> None:
        self.address = address
        with self.opened() as store, store.writing() as session:
            _add_sources(session)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The store as the product opens it."""
        store = Store(self.address)
        upgrade(store)
        yield store
        store.close()

    def grow(self, prepared: Prepared, stage: int) -> None:
        """Load the rows of a stage."""
        self.load("finding", (_finding(row[0], row[2]) for row in prepared.rows(stage)))
        self.load("sighting", (_sighting(*row[:3]) for row in prepared.rows(stage)))
        self.load("fingerprint", ((row[0], RULES, row[3], row[4], None) for row in prepared.rows(stage)))
        self.load("bucket", prepared.members(stage))
        self.settle()

    def announce(self, findings: Iterable[tuple[int, int, int]]) -> None:
        """Keep findings that nobody looked at yet: number, opportunity, source."""
        rows = list(findings)
        self.load("finding", (_finding(number, source) for number, _, source in rows))
        self.load("sighting", (_sighting(*row) for row in rows))

    @abstractmethod
    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table, in the order of `_TABLES`."""

    @abstractmethod
    def settle(self) -> None:
        """What a database in use has done by itself some time after many rows were written."""

    @abstractmethod
    def sizes(self) -> dict[str, int]:
        """Bytes of the tables that identity needs, with their indexes; of the whole store under an empty name."""


class SqliteStock(Stock):
    """One file."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "store.sqlite"
        super().__init__(f"sqlite:///{self._path}")

    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """One transaction; nobody reads meanwhile."""
        columns = _TABLES[table]
        holders = ", ".join("?" * len(columns.split(", ")))
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("pragma synchronous = off")
            connection.execute("pragma cache_size = -400000")
            connection.executemany(f"insert into {table} ({columns}) values ({holders})", rows)

    def settle(self) -> None:
        """The journal goes into the file."""
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")

    def sizes(self) -> dict[str, int]:
        """As the file tells, page by page."""
        with closing(sqlite3.connect(self._path)) as connection:
            found = connection.execute(
                "select tbl_name, sum(pgsize) from dbstat join sqlite_master using (name)"
                " where aggregate = true and tbl_name in (?, ?) group by 1",
                _IDENTITY,
            )
            return {**dict(found.fetchall()), "": self._path.stat().st_size}


class PostgresStock(Stock):
    """A database of the server that tests use."""

    name = "PostgreSQL"

    def __init__(self, databases: PostgresDatabases, database: str) -> None:
        self._uri = databases.address(database).set(drivername="postgresql").render_as_string(hide_password=False)
        super().__init__(databases.address(database).render_as_string(hide_password=False))

    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """COPY, whose foreign keys are not looked at again."""
        with psycopg.connect(self._uri) as connection, connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            with cursor.copy(f"copy {table} ({_TABLES[table]}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)

    def settle(self) -> None:
        """As its autovacuum does."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute("vacuum (analyze) bucket, fingerprint, sighting, finding")
            connection.execute("checkpoint")

    def sizes(self) -> dict[str, int]:
        """As the server tells."""
        with psycopg.connect(self._uri) as connection:
            found = {
                name: connection.execute("select pg_total_relation_size(%s)", (name,)).fetchone() for name in _IDENTITY
            }
            whole = connection.execute("select pg_database_size(current_database())").fetchone()
        assert whole is not None
        return {**{name: row[0] for name, row in found.items() if row}, "": whole[0]}


def _add_sources(session: Session) -> None:
    for number in range(SOURCES):
        key, url = f"source-{number}", f"https://site{number}.example/"
        session.add(Source(id=number + 1, key=key, name=key, url=url, kind=SourceKind.FEED, created_at=SEEN))
    session.flush()
    for number in range(SOURCES):
        session.add(CrawlRun(source_id=number + 1, started_at=SEEN, finished_at=SEEN, outcome=RunOutcome.READ))


def _finding(number: int, source: int) -> tuple[Any, ...]:
    return number, source, "", f"{number:064x}", "", "", "{}", "", _SEEN, _SEEN


def _sighting(number: int, opportunity: int, source: int) -> tuple[Any, ...]:
    return number, opportunity, number, source, "", _SEEN, _SEEN, 0, "[]"
