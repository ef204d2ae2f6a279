"""Backup and restore of an office with 10,000, 100,000 and a million opportunities, on both databases.

Each opportunity has its finding (1.5 kB), its reading, its facets and its place in the finder's index; every tenth has
a stored page of 4 kB. The vocabulary has 2.2 million rows in each. `BENCH_MOST=100000` stops before the million. All
figures are in `var/bench-backup.json`.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from aggregator.store import StoreSettings
from crawlers.fetching.snapshots import Snapshots
from partnerpost.backups import back_up, restore
from partnerpost.office import Office
from partnerpost.settings import Settings
from tests.benchmarks import Measure
from tests.benchmarks._finder_made import vocabulary
from tests.benchmarks._finder_stocked import PostgresStock, SqliteStock, Stock
from tests.databases import PostgresDatabases

RESULTS = Path("var/bench-backup.json")
SIZES = tuple(size for size in (10_000, 100_000, 1_000_000) if size <= int(os.environ.get("BENCH_MOST", "1000000")))
_BACKUP_SECONDS, _RESTORE_SECONDS = 120.0, 240.0
_NOW = "2027-01-11 08:00:00.000000"


@dataclass(frozen=True, slots=True)
class Figures:
    """One office: seconds by the clock, seconds of our own processor time (other programs left out), megabytes."""

    database: str
    opportunities: int
    rows: int
    backup_seconds: float
    restore_seconds: float
    backup_cpu_seconds: float
    restore_cpu_seconds: float
    archive_megabytes: float


def measure() -> list[Measure]:
    """Each office's seconds beside what one with a million may take."""
    figures = []
    for stock, number, target in _stocks():
        figures.append(_figures(stock, number, target))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps([asdict(one) for one in figures], indent=1), encoding="utf-8")
    return [line for one in figures for line in _lines(one)]


def _stocks() -> Iterator[tuple[Stock, int, str]]:
    """An office, its size, and an empty database for its return."""
    words = vocabulary()
    databases = PostgresDatabases()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            stock = SqliteStock(Path(folder), size, words)
            _add_findings(stock, size)
            yield stock, size, ""
            stock.store.close()
        served, name = PostgresStock(databases, size, words), databases.create()
        _add_findings(served, size)
        address = databases.address(name).set(drivername="postgresql")
        yield served, size, address.render_as_string(hide_password=False)
        databases.drop(name)
        served.drop()


def _add_findings(stock: Stock, number: int) -> None:
    columns = "id, source_id, key, key_hash, url, title, text, fields, content_hash, first_seen, last_seen"
    texts = [" ".join(f"{(at * 7919 + word) % 9973:x}" for word in range(300)) for at in range(997)]
    stock.load(
        "finding",
        columns,
        (
            (at, 1, f"k{at}", f"{at:064x}", f"https://a.example/{at}", "T", texts[at % 997], "{}", "", _NOW, _NOW)
            for at in range(2, number + 2)
        ),
    )
    stock.load(
        "reading",
        "finding_id, text, language, read_at, filled",
        ((at, texts[at % 997], "de", _NOW, "[]") for at in range(2, number + 2)),
    )


def _figures(stock: Stock, number: int, target: str) -> Figures:
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        settings = Settings(data=folder / "data")
        pages = Snapshots(settings.snapshots)
        for _ in range(number // 10):
            pages.keep(os.urandom(4_000))
        before = time.perf_counter(), time.process_time()
        made = back_up(Office(settings, stock.store), folder / "backup.tar.zst")
        middle = time.perf_counter(), time.process_time()
        restore(Settings(data=folder / "elsewhere", store=StoreSettings(url=target)), made.path)
        after = time.perf_counter(), time.process_time()
    return Figures(
        database=stock.name,
        opportunities=number,
        rows=sum(made.tables.values()),
        backup_seconds=middle[0] - before[0],
        restore_seconds=after[0] - middle[0],
        backup_cpu_seconds=middle[1] - before[1],
        restore_cpu_seconds=after[1] - middle[1],
        archive_megabytes=made.bytes / 1e6,
    )


def _lines(one: Figures) -> list[Measure]:
    what = f"{one.opportunities:,} opportunities on {one.database}"
    return [
        Measure(f"backup of {what}", one.backup_seconds, "s", "limit for a million", _BACKUP_SECONDS),
        Measure(f"restore of {what}", one.restore_seconds, "s", "limit for a million", _RESTORE_SECONDS),
    ]
