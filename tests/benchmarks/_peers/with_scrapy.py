"""Scrapy as it comes, with feedparser and an insert for each feed; its HTTP cache asks for what is new."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from multiprocessing import get_context
from typing import Any

import feedparser
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class _Feeds(Spider):
    name = "feeds"

    def __init__(self, site: str, feeds: int, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addresses = [f"{site}/{number}" for number in range(feeds)]
        self.database = sqlite3.connect(f"{folder}/scrapy.sqlite")
        self.database.execute("pragma journal_mode=wal")
        self.database.execute(
            "create table if not exists finding (url text, key text primary key, link text, title text, html text)"
        )

    async def start(self) -> AsyncIterator[Any]:
        for address in self.addresses:
            yield Request(address)

    def parse(self, response: Response) -> None:
        """Keep every entry of what is new; a page out of the cache is known."""
        if "cached" in response.flags:
            return
        entries = feedparser.parse(response.body).entries
        rows = [(response.url, e.id, e.link, e.title, e.summary) for e in entries]
        with self.database:
            self.database.executemany("insert or replace into finding values (?, ?, ?, ?, ?)", rows)


def _collect(site: str, feeds: int, folder: str) -> float:
    """One crawl in a process of its own: Twisted's reactor starts once."""
    before = time.process_time()
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
            "HTTPCACHE_DIR": f"{folder}/cache",
        }
    )
    process.crawl(_Feeds, site=site, feeds=feeds, folder=folder)
    process.start()
    return (time.process_time() - before) * 1000 / feeds


def main(site: str, feeds: int, folder: str) -> None:
    """Two crawls over the same feeds."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        first, second = (pool.apply(_collect, (site, feeds, folder)) for _ in range(2))
    sys.stdout.write(f"{first} {second}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
