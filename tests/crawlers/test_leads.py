"""Feeds whose entries say little: the page behind an entry is the finding, and no entry is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.finding import FailureKind, RunOutcome, RunReport
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, pages, texts
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_MORNING = datetime(2026, 11, 3, 8, tzinfo=UTC)
_LONG = "Wir laden Vereine und Städte ein, sich zu beteiligen. " * 12


def _feed(site: Site, *numbers: int, description: str = "Kurz gesagt.", etag: str = '"1"') -> str:
    entries = "".join(
        f"<item><title>Aufruf {number}</title><link>{site.url(f'/aufruf/{number}')}?utm_source=rss</link>"
        f"<guid>nr-{number}</guid><pubDate>Mon, 02 Nov 2026 09:00:00 +0100</pubDate>"
        f"<description>{description}</description></item>"
        for number in numbers
    )
    return site.serve("/feed", texts.rss(entries), ETag=etag)


def _details(site: Site, *numbers: int) -> None:
    for number in numbers:
        pages.detail(site, f"/aufruf/{number}?utm_source=rss", f"Seite {number}", etag='"d"')


def _asked(site: Site, number: int) -> int:
    return len(site.asked_for(f"/aufruf/{number}?utm_source=rss"))


def test_the_page_behind_a_short_entry_is_the_finding_with_key_title_and_day_of_the_feed(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    _details(site, 1)

    report = collect(_feed(site, 1), at=_MORNING)

    (finding,) = door.of("source")
    assert (report.outcome, report.new) == (RunOutcome.READ, 1)
    assert (finding.key, finding.title, finding.published) == ("nr-1", "Aufruf 1", datetime(2026, 11, 2, 8, tzinfo=UTC))
    assert "31. März 2027" in (finding.html or "")


def test_an_entry_whose_page_cannot_be_read_is_taken_as_the_feed_tells_it(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    _details(site, 1)

    report = collect(_feed(site, 1, 2))

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 2)
    assert [failure.kind for failure in report.broken] == [FailureKind.GONE]
    assert {finding.key for finding in door.of("source")} == {"nr-1", "nr-2"}


def test_what_a_page_said_before_outlives_its_failure(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _details(site, 1)
    address = _feed(site, 1)
    collect(address, at=_MORNING)
    site.answers["/aufruf/1?utm_source=rss"] = hostile.status(500)

    collect(address, at=_MORNING + timedelta(days=2))

    assert "31. März 2027" in (door.of("source")[0].html or "")


def test_an_entry_that_failed_is_tried_again_though_the_feed_is_unchanged(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    address = _feed(site, 1)
    collect(address, at=_MORNING)
    _details(site, 1)

    report = collect(address, at=_MORNING + timedelta(hours=3))

    assert (report.outcome, report.changed) == (RunOutcome.READ, 1)
    assert "31. März 2027" in (door.of("source")[0].html or "")


def _three_hours_later(site: Site, collect: Collect, *, hours: int = 3, **feed: str) -> RunReport:
    _details(site, 1, 2)
    collect(_feed(site, 1, 2), at=_MORNING)
    return collect(_feed(site, 1, 2, **feed), at=_MORNING + timedelta(hours=hours))


def test_an_unchanged_feed_costs_no_body_and_asks_no_page_again(site: Site, collect: Collect) -> None:
    report = _three_hours_later(site, collect)

    assert (report.outcome, dict(report.statuses), report.received_bytes) == (RunOutcome.UNCHANGED, {"304": 1}, 0)
    assert (report.unchanged, _asked(site, 1)) == (2, 1)


def test_after_a_day_the_pages_behind_an_unchanged_feed_are_looked_at(site: Site, collect: Collect) -> None:
    _details(site, 1, 2)
    address = _feed(site, 1, 2)
    collect(address, at=_MORNING)
    pages.detail(
        site, "/aufruf/2?utm_source=rss", "Seite 2", "Verlängert: bewerben können sich alle bis 15. April 2027."
    )

    report = collect(address, at=_MORNING + timedelta(days=1))

    assert (report.changed, report.unchanged) == (1, 1)


def test_only_the_new_entry_of_a_changed_feed_costs_a_page(site: Site, collect: Collect) -> None:
    _details(site, 1, 2, 3)
    collect(_feed(site, 1, 2), at=_MORNING)

    report = collect(_feed(site, 3, 1, 2, etag='"2"'), at=_MORNING + timedelta(hours=3))

    assert (report.new, report.found) == (1, 1)
    assert [_asked(site, number) for number in (1, 2, 3)] == [1, 1, 1]


def test_an_entry_with_its_whole_text_needs_no_page(site: Site, collect: Collect, door: MemoryDoor) -> None:
    collect(_feed(site, 1, description=_LONG))

    assert _asked(site, 1) == 0
    assert _LONG.strip() in (door.of("source")[0].html or "")


def test_a_long_entry_that_is_cut_off_leads_to_its_page(site: Site, collect: Collect) -> None:
    _details(site, 1)

    collect(_feed(site, 1, description=f"{_LONG} Und außerdem […]"))

    assert _asked(site, 1) == 1


def test_an_entry_that_says_more_than_its_page_stays_as_it_is(site: Site, collect: Collect, door: MemoryDoor) -> None:
    pages.detail(site, "/aufruf/1?utm_source=rss", "Seite 1", "Bitte melden Sie sich an, um alles zu lesen, danke.")

    collect(_feed(site, 1, description=f"{_LONG} …"))

    assert "Wir laden Vereine" in (door.of("source")[0].html or "")


@pytest.mark.parametrize(("wish", "asked"), [(True, 1), (False, 0)])
def test_a_source_may_say_whether_pages_are_read(site: Site, collect: Collect, wish: bool, asked: int) -> None:
    _details(site, 1)

    collect(_feed(site, 1, description=_LONG if wish else "Kurz."), options={"details": wish})

    assert _asked(site, 1) == asked


def test_entries_that_lead_to_other_sites_are_not_followed_unasked(site: Site, collect: Collect) -> None:
    report = collect(site.serve("/feed", texts.three()))

    assert (report.outcome, report.new, dict(report.statuses)) == (RunOutcome.READ, 3, {"200": 1})


def test_several_entries_on_one_page_are_all_kept(site: Site, collect: Collect) -> None:
    entries = "".join(f"<item><title>Aufruf {n}</title><link>{site.url(f'/alle#{n}')}</link></item>" for n in range(3))

    assert collect(site.serve("/feed", texts.rss(entries))).new == 3


def test_a_site_that_refuses_its_pages_is_asked_three_times_and_no_entry_is_lost(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /aufruf/\n", "text/plain")

    report = collect(_feed(site, *range(20)))

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 20)
    assert [failure.kind for failure in report.broken] == [FailureKind.ROBOTS] * 4
    assert "17 more pages" in report.broken[-1].detail


def test_entries_beyond_the_limit_of_a_run_are_taken_as_the_feed_tells_them_and_read_in_the_next(
    site: Site, collect: Collect, settings: CrawlSettings
) -> None:
    _details(site, *range(5))
    few = settings.model_copy(update={"max_pages": 3})
    address = _feed(site, *range(5))

    first = collect(address, settings=few, at=_MORNING)
    second = collect(address, settings=few, at=_MORNING + timedelta(hours=3))

    assert (first.outcome, first.new) == (RunOutcome.PARTIAL, 5)
    assert second.changed == 2
    assert [_asked(site, number) for number in range(5)] == [1, 1, 1, 1, 0]


def test_a_json_feed_of_titles_leads_to_its_pages_too(site: Site, collect: Collect, door: MemoryDoor) -> None:
    import json

    _details(site, 1)
    entry = {"id": "nr-1", "title": "Aufruf 1", "url": site.url("/aufruf/1?utm_source=rss")}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Aufrufe", "items": [entry]}

    collect(site.serve("/feed.json", json.dumps(feed), "application/feed+json"))

    assert door.of("source")[0].key == "nr-1"
    assert "31. März 2027" in (door.of("source")[0].html or "")
