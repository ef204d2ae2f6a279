"""A short way to collect an API: by the entry of the shipped catalogue, at a server of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

import crawlers.catalogue
from aggregator.finding import Finding, FindingsDoor, RunReport, Visit
from aggregator.sources import SourceDraft, all_from_yaml
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from crawlers.spiders.apis.answers import with_query
from tests.crawlers.apis.serving import Served
from tests.crawlers.door import MemoryDoor

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@dataclass
class Collector:
    """Collects what the catalogue says under a key, though at our own server."""

    door: MemoryDoor
    settings: CrawlSettings
    snapshots: Path
    now: datetime = NOW

    def __call__(
        self,
        key: str,
        served: Served,
        options: Mapping[str, object] | None = None,
        door: FindingsDoor | None = None,
        query: Mapping[str, object] | None = None,
    ) -> RunReport:
        """One run; `options` and `query` are set over those of the catalogue."""
        source = shipped(key)
        visit = Visit(key, source.kind, self.address(key, served, query or {}), source.language)
        visit = self.door.next_visit(replace(visit, options={**source.options, **(options or {})}))
        (report,) = crawl([visit], door or self.door, self.settings, snapshots=self.snapshots, clock=lambda: self.now)
        return report

    def address(self, key: str, served: Served, query: Mapping[str, object]) -> str:
        """The catalogue's address at our own server."""
        parts = urlsplit(with_query(shipped(key).url, **query) if query else shipped(key).url)
        return parts._replace(scheme="http", netloc=served.host).geturl()

    def found(self, key: str) -> dict[str, Finding]:
        """What the door was handed, by its key."""
        return {finding.key: finding for finding in self.door.of(key)}


@pytest.fixture
def collector(door: MemoryDoor, settings: CrawlSettings, tmp_path: Path) -> Collector:
    return Collector(door, settings, tmp_path / "snapshots")


class Opened:
    """Opens servers and closes them when the test is over."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def __call__(self, *routes: web.RouteDef) -> Served:
        """A server with these routes."""
        return self._stack.enter_context(Served(routes))


@pytest.fixture
def serve() -> Iterator[Opened]:
    with ExitStack() as stack:
        yield Opened(stack)


@cache
def shipped(key: str) -> SourceDraft:
    """The entry of the shipped catalogue."""
    files = [path for folder in crawlers.catalogue.__path__ for path in Path(folder).glob("*.yaml")]
    drafts = [draft for path in files for draft in all_from_yaml(path.read_text(encoding="utf-8"))]
    return next(draft for draft in drafts if draft.key == key)
