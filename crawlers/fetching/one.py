"""One address, fetched with the guards and the manners of a crawl, for somebody who waits for it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner

from aggregator.finding import Failure, FailureKind
from crawlers.crawl import scrapy_settings
from crawlers.fetching.failed import FetchFailed
from crawlers.ledger import Ledger
from crawlers.round import Round
from crawlers.settings import CrawlSettings
from crawlers.waiting import wait_for


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands at an address; `url` is where it was found after redirects."""

    url: str
    body: bytes
    content_type: str


def fetch_one(url: str, settings: CrawlSettings) -> Fetched | Failure:
    """Fetch one address and wait for it: robots.txt, size, time and private addresses as in a crawl.

    Never raises for a fault of the address.
    """
    outcomes: list[Fetched | Failure] = []
    logging.getLogger("scrapy").setLevel(logging.ERROR)

    async def go() -> None:
        runner = AsyncCrawlerRunner(scrapy_settings(settings))
        await runner.crawl(_OnePage, url=url, done=outcomes.append, settings=settings)

    wait_for(go)
    return outcomes[0] if outcomes else Failure(FailureKind.INTERNAL, url, "the request was never made")


class _OnePage(Round):
    """A round of a single request: nothing is read, nothing is handed in."""

    def __init__(
        self, url: str, done: Callable[[Fetched | Failure], None], settings: CrawlSettings, **kwargs: Any
    ) -> None:
        super().__init__((), _no_run, lambda _: None, settings, **kwargs)
        self._url = url
        self._outcome = done

    async def start(self) -> AsyncIterator[Any]:
        """Fetch the one address; nothing is left for Scrapy to schedule."""
        self._outcome(await self._ask())
        return
        yield  # Scrapy wants an asynchronous generator

    async def _ask(self) -> Fetched | Failure:
        try:
            answer = await self._fetch(self._url, None, Ledger())
        except FetchFailed as failed:
            return failed.at(self._url)
        if not answer.body:
            return Failure(FailureKind.EMPTY, self._url, "the body has 0 bytes")
        return Fetched(answer.url, answer.body, answer.content_type)


def _no_run(*_: object) -> Any:
    raise AssertionError("a single request has no run")
