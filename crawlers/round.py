"""All runs of one crawl inside one Scrapy engine."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from scrapy import Request, Spider
from scrapy.http import Response

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, Validators, Visit
from crawlers.ask import Ask
from crawlers.fetching.bodies import ACCEPT_ENCODING
from crawlers.fetching.browser import Part, PartAnswer, ScriptedPages, require_browser
from crawlers.fetching.failed import FetchFailed, for_status
from crawlers.fetching.handler import ASK, RECEIVED
from crawlers.fetching.logins import Logins
from crawlers.fetching.patience import fresh_until
from crawlers.fetching.pauses import RETRY_AT, patience_wanted
from crawlers.fetching.redirects import MOVED_TO
from crawlers.fetching.validators import conditions
from crawlers.gates import guarded
from crawlers.ledger import Answer, Fetch, Ledger
from crawlers.run import Run
from crawlers.settings import CrawlSettings

log = structlog.get_logger(__name__)

_ACCEPT = "application/rss+xml, application/atom+xml, application/json, text/calendar, text/html;q=0.9, */*;q=0.8"
_OF_FURTHER_PAGES = ("link", "x-wp-totalpages")

RunMaker = Callable[[Visit, Fetch], Run]


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
        self._scripted = ScriptedPages(settings)
        self._logins = Logins(settings.secrets, self._request)

    async def start(self) -> AsyncIterator[Any]:
        """Collect every source; nothing is left for Scrapy to schedule."""
        gate = asyncio.Semaphore(self._limits.parallel_sources)
        try:
            async with asyncio.TaskGroup() as group:
                for visit in spread(self._visits):
                    await gate.acquire()
                    task = group.create_task(self._collect(visit))
                    task.add_done_callback(lambda _: gate.release())
        finally:
            await self._scripted.close()
        return
        yield  # Scrapy wants an asynchronous generator

    async def _collect(self, visit: Visit) -> None:
        try:
            fetch = self._fetch_made if visit.options.get("render") is True else self._fetch
            report = await self._make_run(visit, fetch).collect()
        except Exception as error:
            log.exception("run broke off", source=visit.source_key)
            now = datetime.now(UTC)
            failure = Failure(FailureKind.INTERNAL, visit.url, f"{type(error).__name__}: {error}"[:300])
            report = RunReport(visit.source_key, now, now, RunOutcome.FAILED, failure)
        self._done(report)

    async def _fetch(self, url: str, known: Validators | None, ledger: Ledger, ask: Ask | None = None) -> Answer:
        asked = conditions(known)
        request = self._request(url, ask or Ask(), asked)
        if ask is not None and ask.login is not None:
            response = await self._logins.send(request, ask.login, partial(self._download, ledger=ledger))
        else:
            response = await self._download(request, ledger)
        until = response.meta.get(RETRY_AT)
        if until is not None and not guarded(response.body.decode("utf-8", "replace")):
            raise patience_wanted(urlsplit(response.url).hostname or "", until)
        if response.status not in (200, 203, 304) or (response.status == 304 and not asked):
            raise for_status(response.status, response.body)
        return Answer(
            url=response.url,
            status=304 if response.status == 304 else 200,
            body=response.body,
            content_type=_header(response, "Content-Type") or "",
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            headers={name: value for name in _OF_FURTHER_PAGES if (value := _header(response, name))},
            fresh_until=fresh_until(_said(response), now=self.crawler.settings["PARTNERPOST_CLOCK"]()),
            moved_to=response.meta.get(MOVED_TO),
        )

    async def _fetch_made(
        self,
        url: str,
        known: Validators | None,  # noqa: ARG002
        ledger: Ledger,
        ask: Ask | None = None,
    ) -> Answer:
        """A page after its scripts have run. Its own validators say nothing about what they put into it."""
        require_browser()
        answer = replace(await self._fetch(url, None, ledger, ask), etag=None, last_modified=None)
        if "html" not in answer.content_type.lower():
            return answer

        async def part(asked: Part) -> PartAnswer:
            return await self._part(asked, ledger)

        body = await self._scripted.made(answer.url, answer.body, answer.content_type, part)
        return replace(answer, body=body, content_type="text/html; charset=utf-8")

    async def _part(self, asked: Part, ledger: Ledger) -> PartAnswer:
        request = self._request(asked.url, Ask())
        request = request.replace(method=asked.method, body=asked.body, headers={**request.headers, **asked.headers})
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        finally:
            ledger.received += request.meta.get(RECEIVED, 0)
        headers = {name.decode().lower(): values[-1].decode("latin-1") for name, values in response.headers.items()}
        return PartAnswer(response.status, headers, response.body)

    async def _download(self, request: Request, ledger: Ledger) -> Response:
        assert self.crawler.engine is not None
        try:
            response: Response = await self.crawler.engine.download_async(request)
        finally:
            ledger.received += request.meta.get(RECEIVED, 0)
        ledger.statuses[str(response.status)] += 1
        return response

    def _request(self, url: str, ask: Ask, asked: Mapping[str, str] | None = None) -> Request:
        headers = {
            "User-Agent": self._limits.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            **(asked or {}),
            **dict(ask.headers),
        }
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise FetchFailed(FailureKind.ADDRESS_REFUSED, f"{url[:200]!r} is no web address")
        return Request(url, method=ask.method, headers=headers, meta={ASK: ask}, dont_filter=True)


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
