"""A process that has everything loaded and forks for each crawl, so that a crawl can be killed as often as wanted.

Reads lines of a database address, a tab and a folder; answers each with the id of the process that crawls, then, when
that has ended, with how (0, or the negative number of the signal).
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from aggregator import sources
from aggregator.intake import Intake
from aggregator.reading import Document, read
from aggregator.store import Store
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from partnerpost import logs


def crawl_all(address: str, snapshots: Path) -> None:
    """One crawl over all sources of a store."""
    store = Store(address)
    with store.reading() as session:
        visits = sources.visits(session)
    settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    crawl(visits, Intake(store, clock=lambda: datetime.now(UTC)), settings, snapshots=snapshots)
    store.close()


def main() -> None:
    """Fork and tell until the input ends."""
    logs.configure("text", "warning")  # to standard error: what is read from here are numbers
    read(Document("Aufruf", "Bewerbungsschluss: 1. März 2027. Bis zu 5.000 Euro."), today=date(2027, 1, 1))  # warm
    for line in sys.stdin:
        address, folder = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            crawl_all(address, Path(folder))
            os._exit(0)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
