"""rss2email: each new entry becomes a mail in a Maildir, its seen entries stand in one JSON file."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from rss2email.config import CONFIG
from rss2email.feeds import Feeds


def main(site: str, feeds: int, folder: str) -> None:
    """Add all feeds, run twice."""
    logging.disable(logging.CRITICAL)
    mails = Path(folder) / "mails"
    settings = {
        "from": "feeds@example.org",
        "to": "office@example.org",
        "email-protocol": "maildir",
        "maildir-path": folder,
        "maildir-mailbox": "mails",
        "same-server-fetch-interval": "0",
    }
    CONFIG["DEFAULT"].update(settings)
    kept = Feeds(datafile_path=Path(folder) / "rss2email.json", config=CONFIG)
    for number in range(feeds):
        kept.new_feed(name=f"feed-{number}", url=f"{site}/{number}")
    first, second = (_milliseconds(kept, feeds) for _ in range(2))
    assert sum(1 for path in mails.rglob("*") if path.is_file()) == feeds * 30
    sys.stdout.write(f"{first} {second}\n")


def _milliseconds(kept: Feeds, feeds: int) -> float:
    before = time.process_time()
    for feed in kept:
        feed.run()
    kept.save_feeds()
    return (time.process_time() - before) * 1000 / feeds


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
