"""Sitemaps: indexes, packed files, news, and no page asked for twice without need."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.finding import FailureKind, Pagination, RunOutcome, SourceKind
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, pages
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_MORNING = datetime(2026, 11, 3, 8, tzinfo=UTC)
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _url(site: Site, path: str, lastmod: str = "", more: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{site.url(path)}</loc>{stamp}{more}</url>"


def _sitemap(site: Site, *urls: str, path: str = "/sitemap.xml") -> str:
    return site.serve(path, f'<?xml version="1.0"?><urlset {_SPACE}>{"".join(urls)}</urlset>')


def _calls(site: Site, *names: str) -> None:
    for name in names:
        pages.detail(site, f"/{name}", f"Aufruf {name}")


def test_the_pages_of_a_sitemap_are_findings_without_an_option_and_the_newest_come_first(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    _calls(site, "alt", "neu", "impressum")
    address = _sitemap(
        site,
        _url(site, "/"),
        _url(site, "/impressum"),
        _url(site, "/alt", "2026-10-01"),
        _url(site, "/neu", "2026-11-01"),
    )

    report = collect(address, SourceKind.SITEMAP, at=_MORNING)

    assert (report.outcome, [finding.title for finding in door.of("source")]) == (
        RunOutcome.READ,
        ["Aufruf neu", "Aufruf alt"],
    )


def test_only_pages_with_a_newer_lastmod_are_fetched_again(site: Site, collect: Collect) -> None:
    _calls(site, "a", "b")
    collect(
        _sitemap(site, _url(site, "/a", "2026-11-01"), _url(site, "/b", "2026-11-01")), SourceKind.SITEMAP, at=_MORNING
    )
    later = _sitemap(site, _url(site, "/a", "2026-11-01"), _url(site, "/b", "2026-11-20T10:00:00+01:00"))

    report = collect(later, SourceKind.SITEMAP, at=_MORNING + timedelta(days=20))

    assert (len(site.asked_for("/a")), len(site.asked_for("/b"))) == (1, 2)
    assert (report.outcome, report.unchanged) == (RunOutcome.UNCHANGED, 2)


def test_a_day_without_a_time_lasts_until_its_end(site: Site, collect: Collect) -> None:
    _calls(site, "a")
    address = _sitemap(site, _url(site, "/a", "2026-11-03"))

    for hours in (0, 6, 48, 60):
        collect(address, SourceKind.SITEMAP, at=_MORNING + timedelta(hours=hours))

    assert len(site.asked_for("/a")) == 3


def test_pages_without_lastmod_are_looked_at_once_a_day(site: Site, collect: Collect) -> None:
    _calls(site, "a")
    address = _sitemap(site, _url(site, "/a"))

    for hours in (0, 6, 30):
        collect(address, SourceKind.SITEMAP, at=_MORNING + timedelta(hours=hours))

    assert len(site.asked_for("/a")) == 2


def test_an_index_leads_to_packed_sitemaps_and_not_to_those_of_tags(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    _calls(site, "a")
    packed = gzip.compress(f"<urlset {_SPACE}>{_url(site, '/a', '2026-11-01')}</urlset>".encode())
    site.serve("/post-sitemap.xml.gz", packed, "application/x-gzip")
    names = ("post-sitemap.xml.gz", "category-sitemap.xml", "author-sitemap.xml")
    entries = "".join(f"<sitemap><loc>{site.url('/' + name)}</loc></sitemap>" for name in names)

    report = collect(
        site.serve("/sitemap.xml", f"<sitemapindex {_SPACE}>{entries}</sitemapindex>"), SourceKind.SITEMAP, at=_MORNING
    )

    assert (report.outcome, report.new, report.pagination) == (RunOutcome.READ, 1, Pagination.END)
    assert site.asked_for("/category-sitemap.xml") == []


def test_a_news_sitemap_lends_title_and_day(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _calls(site, "a")
    news = (
        "<news:news><news:publication_date>2026-11-02T09:00:00+01:00</news:publication_date>"
        "<news:title><![CDATA[Städte & Partner]]></news:title></news:news>"
    )

    collect(_sitemap(site, _url(site, "/a", more=news), _url(site, "/weg", more=news)), SourceKind.SITEMAP, at=_MORNING)

    read, told = sorted(door.of("source"), key=lambda finding: finding.html is None)
    assert (read.title, read.published) == ("Städte & Partner", datetime(2026, 11, 2, 8, tzinfo=UTC))
    assert (told.url, told.title) == (site.url("/weg"), "Städte & Partner")


def test_patterns_and_age_choose_among_the_pages(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _calls(site, "aufruf/a", "aufruf/archiv", "verein/x", "aufruf/alt")
    paths = [("/aufruf/a", ""), ("/aufruf/archiv", ""), ("/verein/x", ""), ("/aufruf/alt", "2026-08-01")]
    address = _sitemap(site, *(_url(site, path, day) for path, day in paths))

    collect(address, SourceKind.SITEMAP, {"link": "/aufruf/", "skip": "archiv", "days": 60}, at=_MORNING)

    assert [finding.url for finding in door.of("source")] == [site.url("/aufruf/a")]


def test_a_sitemap_larger_than_a_run_is_read_in_several(site: Site, collect: Collect, settings: CrawlSettings) -> None:
    _calls(site, *"abcde")
    address = _sitemap(site, *(_url(site, f"/{name}", "2026-11-01") for name in "abcde"))
    few = settings.model_copy(update={"max_pages": 3})

    found = [
        collect(address, SourceKind.SITEMAP, settings=few, at=_MORNING + timedelta(hours=12 * run)).new
        for run in range(4)
    ]

    assert found == [2, 2, 1, 0]


def test_a_sitemap_that_fails_in_an_index_is_partial(site: Site, collect: Collect) -> None:
    _calls(site, "a")
    _sitemap(site, _url(site, "/a"), path="/eins.xml")
    site.answers["/zwei.xml"] = hostile.status(500)
    entries = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/eins.xml", "/zwei.xml"))

    report = collect(site.serve("/sitemap.xml", f"<sitemapindex>{entries}</sitemapindex>"), SourceKind.SITEMAP)

    assert (report.outcome, report.new, report.pagination) == (RunOutcome.PARTIAL, 1, Pagination.FAILED)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><body>Willkommen</body></html>", FailureKind.NOT_A_FEED),
        (f"<urlset {_SPACE}></urlset>", FailureKind.NO_ENTRIES),
        (" ", FailureKind.NOT_A_FEED),
        ("<urlset>" + "<url></url>" * 50_001, FailureKind.TOO_LARGE),
    ],
)
def test_what_is_no_sitemap_is_named(site: Site, collect: Collect, body: str, kind: FailureKind) -> None:
    report = collect(site.serve("/sitemap.xml", body), SourceKind.SITEMAP)

    assert report.failure is not None and report.failure.kind is kind


def test_a_packed_bomb_is_named(site: Site, collect: Collect) -> None:
    bomb = gzip.compress(bytes(60_000_000), 9)

    report = collect(site.serve("/sitemap.xml.gz", bomb, "application/x-gzip"), SourceKind.SITEMAP)

    assert report.failure is not None and report.failure.kind is FailureKind.BOMB
