"""How a crawl behaves towards the servers it asks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from aggregator.finding import FailureKind, RunOutcome, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, texts
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site


def test_every_request_says_who_asks_and_how_to_reach_us(site: Site, collect: Collect) -> None:
    collect(site.serve("/feed", texts.three()))

    assert [asked.path for asked in site.asked] == ["/robots.txt", "/feed"]
    assert {asked.headers["user-agent"] for asked in site.asked} == {"Partnerpost/1 (+office@example.org)"}
    assert all("cookie" not in asked.headers and "referer" not in asked.headers for asked in site.asked)


def test_what_robots_txt_forbids_is_not_asked_for(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")

    report = collect(site.serve("/intern/feed", texts.three()))

    assert report.failure is not None and report.failure.kind is FailureKind.ROBOTS
    assert site.asked_for("/intern/feed") == []


def test_a_robots_txt_meant_for_us_wins_over_the_general_one(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: partnerpost\nAllow: /\n", "text/plain")

    assert collect(site.serve("/feed", texts.three())).new == 3


def test_a_site_whose_robots_txt_answers_500_is_left_alone(site: Site, collect: Collect) -> None:
    site.answers["/robots.txt"] = hostile.status(500)

    report = collect(site.serve("/feed", texts.three()))

    assert report.failure is not None and report.failure.kind is FailureKind.ROBOTS


def test_a_robots_txt_that_never_ends_is_read_as_far_as_is_reasonable(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /nein\n" + "# viel\n" * 1_500_000, "text/plain")
    site.serve("/nein", texts.three())

    assert collect(site.serve("/feed", texts.three())).new == 3
    assert collect(site.url("/nein")).outcome is RunOutcome.FAILED


def test_a_robots_txt_that_turns_in_circles_counts_as_none(site: Site, collect: Collect) -> None:
    site.answers["/robots.txt"] = hostile.endless_redirects()

    assert collect(site.serve("/feed", texts.three())).new == 3


def test_a_robots_txt_that_begins_with_a_byte_order_mark_is_read_from_its_first_line(
    site: Site, collect: Collect
) -> None:
    site.serve("/robots.txt", b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "text/plain")

    assert collect(site.serve("/feed", texts.three())).outcome is RunOutcome.FAILED
    assert site.asked_for("/feed") == []


def test_a_robots_txt_that_stands_elsewhere_is_followed_there(site: Site, collect: Collect) -> None:
    site.answers["/robots.txt"] = hostile.status(301, Location="/wirklich/robots.txt")
    site.serve("/wirklich/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")

    assert collect(site.serve("/intern/feed", texts.three())).outcome is RunOutcome.FAILED
    assert collect(site.serve("/feed", texts.three())).new == 3


def test_where_a_redirect_leads_the_robots_txt_of_that_place_counts(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")
    site.answers["/feed"] = hostile.status(302, Location="/intern/feed")
    site.serve("/intern/feed", texts.three())

    report = collect(site.url("/feed"))

    assert report.failure is not None and report.failure.kind is FailureKind.ROBOTS
    assert site.asked_for("/intern/feed") == []


def test_the_delay_holds_for_the_first_request_after_robots_txt_too(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", "text/plain")

    collect(site.serve("/feed", texts.three()))

    robots, feed = site.asked
    assert feed.at - robots.at > 0.25


def test_the_delay_robots_txt_asks_for_is_kept(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    for number in (1, 2):
        site.serve(
            f"/liste/aufruf-{number}", f"<main><h1>Aufruf</h1><p>{'Wir suchen Partner. ' * number * 5}</p></main>"
        )

    site.serve("/liste", '<a href="/liste/aufruf-1">eins</a> <a href="/liste/aufruf-2">zwei</a>', "text/html")
    collect(site.url("/liste"), SourceKind.LISTING)

    assert len(site.asked) == 4
    assert min(later.at - earlier.at for earlier, later in pairwise(site.asked)) > 0.25


def test_there_is_a_gap_between_requests_to_one_host(site: Site, door: MemoryDoor, tmp_path: Path) -> None:
    settings = CrawlSettings(gap_seconds=0.2, allow_private_hosts=("127.0.0.1",))
    visits = [Visit(name, SourceKind.FEED, site.serve(f"/{name}", texts.three())) for name in "abc"]

    crawl(visits, door, settings, snapshots=tmp_path)

    assert min(later.at - earlier.at for earlier, later in pairwise(site.asked)) > 0.15


def test_a_host_gets_one_request_at_a_time_even_without_a_gap(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    visits = [Visit(str(number), SourceKind.FEED, site.serve(f"/{number}", texts.three())) for number in range(20)]

    reports = crawl(visits, door, settings, snapshots=tmp_path)

    assert [report.new for report in reports] == [3] * 20
    assert site.most_at_once == 1


def test_validators_are_sent_back_word_for_word_and_the_etag_alone(site: Site, collect: Collect) -> None:
    address = site.serve(
        "/feed", texts.three(), ETag='W/"a b\'c"', Last_Modified="Mon, 2 Nov 2026 9:00:00 +0100 (sort of)"
    )
    collect(address)

    report = collect(address)

    second = site.asked_for("/feed")[1]
    assert second.headers["if-none-match"] == 'W/"a b\'c"'
    assert "if-modified-since" not in second.headers
    assert (report.outcome, report.found, dict(report.statuses)) == (RunOutcome.UNCHANGED, 0, {"304": 1})
    assert report.received_bytes == 0


def test_last_modified_is_sent_back_where_there_is_no_etag(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three(), Last_Modified="gestern")
    collect(address)

    report = collect(address)

    assert site.asked_for("/feed")[1].headers["if-modified-since"] == "gestern"
    assert report.outcome is RunOutcome.UNCHANGED


def test_the_same_body_is_unchanged_even_if_the_server_does_not_say_so(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three())
    collect(address)

    assert collect(address).outcome is RunOutcome.UNCHANGED


def test_validators_survive_the_runs_that_change_nothing(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three(), ETag='"1"')

    outcomes = [collect(address).outcome for _ in range(3)]

    assert outcomes == [RunOutcome.READ, RunOutcome.UNCHANGED, RunOutcome.UNCHANGED]


def test_a_redirect_is_followed_and_its_validators_belong_to_the_first_address(site: Site, collect: Collect) -> None:
    site.answers["/alt"] = hostile.status(301, Location="/neu")
    site.serve("/neu", texts.three(), ETag='"1"')

    first, second = collect(site.url("/alt")), collect(site.url("/alt"))

    assert (first.new, second.outcome) == (3, RunOutcome.UNCHANGED)
    assert list(first.pages) == [site.url("/alt")]


def test_a_packed_feed_is_unpacked_and_its_bytes_counted_as_received(site: Site, collect: Collect) -> None:
    import gzip

    packed = gzip.compress(texts.three().encode())

    report = collect(site.serve("/feed", packed, Content_Encoding="gzip"))

    assert (report.new, report.received_bytes) == (3, len(packed))


def test_a_crawl_runs_inside_a_running_loop_too(site: Site, collect: Collect) -> None:
    import asyncio

    async def caller() -> int:
        return collect(site.serve("/feed", texts.three())).new

    assert asyncio.run(caller()) == 3
