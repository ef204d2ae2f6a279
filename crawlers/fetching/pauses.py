"""Hosts that ask for patience are left in peace: for a moment the crawl waits, for longer it goes elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.patience import USUAL_PATIENCE, retry_at

RETRY_AT = "retry_at"
"""Key in `Request.meta`: the moment the host named together with its 429 or 503."""
_WAITED = "waited_once"


class HostPauses:
    """Scrapy downloader middleware: remembers until when a host wants to be left alone (429, 503 with Retry-After)."""

    def __init__(self, longest_wait: float, clock: Callable[[], datetime]) -> None:
        self._longest_wait = longest_wait
        self._clock = clock
        self._until: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostPauses:
        """As Scrapy builds it."""
        return cls(crawler.settings["PARTNERPOST"].longest_pause, crawler.settings["PARTNERPOST_CLOCK"])

    async def process_request(self, request: Request) -> None:
        """Let a request pass, after a short pause if its host asked for one. Raises FetchFailed for a long one."""
        host = _host(request)
        until = self._until.get(host)
        if until is None:
            return
        wait = (until - self._clock()).total_seconds()
        if wait > self._longest_wait:
            raise patience_wanted(host, until)
        await asyncio.sleep(max(wait, 0))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer; or the same request once more, where the pause it asks for is short."""
        until = self._asked_for(response)
        if until is None:
            return response
        host = _host(request)
        self._until[host] = max(until, self._until.get(host, until))
        wait = (until - self._clock()).total_seconds()
        # what was posted is not posted again unasked
        if wait <= self._longest_wait and request.method == "GET" and not request.meta.get(_WAITED):
            return request.replace(meta={**request.meta, _WAITED: True}, dont_filter=True)
        request.meta[RETRY_AT] = until
        return response

    def _asked_for(self, response: Response) -> datetime | None:
        if response.status not in (429, 503):
            return None
        raw = response.headers.get("Retry-After")
        now = self._clock()
        until = retry_at(raw.decode("latin-1") if raw else None, now=now)
        return now + USUAL_PATIENCE if until is None and response.status == 429 else until


def patience_wanted(host: str, until: datetime) -> FetchFailed:
    """The failure of a request that is not made, or was refused, because its host wants to be left alone."""
    detail = f"{host} asks for patience until {until:%Y-%m-%d %H:%M:%S} UTC"
    return FetchFailed(FailureKind.RATE_LIMITED, detail, not_before=until)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
