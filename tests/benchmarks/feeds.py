"""CPU per feed: collected first, then unchanged, beside a bare loop that fetches, parses and inserts; the same feeds.

Inside ours: robots.txt, validators, the guards on addresses, sizes and times, the packed snapshot, charset, sanitising
and stable keys of every entry, its row among the findings, the validators and the row of the ledger.
Not inside: reading what a finding says and comparing it with others, which is measured by itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import aiohttp
import fastfeedparser

from aggregator import sources
from aggregator.finding import FindingsDoor, RunOutcome, SourceKind
from aggregator.intake import Intake
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.benchmarks import Measure
from tests.benchmarks._serving import milliseconds, serving
from tests.benchmarks._shelf import Shelf

FEEDS = 1_000
ENTRIES = 30
ROUNDS = 5
READ_FEEDS = 20
"""Reading is far dearer: fewer are enough to see it."""
BARE = "aiohttp + fastfeedparser + SQLite inserts"
UNIT = "ms of CPU per feed"


def measure() -> list[Measure]:
    """CPU time of our process alone; the server runs in another."""
    with serving("tests.benchmarks._feed_server", FEEDS, ENTRIES) as site, tempfile.TemporaryDirectory() as folder:
        addresses = [f"{site}/{number}" for number in range(FEEDS)]
        _warm(addresses[:2], Path(folder) / "warm")
        rounds = [
            _round(addresses[part::ROUNDS], Path(folder) / str(part), Path(folder) / "a") for part in range(ROUNDS)
        ]
        theirs, first, second = (fmean(figures) for figures in zip(*rounds, strict=True))
        store = stocked(Path(folder) / "read.sqlite", addresses[:READ_FEEDS])
        intake = Intake(store, clock=lambda: datetime.now(UTC))
        whole = milliseconds(lambda: collect(store, intake, Path(folder) / "b", RunOutcome.READ), READ_FEEDS * ENTRIES)
        store.close()
    return [
        Measure("feeds of 30, first time, kept unread (at most 8 times)", first, UNIT, BARE, theirs),
        Measure("feeds of 30, unchanged, no body (at most 4 times)", second, UNIT, BARE, theirs),
        Measure("one finding, read, compared and stored", whole, "ms of CPU", "collected and kept", first / ENTRIES),
    ]


def _round(addresses: Sequence[str], folder: Path, snapshots: Path) -> tuple[float, float, float]:
    """Bare, first and second time for some of the feeds: what else the machine does meanwhile burdens all alike."""
    folder.mkdir()
    theirs = milliseconds(lambda: asyncio.run(bare(addresses, folder / "bare.sqlite")), len(addresses))
    store = stocked(folder / "store.sqlite", addresses)
    shelf = Shelf(store)
    first = milliseconds(lambda: collect(store, shelf, snapshots, RunOutcome.READ), len(addresses))
    second = milliseconds(lambda: collect(store, shelf, snapshots, RunOutcome.UNCHANGED), len(addresses))
    store.close()
    return theirs, first, second


def stocked(place: Path, addresses: Sequence[str], kind: SourceKind = SourceKind.FEED) -> Store:
    """A store with a source for each address."""
    store = Store(f"sqlite:///{place}")
    upgrade(store)
    now = datetime.now(UTC)
    with store.writing() as session:
        for number, address in enumerate(addresses):
            add_source(session, SourceDraft(f"source-{number}", f"Source {number}", address, kind), now=now)
    return store


def collect(store: Store, door: FindingsDoor, snapshots: Path, expected: RunOutcome) -> None:
    """One crawl over all sources of a store, which has to end as expected."""
    with store.reading() as session:
        visits = sources.visits(session)
    settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    reports = crawl(visits, door, settings, snapshots=snapshots)
    assert {report.outcome for report in reports} == {expected}
    if expected is RunOutcome.UNCHANGED:
        assert {report.received_bytes for report in reports} == {0}


def _warm(addresses: Sequence[str], folder: Path) -> None:
    """Imports and compiled statements are no part of the work."""
    folder.mkdir()
    asyncio.run(bare(addresses, folder / "bare.sqlite"))
    store = stocked(folder / "store.sqlite", addresses)
    for outcome in (RunOutcome.READ, RunOutcome.UNCHANGED):
        collect(store, Shelf(store), folder / "a", outcome)
    store.close()
    store = stocked(folder / "read.sqlite", addresses[:1])
    collect(store, Intake(store, clock=lambda: datetime.now(UTC)), folder / "b", RunOutcome.READ)
    store.close()


async def bare(addresses: Sequence[str], place: Path) -> None:
    """Fetch, parse and insert the entries of each feed, and nothing else."""
    database = sqlite3.connect(place)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=normal")
    database.execute("create table finding (feed integer, key text, url text, title text, html text, published text)")
    async with aiohttp.ClientSession() as session:
        for number, address in enumerate(addresses):
            async with session.get(address) as answer:
                feed = fastfeedparser.parse(await answer.read())
            assert len(feed.entries) == ENTRIES
            rows = [(number, e.id, e.link, e.title, e.get("description"), e.published) for e in feed.entries]
            with database:
                database.executemany("insert into finding values (?, ?, ?, ?, ?, ?)", rows)
    database.close()
