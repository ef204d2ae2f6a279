"""All runs of one crawl inside one Scrapy engine."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from scrapy import Request, Spider

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, Validators, Visit
from crawlers.fetching.bodies import ACCEPT_ENCODING
from crawlers.fetching.failed import FetchFailed, for_status
from crawlers.fetching.handler import RECEIVED
from crawlers.fetching.patience import fresh_until
from crawlers.fetching.pauses import RETRY_AT, patience_wanted
from crawlers.fetching.redirects import MOVED_TO
from crawlers.fetching.validators import conditions
from crawlers.run import Answer, Ledger, Run
from crawlers.settings import CrawlSettings

log = structlog.get_logger(__name__)

_ACCEPT = "application/rss+xml, application/atom+xml, application/json, text/calendar, text/html;q=0.9, */*;q=0.8"

RunMaker = Callable[[Visit, Callable[[str, Validators | None, Ledger], Any]], Run]


class Round(Spider):
    """Scrapy's spider: not one per site but one per crawl. Pages are read by the spiders of `crawlers.spiders`."""

    name = "round"

    def __init__(
        self,
        visits: Sequence[Visit],
        make_run: RunMaker,
        done: Callable[[RunReport], None],
        settings: CrawlSettings,
        **kwargs: Any,
    ) -> None:
        super().__init__(self.name, **kwargs)
        self._visits = visits
        self._make_run = make_run
        self._done = done
        self._limits = settings

    async def start(self) -> AsyncIterator[Any]:
        """Collect every source; nothing is left for Scrapy to schedule."""
        gate = asyncio.Semaphore(self._limits.parallel_sources)
        async with asyncio.TaskGroup() as group:
            for visit in spread(self._visits):
                await gate.acquire()
                task = group.create_task(self._collect(visit))
                task.add_done_callback(lambda _: gate.release())
        return
        yield  # Scrapy wants an asynchronous generator

    async def _collect(self, visit: Visit) -> None:
        try:
            report = await self._make_run(visit, self._fetch).collect()
        except Exception as error:
            log.exception("run broke off", source=visit.source_key)
            now = datetime.now(UTC)
            failure = Failure(FailureKind.INTERNAL, visit.url, f"{type(error).__name__}: {error}"[:300])
            report = RunReport(visit.source_key, now, now, RunOutcome.FAILED, failure)
        self._done(report)

    async def _fetch(self, url: str, known: Validators | None, ledger: Ledger) -> Answer:
        asked = conditions(known)
        request = self._request(url, asked)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        finally:
            ledger.received += request.meta.get(RECEIVED, 0)
        ledger.statuses[str(response.status)] += 1
        until = response.meta.get(RETRY_AT)
        if until is not None:
            raise patience_wanted(urlsplit(response.url).hostname or "", until)
        if response.status not in (200, 203, 304) or (response.status == 304 and not asked):
            raise for_status(response.status)
        return Answer(
            url=response.url,
            status=304 if response.status == 304 else 200,
            body=response.body,
            content_type=_header(response, "Content-Type") or "",
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            fresh_until=fresh_until(_said(response), now=self.crawler.settings["PARTNERPOST_CLOCK"]()),
            moved_to=response.meta.get(MOVED_TO),
        )

    def _request(self, url: str, asked: Mapping[str, str]) -> Request:
        headers = {
            "User-Agent": self._limits.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            **asked,
        }
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise FetchFailed(FailureKind.ADDRESS_REFUSED, f"{url[:200]!r} is no web address")
        return Request(url, headers=headers, dont_filter=True)


def spread(visits: Iterable[Visit]) -> list[Visit]:
    """The visits so ordered that hosts take turns: a host with many sources holds up nobody else."""
    hosts: dict[str, deque[Visit]] = defaultdict(deque)
    for visit in visits:
        hosts[urlsplit(visit.url).netloc].append(visit)
    result = []
    queues = deque(hosts.values())
    while queues:
        queue = queues.popleft()
        result.append(queue.popleft())
        if queue:
            queues.append(queue)
    return result


_FRESHNESS = ("Cache-Control", "Expires", "Date", "Age")


def _said(response: Any) -> dict[str, str]:
    """What an answer says about its own freshness, names in lower case."""
    return {name.lower(): value for name in _FRESHNESS if (value := _header(response, name)) is not None}


def _header(response: Any, name: str) -> str | None:
    raw = response.headers.get(name)
    return raw.decode("latin-1") if raw else None
