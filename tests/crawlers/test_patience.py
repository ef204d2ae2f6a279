"""A server that asks for patience gets it, and what it says about freshness bounds the next visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import FailureKind, RunOutcome, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.fetching.patience import LONGEST_FRESHNESS, LONGEST_PATIENCE, fresh_until, retry_at
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, texts
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("120", NOON + timedelta(seconds=120)),
        (" 7.5 ", NOON + timedelta(seconds=7)),
        ("0", NOON),
        ("Mon, 23 Nov 2026 13:00:00 GMT", NOON + timedelta(hours=1)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", NOON),
        ("99999999999", None),
        ("9999999999", NOON + LONGEST_PATIENCE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOON + LONGEST_PATIENCE),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(said: str | None, until: datetime | None) -> None:
    assert retry_at(said, now=NOON) == until


@pytest.mark.parametrize(
    ("headers", "left"),
    [
        ({"cache-control": "public, max-age=600"}, timedelta(seconds=600)),
        ({"cache-control": "max-age=600", "age": "100"}, timedelta(seconds=500)),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600, no-cache"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=31536000, immutable"}, LONGEST_FRESHNESS),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=60", "expires": "Mon, 23 Nov 2026 13:00:00 GMT"}, timedelta(seconds=60)),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        # the server's clock is an hour slow: only the difference counts
        ({"expires": "Mon, 23 Nov 2026 12:00:00 GMT", "date": "Mon, 23 Nov 2026 11:00:00 GMT"}, timedelta(hours=1)),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, None),
        ({}, None),
    ],
)
def test_freshness_is_read_from_cache_control_then_from_expires(
    headers: dict[str, str], left: timedelta | None
) -> None:
    assert fresh_until(headers, now=NOON) == (None if left is None else NOON + left)


@given(said=st.text(), other=st.text(), age=st.text())
def test_whatever_a_server_says_the_next_visit_is_bounded(said: str, other: str, age: str) -> None:
    headers = {"cache-control": f"max-age={said}", "expires": other, "date": said, "age": age}
    assert NOON <= (fresh_until(headers, now=NOON) or NOON) <= NOON + LONGEST_FRESHNESS
    assert NOON <= (retry_at(other, now=NOON) or NOON) <= NOON + LONGEST_PATIENCE


@pytest.mark.parametrize("status", [429, 503])
def test_a_source_that_asks_for_patience_is_not_visited_before(status: int, site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.status(status, Retry_After="7200")

    report = collect(site.url("/feed"))

    assert report.failure is not None and report.failure.kind is FailureKind.RATE_LIMITED
    assert report.not_before is not None
    assert timedelta(hours=2) <= report.not_before - report.started_at < timedelta(hours=2, minutes=1)
    assert dict(report.statuses) == {str(status): 1}


def test_a_503_without_a_time_is_the_servers_own_trouble(site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.status(503)

    report = collect(site.url("/feed"))

    assert report.failure is not None and report.failure.kind is FailureKind.HTTP_ERROR
    assert report.not_before is None


def test_a_429_without_a_time_gets_some_patience_all_the_same(site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.status(429)

    assert collect(site.url("/feed")).not_before is not None


def _list_of(site: Site, *numbers: int) -> None:
    links = "".join(f'<a href="/liste/aufruf-{number}">Aufruf {number}</a>' for number in numbers)
    site.serve("/liste", links, "text/html")
    for number in numbers:
        text = f"Wir suchen Partner für das Vorhaben {number}. " * 5
        site.serve(f"/liste/aufruf-{number}", f"<main><h1>Aufruf {number}</h1><p>{text}</p></main>", "text/html")


def test_what_waits_at_a_host_that_asks_for_patience_is_left_out_and_named(site: Site, collect: Collect) -> None:
    _list_of(site, 1, 2, 3, 4)
    site.answers["/liste/aufruf-2"] = hostile.status(429, Retry_After="3600")

    report = collect(site.url("/liste"), SourceKind.LISTING)

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 1)
    assert [failure.kind for failure in report.broken] == [FailureKind.RATE_LIMITED] * 2
    assert any("2 more pages were left out" in failure.detail for failure in report.broken)
    assert site.asked_for("/liste/aufruf-3") == []


def test_other_sources_of_the_host_wait_too_and_other_hosts_do_not(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    site.answers["/a"] = hostile.status(429, Retry_After="3600")
    site.serve("/b", texts.three())
    settings = settings.model_copy(update={"parallel_sources": 1})
    with Site() as other:
        visits = [
            Visit("a", SourceKind.FEED, site.url("/a")),
            Visit("elsewhere", SourceKind.FEED, other.serve("/feed", texts.three()).replace("127.0.0.1", "localhost")),
            Visit("b", SourceKind.FEED, site.url("/b")),
        ]
        settings = settings.model_copy(update={"allow_private_hosts": ("127.0.0.1", "localhost")})
        first, elsewhere, second = crawl(visits, door, settings, snapshots=tmp_path)

    assert first.not_before == second.not_before is not None
    assert second.failure is not None and second.failure.kind is FailureKind.RATE_LIMITED
    assert (site.asked_for("/b"), elsewhere.new) == ([], 3)


def test_a_short_pause_is_waited_out(site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.in_turn(hostile.status(503, Retry_After="0"), hostile.whole(texts.three()))

    report = collect(site.url("/feed"))

    assert (report.outcome, report.new, report.not_before) == (RunOutcome.READ, 3, None)


def test_a_server_that_asks_again_and_again_is_asked_twice(site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.status(503, Retry_After="0")

    assert collect(site.url("/feed")).outcome is RunOutcome.FAILED
    assert len(site.asked_for("/feed")) == 2


def test_a_robots_txt_that_asks_for_patience_speaks_for_its_site(site: Site, collect: Collect) -> None:
    site.answers["/robots.txt"] = hostile.status(429, Retry_After="3600")

    report = collect(site.serve("/feed", texts.three()))

    assert report.failure is not None and report.failure.kind is FailureKind.RATE_LIMITED
    assert report.not_before is not None
    assert site.asked_for("/feed") == []


def test_what_a_server_says_about_freshness_is_told(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three(), Cache_Control="max-age=7200", ETag='"1"')

    first, unchanged = collect(address), collect(address)

    for report in (first, unchanged):
        assert report.not_before is not None
        assert timedelta(hours=2) <= report.not_before - report.started_at < timedelta(hours=2, minutes=1)


def test_a_feed_that_says_how_long_it_may_be_kept_is_left_alone_so_long(site: Site, collect: Collect) -> None:
    feed = texts.three().replace("<channel>", "<channel><ttl>360</ttl>")
    address = site.serve("/feed", feed, ETag='"1"')

    first, unchanged = collect(address), collect(address)

    for report in (first, unchanged):
        assert report.not_before is not None
        assert timedelta(hours=6) <= report.not_before - report.started_at < timedelta(hours=6, minutes=1)


class _SetClock:
    """A clock set by hand, which like many things cannot be copied."""

    def __init__(self) -> None:
        self.now = NOON

    def tell(self) -> datetime:
        return self.now

    def __deepcopy__(self, _memo: object) -> _SetClock:
        raise TypeError("there is one clock")


def test_the_clock_of_the_crawl_says_when_the_next_visit_may_be(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    site.answers["/feed"] = hostile.status(429, Retry_After="7200")
    visit = Visit("source", SourceKind.FEED, site.url("/feed"))

    (report,) = crawl([visit], door, settings, snapshots=tmp_path, clock=_SetClock().tell)

    assert report.not_before == NOON + timedelta(hours=2)
