"""Crawls that are really killed, at random moments: nothing is lost, nothing is there twice, the next one goes on.

The points are drawn anew for every store and go by what the site was asked, so a slow machine dies at the same places.
`PARTNERPOST_KILLS` says at how many a crawl dies, on PostgreSQL at a fifth of them: CI asks for 50, `make test` for 10.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from aggregator.finding import SourceKind
from aggregator.model import CrawlRun, KeptFinding, KeptReading, Opportunity, Sighting
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from crawlers.fetching.snapshots import Snapshots
from tests.crawlers import texts
from tests.crawlers.hostile import Site
from tests.crawlers.nursery import crawl_all

FEEDS = 40
KILLS = int(os.environ.get("PARTNERPOST_KILLS", "10"))
_LONGEST_BREATH = 0.03  # seconds: between two answers a finding is read and kept, and there it shall die too


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crawlers.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


class _Office:
    """Feeds that grow, and a store that collects them."""

    def __init__(self, site: Site, store: Store, folder: Path, draw: random.Random) -> None:
        self.site, self.store, self.folder, self.draw = site, store, folder, draw
        self.entries = dict.fromkeys(range(FEEDS), 1)
        with store.writing() as session:
            for feed in self.entries:
                draft = SourceDraft(f"feed-{feed}", f"Feed {feed}", site.url(f"/{feed}"), SourceKind.FEED)
                add_source(session, draft, now=datetime.now(UTC))
        self.grow(0)

    @property
    def expected(self) -> list[str]:
        """The keys of all entries there ever were."""
        return sorted(f"{feed}-{entry}" for feed, entries in self.entries.items() for entry in range(entries))

    def grow(self, feeds: int) -> None:
        """A new entry in each of some feeds."""
        for feed in self.draw.sample(range(FEEDS), feeds):
            self.entries[feed] += 1
        for feed, entries in self.entries.items():
            self.site.serve(f"/{feed}", texts.rss(*(_item(feed, entry) for entry in range(entries))))

    def crawl_and_die(self, nursery: subprocess.Popen[str]) -> int:
        """One crawl, killed after a number of answers and a breath; how it ended."""
        assert nursery.stdin is not None and nursery.stdout is not None
        address = self.store.engine.url.render_as_string(hide_password=False)
        deadly = len(self.site.asked) + self.draw.randint(1, FEEDS)
        nursery.stdin.write(f"{address}\t{self.folder}\n")
        nursery.stdin.flush()
        crawling = int(nursery.stdout.readline())
        while len(self.site.asked) < deadly:
            time.sleep(0.001)
        time.sleep(self.draw.uniform(0, _LONGEST_BREATH))
        os.kill(crawling, signal.SIGKILL)
        return int(nursery.stdout.readline())


def _item(feed: int, entry: int) -> str:
    # a name of its own for each, or the same call would be told by several sources
    name = sha256(f"{feed}-{entry}".encode()).hexdigest()
    title = f"Stiftung {name[:8]} sucht {name[8:14]} und {name[14:20]}"
    return texts.item(entry, guid=f"{feed}-{entry}", link=f"https://{name[:12]}.example/{entry}", title=title)


def _require_whole(store: Store, folder: Path) -> None:
    """Whatever is kept is kept whole: with its reading, its sighting, its opportunity and its bytes."""
    with store.reading() as session:
        findings = session.exec(select(KeptFinding)).all()
        ids = sorted(finding.id or 0 for finding in findings)
        assert sorted(session.exec(select(KeptReading.finding_id)).all()) == ids
        assert sorted(session.exec(select(Sighting.finding_id)).all()) == ids
        seen = set(session.exec(select(Sighting.opportunity_id)).all())
        assert set(session.exec(select(col(Opportunity.id))).all()) == seen
    snapshots = Snapshots(folder)
    for finding in findings:
        assert finding.snapshot is not None
        assert finding.key.encode() in snapshots.read(finding.snapshot)


@pytest.mark.timeout(600)  # a crawl for each point, on a machine that may have other things to do
def test_a_crawl_killed_at_any_moment_loses_nothing_and_keeps_nothing_twice(
    store: Store, site: Site, nursery: subprocess.Popen[str], tmp_path: Path
) -> None:
    office = _Office(site, store, tmp_path / "snapshots", random.Random(store.engine.dialect.name))
    ends = []
    kills = KILLS if store.is_sqlite else KILLS // 5
    for _ in range(kills):
        ends.append(office.crawl_and_die(nursery))
        _require_whole(store, office.folder)
        office.grow(FEEDS // 8)

    crawl_all(store.engine.url.render_as_string(hide_password=False), office.folder)

    _require_whole(store, office.folder)
    with store.reading() as session:
        assert sorted(session.exec(select(KeptFinding.key)).all()) == office.expected
        assert session.exec(select(func.count()).select_from(Opportunity)).one() == len(office.expected)
        newest = session.exec(select(CrawlRun.failure).order_by(col(CrawlRun.id).desc()).limit(FEEDS)).all()
        assert set(newest) == {None}
    assert ends.count(-signal.SIGKILL) > kills // 2  # the others had ended before their moment came
