"""Feeds collected per CPU second: a whole crawl into the store, beside a bare loop that fetches, parses and forgets."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import fastfeedparser

from aggregator.finding import FindingsDoor, RunOutcome, SourceKind, Visit
from aggregator.intake import Intake
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.benchmarks import Measure
from tests.crawlers.door import MemoryDoor

FEEDS = 100
ENTRIES = 30
STORED_FEEDS = 20
"""Reading and storing is the work of the intake and far dearer: fewer are enough to see it."""
_BARE = "aiohttp + fastfeedparser, nothing kept"
_UNIT = "feeds per CPU second"


def measure() -> list[Measure]:
    """First and second collection of made feeds, into memory and into a SQLite store; CPU time of our process alone."""
    with _server() as port, tempfile.TemporaryDirectory() as folder:
        addresses = [f"http://127.0.0.1:{port}/{number}" for number in range(FEEDS)]
        _collect(addresses[:1], MemoryDoor(), Path(folder) / "warm", RunOutcome.READ)  # imports are no part of the work
        asyncio.run(_bare(addresses[:1]))
        bare = _per_second(lambda: asyncio.run(_bare(addresses)))
        memory = MemoryDoor()
        first = _per_second(lambda: _collect(addresses, memory, Path(folder) / "a", RunOutcome.READ))
        second = _per_second(lambda: _collect(addresses, memory, Path(folder) / "a", RunOutcome.UNCHANGED))
        store = _store(Path(folder) / "store.sqlite", addresses)
        intake = Intake(store, clock=lambda: datetime.now(UTC))
        some = addresses[:STORED_FEEDS]
        whole = _per_second(lambda: _collect(some, intake, Path(folder) / "b", RunOutcome.READ), STORED_FEEDS)
        store.close()
    return [
        Measure("feeds collected, first time, not stored", first, _UNIT, _BARE, bare),
        Measure("feeds collected, unchanged", second, _UNIT, _BARE, bare),
        Measure("feeds collected, read and stored", whole, _UNIT, _BARE, bare),
    ]


@contextmanager
def _server() -> Iterator[int]:
    """The feeds on loopback, in a process of their own; gives the port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks._feed_server", str(FEEDS), str(ENTRIES)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def _per_second(work: Callable[[], None], feeds: int = FEEDS) -> float:
    before = time.process_time()
    work()
    return feeds / (time.process_time() - before)


async def _bare(addresses: list[str]) -> None:
    async with aiohttp.ClientSession() as session:
        for address in addresses:
            async with session.get(address) as answer:
                feed = fastfeedparser.parse(await answer.read())
            assert len(feed.entries) == ENTRIES


def _collect(addresses: list[str], door: FindingsDoor, snapshots: Path, expected: RunOutcome) -> None:
    visits = [Visit(f"feed-{number}", SourceKind.FEED, address) for number, address in enumerate(addresses)]
    if isinstance(door, MemoryDoor):
        visits = [door.next_visit(visit) for visit in visits]
    settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    reports = crawl(visits, door, settings, snapshots=snapshots)
    assert {report.outcome for report in reports} == {expected}


def _store(place: Path, addresses: list[str]) -> Store:
    store = Store(f"sqlite:///{place}")
    upgrade(store)
    now = datetime.now(UTC)
    with store.writing() as session:
        for number, address in enumerate(addresses):
            add_source(session, SourceDraft(f"feed-{number}", f"Feed {number}", address, SourceKind.FEED), now=now)
    return store
