"""A store full of made opportunities, with its index, row by row: SQLite with `executemany`, PostgreSQL with COPY."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from aggregator.finding import SourceKind
from aggregator.model import KeptFinding, Source
from aggregator.search.words import RULES
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks._finder_made import MARKS, chunks, postings
from tests.databases import PostgresDatabases
from tests.web.example import NOW

_NOW = "2027-01-11 08:00:00.000000"
_OPPORTUNITY = (
    "id, kind, state, title, summary, language, url, source_id, finding_id, organiser, deadline, certainty, status,"
    " place, confidence, version, sequence, unsettled, folded, created_at, updated_at, checked_at"
)
_INDEX = ("posting", "indexed", "tally", "word", "word_ending")


class Stock(ABC):
    """One store with so many opportunities."""

    name: str

    def __init__(self, address: str, number: int, words: list[str]) -> None:
        self.store = Store(address)
        upgrade(self.store)
        with self.store.writing() as session:
            session.add(Source(id=1, key="a", name="A", url="https://a.example", kind=SourceKind.FEED, created_at=NOW))
            session.flush()
            session.add(
                KeptFinding(
                    id=1,
                    source_id=1,
                    key="a",
                    key_hash="a",
                    url="https://a.example/a",
                    title="A",
                    content_hash="a",
                    first_seen=NOW,
                    last_seen=NOW,
                )
            )
        self.load("opportunity", _OPPORTUNITY, _opportunities(number, words))
        self.load("opportunity_facet", "opportunity_id, facet, value", _facets(number))
        self.load("indexed", "opportunity_id, place, marks, tokens, rules", _indexed(number))
        self.load("tally", "mark, place, number", _tallies(number))
        self.load("word", "stem, spelled", ((word, word.capitalize()) for word in sorted(words)))
        endings = sorted((word[start:], word) for word in words for start in range(len(word) - 1))
        self.load("word_ending", "ending, stem", endings)
        code, place, one = postings(number, words)
        step = 1_000_000
        for start in range(0, len(code), step):
            stop = start + step
            rows = zip(code[start:stop].tolist(), place[start:stop].tolist(), one[start:stop].tolist(), strict=True)
            self.load("posting", "token, place, opportunity_id", rows)
        self.settle()

    @abstractmethod
    def load(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put many rows into a table; nothing is told of them."""

    @abstractmethod
    def settle(self) -> None:
        """What a database in use has done by itself some time after many rows were written."""

    @abstractmethod
    def ranking(self) -> str:
        """A statement that ranks all texts with :word and then leaves out what does not fit; makes what it reads."""

    @abstractmethod
    def index_bytes(self) -> int:
        """What the index takes."""


class SqliteStock(Stock):
    """One file."""

    name = "SQLite"

    def __init__(self, folder: Path, number: int, words: list[str]) -> None:
        self._path = folder / f"{number}.sqlite"
        super().__init__(f"sqlite:///{self._path}", number, words)

    def load(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        holders = ", ".join("?" * len(columns.split(", ")))
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("pragma synchronous = off")
            connection.execute("pragma cache_size = -400000")
            connection.executemany(f"insert into {table} ({columns}) values ({holders})", rows)
            connection.execute("delete from unindexed")

    def settle(self) -> None:
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
            connection.execute("pragma analysis_limit = 1000")
            connection.execute("analyze")

    def ranking(self) -> str:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute(
                "create virtual table ranked using fts5(folded, content='opportunity', content_rowid='id')"
            )
            connection.execute("insert into ranked(ranked) values ('rebuild')")
        return (
            "select o.id from ranked join opportunity o on o.id = ranked.rowid where ranked match :word and {fitting}"
            " order by rank limit 20"
        )

    def index_bytes(self) -> int:
        with closing(sqlite3.connect(self._path)) as connection:
            places = ", ".join("?" * len(_INDEX))
            pages = "select sum(pgsize) from dbstat where aggregate = true and name in"
            return int(connection.execute(f"{pages} ({places})", _INDEX).fetchone()[0])


class PostgresStock(Stock):
    """A database of the server that tests use."""

    name = "PostgreSQL"

    def __init__(self, databases: PostgresDatabases, number: int, words: list[str]) -> None:
        self._databases, self._database = databases, databases.create()
        address = databases.address(self._database)
        self._uri = address.set(drivername="postgresql").render_as_string(hide_password=False)
        super().__init__(address.render_as_string(hide_password=False), number, words)

    def load(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with psycopg.connect(self._uri) as connection, connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write("\t".join(map(str, row)).replace("None", "\\N").encode() + b"\n")

    def settle(self) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(f"vacuum (analyze) opportunity, opportunity_facet, {', '.join(_INDEX)}")
            connection.execute("checkpoint")

    def ranking(self) -> str:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute("create index ranked on opportunity using gin (to_tsvector('simple', folded))")
        vector = "to_tsvector('simple', o.folded)"
        return (
            f"select o.id from opportunity o where {vector} @@ plainto_tsquery('simple', :word) and {{fitting}}"
            f" order by ts_rank({vector}, plainto_tsquery('simple', :word)) desc limit 20"
        )

    def index_bytes(self) -> int:
        with psycopg.connect(self._uri) as connection:
            sizes = (connection.execute("select pg_total_relation_size(%s)", (name,)).fetchone() for name in _INDEX)
            return sum(int(size[0]) for size in sizes if size)

    def drop(self) -> None:
        """Nothing is left of it."""
        self.store.close()
        self._databases.drop(self._database)


def _opportunities(number: int, words: list[str]) -> Iterator[tuple[Any, ...]]:
    for chunk in chunks(number):
        for at, (day, ranks, marks) in enumerate(
            zip(chunk.days.tolist(), chunk.words.tolist(), chunk.marks, strict=True)
        ):
            text = " ".join(words[rank] for rank in ranks)
            kind = MARKS[marks[-1]].partition(":")[2]
            of_day = date.fromordinal(day).isoformat()
            head = (chunk.first + at, kind, "accepted", text[:60], "", "de", "https://a.example/a", 1, 1, "", of_day)
            yield (*head, "exact", "", "", 1.0, 0, 0, 0, text, _NOW, _NOW, _NOW)


def _facets(number: int) -> Iterator[tuple[Any, ...]]:
    for chunk in chunks(number):
        for at, marks in enumerate(chunk.marks):
            for mark in (MARKS[one] for one in marks[:-1]):
                facet, _, code = mark.partition(":")
                yield chunk.first + at, facet, code


def _indexed(number: int) -> Iterator[tuple[Any, ...]]:
    for chunk in chunks(number):
        for at, (day, marks) in enumerate(zip(chunk.days.tolist(), chunk.marks, strict=True)):
            yield chunk.first + at, day, " ".join(MARKS[one] for one in marks), "", RULES


def _tallies(number: int) -> list[tuple[Any, ...]]:
    found: Counter[tuple[str, int]] = Counter()
    for chunk in chunks(number):
        for day, marks in zip(chunk.days.tolist(), chunk.marks, strict=True):
            found.update([("", day), *((MARKS[one], day) for one in marks)])
    return [(mark, day, times) for (mark, day), times in sorted(found.items())]
