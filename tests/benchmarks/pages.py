"""Listing and detail pages per CPU second of one core, and the memory that 10,000 of them take in one crawl.

Inside: robots.txt, guards, packed snapshot, charset, parsing, the links of the lists, heading and main part of the
details, sanitising, the row among the findings, validators and ledger. Reading what they say is measured beside it.
"""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks import Measure
from tests.benchmarks._serving import ROOT, serving

DETAILS = 99
LISTINGS = 100
READ_LISTINGS = 3
_UNIT = "pages per CPU second"


def measure() -> list[Measure]:
    """Each crawl in a process of its own; the server in another."""
    with serving("tests.benchmarks._page_server", LISTINGS, DETAILS) as site:
        pages, seconds, megabytes = _collected(site, LISTINGS, "shelf")
        read_pages, read_seconds, _ = _collected(site, READ_LISTINGS, "intake")
    return [
        Measure("listing and detail pages, parsed and kept unread", pages / seconds, _UNIT, "what we promise", 150),
        Measure("the same, read, compared and stored", read_pages / read_seconds, _UNIT, "what we promise unread", 150),
        Measure(f"peak memory of a crawl of {pages:,.0f} pages", megabytes, "MB", "what we promise, at most", 300),
    ]


def _collected(site: str, listings: int, door: str) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "tests.benchmarks._pages_collected", site, str(listings), door]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    pages, seconds, megabytes = map(float, done.stdout.split())
    return pages, seconds, megabytes
