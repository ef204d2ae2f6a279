"""robots.txt: what a site asks of crawlers is done, its delay included."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.handler import CUT_AT
from crawlers.fetching.pauses import RETRY_AT, patience_wanted
from crawlers.settings import CrawlSettings

_ROBOTS = "is_robots_txt"
# what keeps robots.txt away keeps the page away too, so it is not waited for twice
_SITE_UNREACHABLE = {
    FailureKind.DNS,
    FailureKind.REFUSED,
    FailureKind.TIMEOUT,
    FailureKind.TLS,
    FailureKind.ADDRESS_REFUSED,
    FailureKind.RATE_LIMITED,
}
_MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read, the rest may be left


class RobotsRules:
    """Scrapy downloader middleware: refuses what robots.txt forbids and keeps the delay it asks for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._settings: CrawlSettings = crawler.settings["PARTNERPOST"]
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsRules:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise FetchFailed: forbidden, or the site cannot be reached at all."""
        if request.meta.get(_ROBOTS) or not self._settings.obey_robots:
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = await self.rules(request)
        if rules is None:
            return
        agent = self._settings.product
        if not rules.can_fetch(request.url, agent):
            raise FetchFailed(FailureKind.ROBOTS, f"{origin}/robots.txt forbids {parts.path or '/'}")
        delay = rules.crawl_delay(agent)
        if delay is not None:
            self._slow_down(parts.hostname or "", float(delay))

    async def rules(self, request: Request) -> Protego | None:
        """The rules of the site of a request, asked for once; none where it has no robots.txt. Raises FetchFailed."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._ask(origin, request))
        return await asyncio.shield(self._rules[origin])

    async def _ask(self, origin: str, request: Request) -> Protego | None:
        """The rules of a site; none where it has no robots.txt. RFC 9309, 2.3.1: 4xx allows all, 5xx nothing."""
        asked = Request(
            f"{origin}/robots.txt",
            headers={
                name: request.headers[name] for name in ("User-Agent", "Accept-Encoding") if name in request.headers
            },
            meta={_ROBOTS: True, CUT_AT: _MOST_BYTES},
        )
        assert self._crawler.engine is not None
        try:
            answer = await self._crawler.engine.download_async(asked)
        except FetchFailed as failed:
            if failed.kind in _SITE_UNREACHABLE:
                raise
            return None
        until = answer.meta.get(RETRY_AT)
        if until is not None:
            raise patience_wanted(urlsplit(origin).hostname or "", until)
        if answer.status >= 500:
            raise FetchFailed(FailureKind.ROBOTS, f"{origin}/robots.txt answers HTTP {answer.status}")
        if answer.status != 200:
            return None
        return Protego.parse(answer.body.decode("utf-8-sig", "replace"))

    def _slow_down(self, host: str, delay: float) -> None:
        assert self._crawler.engine is not None
        wanted = min(max(delay, self._settings.gap_seconds), self._settings.longest_robots_delay)
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": wanted, "concurrency": 1}
        if host in downloader.slots:
            downloader.slots[host].delay = wanted
