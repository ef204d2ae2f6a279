"""lemon24/reader: a library that keeps feeds in SQLite."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from reader import make_reader


def main(site: str, feeds: int, folder: str) -> None:
    """Add all feeds, update twice."""
    reader = make_reader(f"{folder}/reader.sqlite")
    for number in range(feeds):
        reader.add_feed(f"{site}/{number}")
    first, second = (_milliseconds(lambda: reader.update_feeds(scheduled=False), feeds) for _ in range(2))
    assert reader.get_entry_counts().total == feeds * 30
    sys.stdout.write(f"{first} {second}\n")


def _milliseconds(work: Callable[[], object], feeds: int) -> float:
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000 / feeds


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
