"""What the tests of the crawlers share: a site, a door, and a short way to collect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from aggregator.finding import RunReport, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site


class Collect(Protocol):
    """Collects one address as a source, now or at a given moment, and gives the report of its run."""

    def __call__(
        self,
        url: str,
        kind: SourceKind = SourceKind.FEED,
        options: Mapping[str, object] | None = None,
        settings: CrawlSettings | None = None,
        at: datetime | None = None,
    ) -> RunReport: ...


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def door() -> MemoryDoor:
    return MemoryDoor()


@pytest.fixture
def settings() -> CrawlSettings:
    return CrawlSettings(
        contact="office@example.org",
        gap_seconds=0,
        request_timeout=2,
        connect_timeout=2,
        max_body_bytes=1_000_000,
        allow_private_hosts=("127.0.0.1",),
    )


@pytest.fixture
def collect(door: MemoryDoor, settings: CrawlSettings, tmp_path: Path) -> Collect:
    usual = settings

    def run(
        url: str,
        kind: SourceKind = SourceKind.FEED,
        options: Mapping[str, object] | None = None,
        settings: CrawlSettings | None = None,
        at: datetime | None = None,
    ) -> RunReport:
        visit = door.next_visit(Visit("source", kind, url, options=options or {}))
        (report,) = crawl(
            [visit], door, settings or usual, snapshots=tmp_path / "snapshots", clock=lambda: at or datetime.now(UTC)
        )
        return report

    return run
