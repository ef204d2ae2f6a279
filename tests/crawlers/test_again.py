"""Entries that are read again at their own address, over real HTTP."""

from __future__ import annotations

from pathlib import Path

from aggregator.finding import Again, FailureKind, RunOutcome, RunReport, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers import texts
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_HTML = "text/html; charset=utf-8"


def page(until: str) -> str:
    """The page of one call."""
    return (
        "<html><body><main><h1>Aufruf zur Begegnung</h1><p>Gefördert werden Begegnungen von Vereinen mit Polen. "
        f"Bewerbungsschluss ist der {until}.</p></main></body></html>"
    )


def visited(visit: Visit, door: MemoryDoor, settings: CrawlSettings, folder: Path) -> RunReport:
    (report,) = crawl([door.next_visit(visit)], door, settings, snapshots=folder)
    return report


def test_a_call_that_the_feed_dropped_is_read_on_its_own_page_under_its_own_key(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    url = site.serve("/aufruf", page("31. Januar 2027"), _HTML)
    visit = Visit("source", SourceKind.FEED, site.serve("/feed", texts.three()), again=(Again("guid-7", url),))
    report = visited(visit, door, settings, tmp_path)
    assert (report.outcome, report.found, report.again) == (RunOutcome.READ, 3, {url: None})
    assert "31. Januar 2027" in (door.findings["source", "guid-7"].html or "")


def test_beside_an_unchanged_feed_a_page_is_read_again_without_its_body(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    url = site.serve("/aufruf", page("31. Januar 2027"), _HTML)
    visit = Visit("source", SourceKind.FEED, site.serve("/feed", texts.three(), ETag='"1"'), again=(Again("g", url),))
    visited(visit, door, settings, tmp_path)
    report = visited(visit, door, settings, tmp_path)
    assert (report.new, report.changed, report.again) == (0, 0, {url: None})
    assert report.statuses == {"304": 1, "200": 1}


def test_a_call_whose_page_is_gone_leaves_its_source_well(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    url = site.url("/vorbei")
    visit = Visit("source", SourceKind.FEED, site.serve("/feed", texts.three()), again=(Again("g", url),))
    report = visited(visit, door, settings, tmp_path)
    assert (report.outcome, report.broken, report.again) == (RunOutcome.READ, (), {url: FailureKind.GONE})


def test_what_the_source_still_shows_is_not_fetched_twice(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    url = site.serve("/aufrufe/begegnung", page("31. Januar 2027"), _HTML)
    start = site.serve("/aufrufe", f'<html><body><main><a href="{url}">Aufruf</a></main></body></html>', _HTML)
    report = visited(Visit("source", SourceKind.LISTING, start, again=(Again(url, url),)), door, settings, tmp_path)
    assert (len(site.asked_for("/aufrufe/begegnung")), report.again) == (1, {})
