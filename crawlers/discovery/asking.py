"""Fetching for somebody who waits: within a time for all of it, each address once, and politely as in a crawl."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner

from aggregator.finding import FailureKind
from crawlers.crawl import scrapy_settings
from crawlers.fetching.bodies import ACCEPT_ENCODING
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.robots import RobotsRules
from crawlers.ledger import Answer, Ledger
from crawlers.round import Round
from crawlers.settings import CrawlSettings

T = TypeVar("T")

_LONGEST_REQUEST = 8.0  # seconds; a page that takes longer leaves no time to look at anything else
_IMPATIENT = 30.0  # seconds; whoever gives more wants everything that can be known
_LARGEST = 5_000_000  # bytes; a list of calls is never that long, and the person waits for its parsing


class Asking:
    """Addresses fetched one after another until the time is over; what was fetched is kept and not asked for again."""

    def __init__(self, engine: _Engine, settings: CrawlSettings, seconds: float) -> None:
        self._engine = engine
        self._settings = settings
        self._time = asyncio.get_running_loop().time
        self._latest = self._time() + seconds
        self.patient = seconds > _IMPATIENT
        self._silent: set[str] = set()
        self.answers: dict[str, Answer] = {}
        self._failed: dict[str, FetchFailed] = {}

    @property
    def seconds_left(self) -> float:
        """Until the answer must be given; negative when it is late."""
        return self._latest - self._time()

    async def get(self, url: str) -> Answer:
        """The answer of an address. Raises FetchFailed, with `timeout` also where no time is left to ask."""
        if url in self._failed:
            raise self._failed[url]
        if url not in self.answers:
            try:
                self.answers[url] = await self._ask(url)
            except FetchFailed as failed:
                self._failed[url] = failed
                raise
        return self.answers[url]

    async def rules(self, url: str) -> Protego | None:
        """What robots.txt of a site says; none where it has none. Raises FetchFailed where the site is unreachable."""
        return await self._within(url, self._engine.rules(url))

    def delay(self, rules: Protego | None) -> float:
        """Seconds between two requests to a site with these rules."""
        asked = self.asked_delay(rules) or 0
        return max(self._settings.gap_seconds, min(asked, self._settings.longest_robots_delay))

    def asked_delay(self, rules: Protego | None) -> float | None:
        """The delay that a site asks of us in its robots.txt; None where it asks for none."""
        asked = rules.crawl_delay(self._settings.product) if rules is not None else None
        return float(asked) if asked else None

    async def _ask(self, url: str) -> Answer:
        rules = await self.rules(url)
        delay = self.delay(rules)
        if delay > self.seconds_left:
            raise FetchFailed(FailureKind.TIMEOUT, f"robots.txt asks for {delay:g} seconds between two requests")
        answer = await self._within(url, self._engine.fetch(url))
        if not answer.body:
            raise FetchFailed(FailureKind.EMPTY, "the body has 0 bytes")
        return answer

    async def _within(self, url: str, asked: Awaitable[T]) -> T:
        host = urlsplit(url).netloc
        seconds = 0.0 if host in self._silent else min(self.seconds_left, _LONGEST_REQUEST)
        try:
            return await asyncio.wait_for(asked, seconds)
        except TimeoutError:
            # one request at a time: the next would only wait behind this one
            self._silent.add(host)
            raise FetchFailed(FailureKind.TIMEOUT, "no answer in the time there was") from None


class _Engine(Round):
    """A round that reads nothing by itself: it lends its fetching to the work."""

    def __init__(self, work: Callable[[_Engine], Awaitable[None]], settings: CrawlSettings, **kwargs: Any) -> None:
        super().__init__((), _no_run, lambda _: None, settings, **kwargs)
        self._work = work

    async def start(self) -> AsyncIterator[Any]:
        """Do the work; nothing is left for Scrapy to schedule."""
        await self._work(self)
        return
        yield  # Scrapy wants an asynchronous generator

    async def fetch(self, url: str) -> Answer:
        """One address, with all guards. Raises FetchFailed."""
        return await self._fetch(url, None, Ledger())

    async def rules(self, url: str) -> Protego | None:
        """The robots.txt of its site. Raises FetchFailed."""
        headers = {"User-Agent": self._limits.user_agent, "Accept-Encoding": ACCEPT_ENCODING}
        request = Request(url, headers=headers, dont_filter=True)
        robots = self.crawler.get_downloader_middleware(RobotsRules) if self._limits.obey_robots else None
        return await robots.rules(request) if robots is not None else None


async def asking(settings: CrawlSettings, work: Callable[[Callable[[float], Asking]], Awaitable[None]]) -> None:
    """Run `work` with a maker of `Asking`s (seconds each may take) that share one engine, and so hosts and manners."""
    limited = settings.model_copy(update={"max_body_bytes": min(settings.max_body_bytes, _LARGEST)})
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    troubles: list[Exception] = []

    async def with_engine(engine: _Engine) -> None:
        try:
            await work(lambda seconds: Asking(engine, limited, seconds))
        except Exception as trouble:  # Scrapy would log it and go on; it is raised when all is closed
            troubles.append(trouble)

    await AsyncCrawlerRunner(scrapy_settings(limited)).crawl(_Engine, work=with_engine, settings=limited)
    if troubles:
        raise troubles[0]


def _no_run(*_: object) -> Any:
    raise AssertionError("whoever looks has no run")
