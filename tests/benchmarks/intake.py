"""Findings taken in from end to end, on both databases: cleaned, read, recognised, written; and once more, unchanged.

Each in a transaction of its own. CPU is that of our process; on PostgreSQL the wall holds the server's work, too. The
split is measured in a pass of its own, by clocks around the functions of the product.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from sqlmodel import SQLModel, func, select

from aggregator.finding import Finding, SourceKind, Taken
from aggregator.intake import Intake, door
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks import Measure
from tests.benchmarks._calls import calls
from tests.databases import PostgresDatabases

FINDINGS = int(os.environ.get("PARTNERPOST_BENCH_FINDINGS", "10000"))
SOURCES = 100
PROMISED = 150.0
_WARM = 40
_NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
_PARTS: dict[str, Sequence[tuple[Any, str]]] = {
    "reading": [(door, "read_and_understood")],
    "fingerprint": [(door, "fingerprint_of")],
    "buckets, candidates, comparing": [(door, "recognise")],
    "opportunity and what hangs on it": [(door, "add_opportunity"), (door, "describe")],
    "writing the fingerprint and buckets": [(door, "remember")],
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many findings a second: of our CPU, and by the clock on the wall."""

    cpu: float
    wall: float


def measure() -> list[Measure]:
    """First time and second time on both databases; the split on SQLite."""
    made = calls(FINDINGS + _WARM, SOURCES)
    findings, warm = made[:FINDINGS], made[FINDINGS:]
    measured: list[Measure] = []
    for name, store in _stores():
        intake = _intake(store)
        _all(intake, warm)
        first = _all(intake, findings, Taken.NEW)
        before = _counts(store)
        second = _all(intake, findings, Taken.SAME)
        assert _counts(store) == before
        measured += _measures(name, first, second)
    return [*measured, *_split(findings)]


def _measures(name: str, first: _Taken, second: _Taken) -> Iterator[Measure]:
    what = f"{FINDINGS:,} findings, {name}"
    for kind, ours, again in (("CPU", first.cpu, second.cpu), ("wall", first.wall, second.wall)):
        unit = f"a second of {kind}"
        yield Measure(f"{what}, first time (at least)", ours, unit, "what we promise", PROMISED)
        yield Measure(f"{what}, unchanged (at least)", again, unit, "first time", ours)


def _all(intake: Intake, findings: Sequence[Finding], expected: Taken | None = None) -> _Taken:
    cpu, wall = time.process_time(), time.perf_counter()
    taken = {intake.take(finding) for finding in findings}
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert expected is None or taken == {expected}
    return _Taken(len(findings) / cpu, len(findings) / wall)


def _split(findings: Sequence[Finding]) -> Iterator[Measure]:
    """Milliseconds of CPU for each finding that is new, by what is done with it."""
    with tempfile.TemporaryDirectory() as folder, _filled(Store(f"sqlite:///{Path(folder) / 'store.sqlite'}")) as store:
        intake = _intake(store)
        _all(intake, findings[:_WARM])
        rest = findings[_WARM:]
        with ExitStack() as stack:
            seconds = Counter[str]()
            for part, places in _PARTS.items():
                for module, function in places:
                    stack.enter_context(_clocked(seconds, part, module, function))
            whole = 1 / _all(intake, rest, Taken.NEW).cpu
    parts = {part: seconds[part] / len(rest) for part in _PARTS}
    parts["the rest: finding, sighting, transaction"] = whole - sum(parts.values())
    for part, taken in parts.items():
        yield Measure(f"one finding, SQLite: {part}", taken * 1000, "ms of CPU", "all of it", whole * 1000)


@contextmanager
def _clocked(seconds: Counter[str], part: str, module: Any, function: str) -> Iterator[None]:
    plain: Callable[..., Any] = getattr(module, function)

    def clocked(*arguments: Any, **named: Any) -> Any:
        before = time.process_time()
        try:
            return plain(*arguments, **named)
        finally:
            seconds[part] += time.process_time() - before  # type: ignore[assignment]

    with mock.patch.object(module, function, clocked):
        yield


def _intake(store: Store) -> Intake:
    """An intake whose clock goes on by a second with each finding."""
    moments = iter(range(10_000_000))
    return Intake(store, clock=lambda: _NOW + timedelta(seconds=next(moments)))


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


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
        for number in range(SOURCES):
            address = f"https://source-{number}.example/feed"
            add_source(session, SourceDraft(f"source-{number}", f"Source {number}", address, SourceKind.FEED), now=_NOW)
    yield store
    store.close()
