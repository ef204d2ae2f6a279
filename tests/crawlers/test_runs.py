"""What a run hands in, keeps and reports; and what happens when it is the door that has trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.finding import FailureKind, Finding, FindingRefused, RunOutcome, RunReport, SourceKind, Taken, Visit
from crawlers.crawl import crawl
from crawlers.fetching.snapshots import Snapshots
from crawlers.round import spread
from crawlers.settings import CrawlSettings
from tests.crawlers import texts
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site


class _JammedDoor(MemoryDoor):
    """Cannot take one key, nor close the runs of one source."""

    def __init__(self, *, key: str = "", source: str = "") -> None:
        super().__init__()
        self.key = key
        self.source = source

    def take(self, finding: Finding) -> Taken:
        if finding.key == self.key:
            raise RuntimeError("the disk is full")
        return super().take(finding)

    def close_run(self, report: RunReport) -> None:
        if report.source_key == self.source:
            raise RuntimeError("the disk is full")
        super().close_run(report)


def test_a_finding_says_where_when_and_in_which_language_it_was_seen(
    site: Site, collect: Collect, door: MemoryDoor, tmp_path: Path
) -> None:
    before = datetime.now(UTC)
    collect(site.serve("/feed", texts.rss(texts.item(1))))

    (finding,) = door.of("source")
    assert finding.snapshot is not None
    assert before <= finding.seen_at <= datetime.now(UTC)
    assert finding == Finding(
        source_key="source",
        key="aufruf-1",
        url="https://stiftung.example/aufruf/1",
        title="Aufruf 1: Städte reden mit Städten",
        seen_at=finding.seen_at,
        html="<p>Bewerbungsschluss: 1. März 2027. Bis zu 5.000 Euro.</p>",
        published=datetime(2026, 11, 2, 8, tzinfo=UTC),
        language="de",
        snapshot=finding.snapshot,
    )
    assert Snapshots(tmp_path / "snapshots").read(finding.snapshot) == texts.rss(texts.item(1)).encode()


def test_an_entry_without_title_gets_one_from_its_text(site: Site, collect: Collect, door: MemoryDoor) -> None:
    entry = "<item><description>&lt;p&gt;Wir suchen Partner. Für 2027.&lt;/p&gt;</description></item>"

    collect(site.serve("/feed", texts.rss(entry)))

    assert door.of("source")[0].title == "Wir suchen Partner."


def test_a_publication_in_the_future_is_none(site: Site, collect: Collect, door: MemoryDoor) -> None:
    collect(site.serve("/feed", texts.rss(texts.item(1)).replace("02 Nov 2026", "02 Nov 2126")))

    assert door.of("source")[0].published is None


def test_a_finding_the_door_cannot_take_is_named_and_asked_for_again(
    site: Site, settings: CrawlSettings, tmp_path: Path
) -> None:
    door = _JammedDoor(key="aufruf-2")
    visit = Visit("source", SourceKind.FEED, site.serve("/feed", texts.three(), ETag='"1"'))
    (first,) = crawl([visit], door, settings, snapshots=tmp_path)
    door.key = ""

    (second,) = crawl([door.next_visit(visit)], door, settings, snapshots=tmp_path)

    assert (first.outcome, first.new, [failure.kind for failure in first.broken]) == (
        RunOutcome.PARTIAL,
        2,
        [FailureKind.INTERNAL],
    )
    assert (second.outcome, second.new, second.same) == (RunOutcome.READ, 1, 2)


class _StrictDoor(MemoryDoor):
    """Refuses whatever is a document."""

    def take(self, finding: Finding) -> Taken:
        if finding.pdf is not None:
            raise FindingRefused(FailureKind.UNREADABLE, "the PDF is locked with a password")
        return super().take(finding)


def test_a_finding_the_door_refuses_is_named_with_its_reason(
    site: Site, settings: CrawlSettings, tmp_path: Path
) -> None:
    address = site.serve("/merkblatt.pdf", b"%PDF-1.7 verschlossen", "application/pdf")

    (report,) = crawl([Visit("source", SourceKind.STANDING, address)], _StrictDoor(), settings, snapshots=tmp_path)

    assert [(broken.kind, broken.detail) for broken in report.broken] == [
        (FailureKind.UNREADABLE, "the PDF is locked with a password")
    ]


def test_an_entry_whose_document_is_refused_is_taken_as_the_feed_tells_it(
    site: Site, settings: CrawlSettings, tmp_path: Path
) -> None:
    door = _StrictDoor()
    site.serve("/merkblatt.pdf", b"%PDF-1.7 verschlossen", "application/pdf")
    entry = f"<item><title>Merkblatt für Vereine</title><link>{site.url('/merkblatt.pdf')}</link></item>"
    address = site.serve("/feed", texts.rss(entry))

    (report,) = crawl([Visit("source", SourceKind.FEED, address)], door, settings, snapshots=tmp_path)

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 1)
    assert [finding.title for finding in door.of("source")] == ["Merkblatt für Vereine"]


def test_trouble_with_closing_a_run_is_raised_after_all_sources_had_their_turn(
    site: Site, settings: CrawlSettings, tmp_path: Path
) -> None:
    door = _JammedDoor(source="a")
    visits = [Visit(name, SourceKind.FEED, site.serve(f"/{name}", texts.three())) for name in ("a", "b")]

    with pytest.raises(ExceptionGroup, match="could not be closed"):
        crawl(visits, door, settings, snapshots=tmp_path)

    assert [report.source_key for report in door.reports] == ["b"]
    assert len(door.of("a")) == 3


def test_reports_come_as_runs_end_and_in_the_order_of_the_visits(
    site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    told: list[str] = []
    visits = [Visit(name, SourceKind.FEED, site.serve(f"/{name}", texts.three())) for name in "cab"]

    reports = crawl(visits, door, settings, snapshots=tmp_path, on_report=lambda report: told.append(report.source_key))

    assert [report.source_key for report in reports] == ["c", "a", "b"]
    assert sorted(told) == ["a", "b", "c"]
    assert all(report.started_at <= report.finished_at for report in reports)


def test_no_visit_is_no_work(door: MemoryDoor, settings: CrawlSettings, tmp_path: Path) -> None:
    assert crawl([], door, settings, snapshots=tmp_path) == []


def test_hosts_take_turns() -> None:
    visit = Visit("x", SourceKind.FEED, "https://a.example/1")
    urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1"]

    order = [each.url for each in spread(replace(visit, url=url) for url in urls)]

    assert order == ["https://a.example/1", "https://b.example/1", "https://a.example/2", "https://a.example/3"]


def test_a_snapshot_is_kept_once_and_packed(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    body = texts.three().encode() * 100

    names = {snapshots.keep(body), snapshots.keep(body)}

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(names) == len(files) == 1
    (name,) = names
    assert files[0].relative_to(tmp_path) == Path(name[:2]) / f"{name[2:]}.zst"
    assert files[0].stat().st_size < len(body) / 10
    assert snapshots.read(name) == body
