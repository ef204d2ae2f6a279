"""One crawl over some sources."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner

from aggregator.finding import FindingsDoor, RunReport, Visit
from crawlers.fetching.snapshots import Snapshots
from crawlers.ledger import Fetch
from crawlers.round import Round
from crawlers.run import Run
from crawlers.settings import CrawlSettings
from crawlers.waiting import wait_for


def right_now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def crawl(
    visits: Sequence[Visit],
    door: FindingsDoor,
    settings: CrawlSettings,
    *,
    snapshots: Path,
    on_report: Callable[[RunReport], None] | None = None,
    clock: Callable[[], datetime] = right_now,
) -> list[RunReport]:
    """Visit sources and hand in what is found; gives one report per visit, in the order of the visits.

    Blocks until all is done; may be called from any thread and as often as wanted. A source's fault never raises: it is
    the failure of its report. What the door itself raises on closing a run is raised again, after all sources were
    visited. Findings go to `snapshots` as packed bytes. `on_report` is called as each run ends.
    """
    work = _Crawl(visits, door, settings, Snapshots(snapshots), on_report, clock)
    wait_for(work.go)
    return work.finish()


class _Crawl:
    def __init__(
        self,
        visits: Sequence[Visit],
        door: FindingsDoor,
        settings: CrawlSettings,
        snapshots: Snapshots,
        on_report: Callable[[RunReport], None] | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._visits = visits
        self._door = door
        self._settings = settings
        self._snapshots = snapshots
        self._on_report = on_report
        self._clock = clock
        self._reports: dict[str, RunReport] = {}
        self._troubles: list[Exception] = []

    async def go(self) -> None:
        logging.getLogger("scrapy").setLevel(logging.ERROR)
        runner = AsyncCrawlerRunner(scrapy_settings(self._settings, self._clock))
        await runner.crawl(Round, visits=self._visits, make_run=self._run, done=self._done, settings=self._settings)

    def finish(self) -> list[RunReport]:
        if self._troubles:
            raise ExceptionGroup("runs could not be closed", self._troubles)
        return [self._reports[visit.source_key] for visit in self._visits]

    def _run(self, visit: Visit, fetch: Fetch) -> Run:
        return Run(visit, self._door, fetch, self._snapshots, settings=self._settings, clock=self._clock)

    def _done(self, report: RunReport) -> None:
        self._reports[report.source_key] = report
        try:
            self._door.close_run(report)
            if self._on_report is not None:
                self._on_report(report)
        except Exception as trouble:  # kept until every source had its turn, then raised
            self._troubles.append(trouble)


def scrapy_settings(settings: CrawlSettings, clock: Callable[[], datetime] = right_now) -> dict[str, Any]:
    """Scrapy with our guards and nothing else: no console, no extension, no cookie, no contact to third parties."""
    return {
        "PARTNERPOST": settings,
        # Scrapy copies its settings deeply, a function as it is, and a clock is no thing to copy
        "PARTNERPOST_CLOCK": lambda: clock(),  # noqa: PLW0108
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawlers.fetching.handler.GuardedDownloadHandler"),
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.fetching.robots.RobotsRules": 100,
            "crawlers.fetching.pauses.HostPauses": 200,
            "crawlers.fetching.redirects.RedirectLimit": 600,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.gap_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "STATS_DUMP": False,
        "LOG_LEVEL": "ERROR",
    }
