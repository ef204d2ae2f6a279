"""The job that looks at one source keeps away from a host that another crawl has, or that asked for patience."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aggregator.finding import SourceKind
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from schedules.hosts import host_turn
from schedules.jobs import Means, crawl_source
from tests.crawlers import hostile, texts
from tests.crawlers.hostile import Site


def _now() -> datetime:
    return datetime.now(UTC)


def _means(store: Store, folder: Path) -> Means:
    settings = CrawlSettings(gap_seconds=0, longest_robots_delay=0, allow_private_hosts=("127.0.0.1",))
    return Means(store, settings, MailSettings(), folder, _now, ZoneInfo("Europe/Berlin"), "test")


def _add(store: Store, *keys: str, site: Site) -> None:
    with store.writing() as session:
        for key in keys:
            add_source(session, SourceDraft(key, key, site.url(f"/{key}"), SourceKind.FEED), now=_now())


def test_a_source_whose_host_another_crawl_has_is_left_due(store: Store, tmp_path: Path) -> None:
    with Site() as site, host_turn(store, site.url("/b"), gap_seconds=0, clock=_now):
        site.serve("/a", texts.three())
        _add(store, "a", site=site)
        crawl_source(_means(store, tmp_path), "a")
        assert site.asked == []


def test_what_one_source_is_told_about_patience_holds_for_the_others_of_its_host(store: Store, tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/a"] = hostile.status(429, Retry_After="3600")
        site.serve("/b", texts.three())
        _add(store, "a", "b", site=site)
        for key in ("a", "b", "a"):
            crawl_source(_means(store, tmp_path), key)
        assert [asked.path for asked in site.asked] == ["/robots.txt", "/a"]
