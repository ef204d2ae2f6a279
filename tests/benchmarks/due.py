"""Choosing what is due among 100,000 sources, on both databases: milliseconds for one tick."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import insert

from aggregator.finding import SourceKind
from aggregator.health import Health
from aggregator.model import Source, SourceRank, SourceState
from aggregator.sources import due_keys
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks import Measure
from tests.databases import PostgresDatabases

SOURCES = 100_000
_NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
_PASSES = 50
_LIMIT = 10.0
_STATES = (SourceState.PROVEN, SourceState.PROVEN, SourceState.UNPROVEN, SourceState.PAUSED)


def measure() -> list[Measure]:
    """The median of some passes; half of the sources are crawled, a tenth of them due."""
    return [
        Measure(
            f"choosing what is due among {SOURCES:,}, {name}", _milliseconds(store), "ms", "what we promise", _LIMIT
        )
        for name, store in _stores()
    ]


def _stores() -> Iterator[tuple[str, Store]]:
    with tempfile.TemporaryDirectory() as folder, _filled(Store(f"sqlite:///{Path(folder) / 'store.sqlite'}")) as store:
        yield "SQLite", store
    postgres = PostgresDatabases()
    name = postgres.create()
    with _filled(Store(postgres.address(name).render_as_string(hide_password=False))) as store:
        yield "PostgreSQL", store
    postgres.drop(name)


@contextmanager
def _filled(store: Store) -> Iterator[Store]:
    upgrade(store)
    with store.writing() as session:
        for start in range(0, SOURCES, 5_000):
            session.connection().execute(insert(Source), [_row(start + number) for number in range(5_000)])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("analyze")
    yield store
    store.close()


def _row(number: int) -> dict[str, object]:
    return {
        "key": f"s{number}",
        "name": f"Source {number}",
        "url": f"https://s{number}.example.org/feed",
        "kind": SourceKind.FEED,
        "state": _STATES[number % 4],
        "rank": SourceRank.ASSOCIATION,
        "countries": [],
        "topics": [],
        "kinds": [],
        "priority": 2,
        "evidence": "",
        "options": {},
        "notes": "",
        # spread over a day: those of the last tenth of it are due
        "next_fetch_at": _NOW + timedelta(seconds=(number * 7919) % 86_400 - 8_640),
        "health": Health.OK,
        "reasons": [],
        "memory": {},
        "created_at": _NOW,
    }


def _milliseconds(store: Store) -> float:
    taken = []
    for _ in range(_PASSES):
        with store.reading() as session:
            before = time.perf_counter()
            found = due_keys(session, now=_NOW)
            taken.append(time.perf_counter() - before)
        assert len(found) == 200
    return sorted(taken)[_PASSES // 2] * 1000
