"""Collects listings in a process of its own: prints pages, CPU seconds and the peak of resident memory in megabytes.

Arguments: the address of the server, how many listings, `shelf` (kept unread) or `intake` (read, compared and stored).
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from aggregator import sources
from aggregator.finding import FindingsDoor, SourceKind
from aggregator.intake import Intake
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.benchmarks._shelf import Shelf
from tests.benchmarks.feeds import stocked


def main(site: str, listings: int, door_name: str) -> None:
    """One crawl over all listings."""
    with tempfile.TemporaryDirectory() as folder:
        addresses = [f"{site}/liste/{number}" for number in range(listings)]
        store = stocked(Path(folder) / "store.sqlite", addresses, SourceKind.LISTING)
        door: FindingsDoor = Shelf(store) if door_name == "shelf" else Intake(store, clock=lambda: datetime.now(UTC))
        with store.reading() as session:
            visits = sources.visits(session)
        settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
        before = time.process_time()
        reports = crawl(visits, door, settings, snapshots=Path(folder) / "snapshots")
        seconds = time.process_time() - before
        store.close()
    pages = sum(report.statuses["200"] for report in reports)
    assert sum(report.new for report in reports) == pages - listings
    sys.stdout.write(f"{pages} {seconds} {_peak()}\n")


def _peak() -> float:
    """Of this program alone: what `getrusage` tells begins with the size of the process it was started from."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) * 1024 / 1e6


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
