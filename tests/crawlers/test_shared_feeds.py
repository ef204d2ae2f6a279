"""All real feeds, calendars and record files at hand, over HTTP: read whole, and nothing new the second time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from aggregator.finding import FindingsDoor, RunOutcome, RunReport, SourceKind, Visit
from aggregator.intake import Intake
from aggregator.sources import SourceDraft, add_source, visits
from aggregator.store import Store
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers.door import MemoryDoor

_SHARED = Path(__file__).parents[3] / "shared" / "data"
_INDEX = _SHARED / "feeds" / "index.jsonl"
_KINDS = {
    "rss": SourceKind.FEED,
    "atom": SourceKind.FEED,
    "rdf": SourceKind.FEED,
    "ics": SourceKind.CALENDAR,
    "json": SourceKind.JSON,
}
# the index counts no records of JSON files; counted by our own spider once, then fixed here
_RECORDS = {
    "feeds/ff-changes.json": 474,
    "feeds/ff-index.json": 31,
    "feeds/traf-feed.json": 25,
    "feeds/eu-grants-grants.json": 723,
    "feeds/es-bdns-convocatorias.json": 305,
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not _INDEX.exists(), reason="the shared feeds are not beside this checkout"),
]


@dataclass(frozen=True)
class Row:
    """One file of the index and how many entries it holds."""

    file: str
    kind: SourceKind
    entries: int

    @property
    def key(self) -> str:
        """A source key made of the file's name."""
        return Path(self.file).name.replace(".", "-").replace("_", "-").lower()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(_SHARED))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def rows() -> list[Row]:
    """Every file of the index that can be collected."""
    listed = [json.loads(line) for line in _INDEX.read_text(encoding="utf-8").splitlines()]
    return [
        Row(row["file"], _KINDS[row["format"]], row["entries"] or _RECORDS[row["file"]])
        for row in listed
        if row["format"] in _KINDS
    ]


def _collected(wanted: list[Visit], door: FindingsDoor, folder: Path) -> list[RunReport]:
    settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    return crawl(wanted, door, settings, snapshots=folder)


def _counts(reports: list[RunReport]) -> dict[str, tuple[RunOutcome, int, int]]:
    return {report.source_key: (report.outcome, report.found, report.new) for report in reports}


def test_every_file_has_as_many_findings_as_entries_and_nothing_is_new_again(address: str, tmp_path: Path) -> None:
    door = MemoryDoor()
    wanted = [Visit(row.key, row.kind, f"{address}/{row.file}") for row in rows()]

    first = _collected(wanted, door, tmp_path)
    asked = _collected([door.next_visit(visit) for visit in wanted], door, tmp_path)
    again = _collected(wanted, door, tmp_path)  # without validators: all bodies are read once more

    assert _counts(first) == {row.key: (RunOutcome.READ, row.entries, row.entries) for row in rows()}
    assert {report.outcome for report in asked} == {RunOutcome.UNCHANGED}
    assert all(finding.title and finding.url.startswith("http") for finding in door.findings.values())

    assert sum(report.same for report in again) == sum(row.entries for row in rows())
    assert sum(report.new + report.changed for report in again) == 0


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # the intake's own tests show it on both databases
def test_every_file_ends_in_the_ledger_of_the_store_as_read(address: str, store: Store, tmp_path: Path) -> None:
    door = Intake(store, clock=lambda: datetime.now(UTC))
    with store.writing() as session:
        for row in rows():
            draft = SourceDraft(row.key, row.file, f"{address}/{row.file}", row.kind)
            add_source(session, draft, now=datetime.now(UTC))

    with store.reading() as session:
        wanted = visits(session)
    first = _collected(wanted, door, tmp_path)
    with store.reading() as session:
        wanted = visits(session)
    second = _collected(wanted, door, tmp_path)

    assert _counts(first) == {row.key: (RunOutcome.READ, row.entries, row.entries) for row in rows()}
    assert {report.outcome for report in second} == {RunOutcome.UNCHANGED}
