"""One address fetched on request keeps to the same rules as a crawl."""

from __future__ import annotations

import asyncio

import pytest

from aggregator.finding import Failure, FailureKind
from crawlers.fetching.one import Fetched, fetch_one
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile
from tests.crawlers.hostile import Site


def test_a_page_is_fetched_with_its_type(site: Site, settings: CrawlSettings) -> None:
    address = site.serve("/aufruf", "<p>Frist: 1.3.2027</p>", "text/html; charset=utf-8")
    assert fetch_one(address, settings) == Fetched(address, b"<p>Frist: 1.3.2027</p>", "text/html; charset=utf-8")


def test_it_can_be_asked_for_twice_in_one_process(site: Site, settings: CrawlSettings) -> None:
    address = site.serve("/a", "x")
    assert fetch_one(address, settings) == fetch_one(address, settings)


def test_it_can_be_asked_for_from_within_a_running_loop(site: Site, settings: CrawlSettings) -> None:
    address = site.serve("/a", "x", "text/plain")

    async def somebody() -> Fetched | Failure:
        return fetch_one(address, settings)

    assert asyncio.run(somebody()) == Fetched(address, b"x", "text/plain")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/gone", FailureKind.GONE), ("/empty", FailureKind.EMPTY), ("/slow", FailureKind.TIMEOUT)],
)
def test_what_cannot_be_fetched_says_why(site: Site, settings: CrawlSettings, path: str, kind: FailureKind) -> None:
    site.serve("/empty", "")
    site.answers["/slow"] = hostile.silent()
    failure = fetch_one(site.url(path), settings)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.url) == (kind, site.url(path))


def test_a_private_address_is_refused_unless_it_is_allowed_by_name(site: Site) -> None:
    failure = fetch_one(site.serve("/a", "x"), CrawlSettings(gap_seconds=0))
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.ADDRESS_REFUSED
    assert site.asked == []


def test_what_robots_txt_forbids_is_not_fetched(site: Site, settings: CrawlSettings) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /intern", "text/plain")
    failure = fetch_one(site.serve("/intern", "x"), settings)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.ROBOTS
    assert site.asked_for("/intern") == []


@pytest.mark.parametrize("address", ["nonsense", "ftp://amt.example/x", "http://", "http://[::1", "http://a b/"])
def test_what_is_no_web_address_is_refused(settings: CrawlSettings, address: str) -> None:
    failure = fetch_one(address, settings)
    assert isinstance(failure, Failure)
    assert failure.kind in (FailureKind.ADDRESS_REFUSED, FailureKind.DNS)
