"""Milliseconds to find what is due among 100,000 sources, as the ticker does every few seconds."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, insert

from aggregator.finding import SourceKind
from aggregator.model import Source, SourceState
from aggregator.sources import due_keys
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks import Measure

SOURCES = 100_000
_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_TIMES = 20


def measure() -> list[Measure]:
    """A usual moment, with a handful due; and the worst, after a week in which nothing ran."""
    with tempfile.TemporaryDirectory() as folder:
        store = _stocked(Path(folder) / "store.sqlite")
        with store.reading() as session:
            usual = _milliseconds(session, _NOW)
            worst = _milliseconds(session, _NOW + timedelta(days=7))
        store.close()
    name = "what is due among 100,000 sources"
    limit = "what we promise, at most"
    return [
        Measure(f"{name}, a usual moment", usual, "ms", limit, 10),
        Measure(f"{name}, all of them", worst, "ms", limit, 10),
    ]


def _stocked(place: Path) -> Store:
    """Half of the sources proven and due within the coming day, the others waiting for a person since long."""
    store = Store(f"sqlite:///{place}")
    upgrade(store)
    draw = random.Random("due")
    with store.writing() as session:
        session.connection().execute(insert(Source), [_row(number, draw) for number in range(SOURCES)])
    return store


def _row(number: int, draw: random.Random) -> dict[str, object]:
    proven = number % 2 == 0
    due = _NOW + timedelta(seconds=draw.uniform(-10, 86_400)) if proven else _NOW - timedelta(days=30)
    state = SourceState.PROVEN if proven else SourceState.UNPROVEN
    key = f"amt-{number}"
    source = Source(key=key, name=key, url=f"https://{key}.example/feed", kind=SourceKind.FEED, created_at=_NOW)
    return {**source.model_dump(), "state": state, "next_fetch_at": due}


def _milliseconds(session: Session, now: datetime) -> float:
    """The median of some questions, after one to warm up."""
    taken = []
    for _ in range(_TIMES + 1):
        before = time.perf_counter()
        due_keys(session, now=now)
        taken.append((time.perf_counter() - before) * 1000)
    return sorted(taken[1:])[_TIMES // 2]
