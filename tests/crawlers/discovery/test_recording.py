"""A recorded way is read again without its site, and a spider that reads otherwise shows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crawlers.discovery import Discovery
from crawlers.discovery.recording import ENTRIES, Recorded, changes, read_again, read_record, write_record
from tests.crawlers.discovery.places import CALLS, build_listing
from tests.crawlers.hostile import Site


@pytest.fixture
def folder(site: Site, discovery: Discovery, tmp_path: Path) -> Path:
    """A list, looked at and recorded."""
    found = discovery.look(build_listing(site))
    assert found.best is not None
    recorded = Recorded("brueckenbuero", found.best.way, "de", found.probe.at, found.answers)
    write_record(recorded, tmp_path / "brueckenbuero")
    return tmp_path / "brueckenbuero"


def test_only_the_answers_that_the_way_needs_are_stored(folder: Path) -> None:
    assert len(list(folder.glob("*.html"))) == 1 + len(CALLS)


def test_it_is_read_again_as_it_was(folder: Path) -> None:
    assert changes(folder) == ""
    assert read_again(folder) == (folder / ENTRIES).read_text(encoding="utf-8")


def test_the_entries_are_written_so_that_a_person_can_judge_them(folder: Path) -> None:
    first = yaml.safe_load((folder / ENTRIES).read_text(encoding="utf-8"))[0]
    assert (first["title"], first["deadline"]) == (CALLS[0][0], "2027-01-15")
    assert first["sentence"] == "Bewerbungsschluss ist der 15. Januar 2027."


def test_a_page_that_says_otherwise_gives_other_entries(folder: Path) -> None:
    page = folder / "02.html"
    page.write_text(page.read_text(encoding="utf-8").replace("15. Januar", "18. Januar"), encoding="utf-8")
    told = [line for line in changes(folder).splitlines() if line.startswith(("+ ", "- "))]
    assert told == [
        "-  deadline: '2027-01-15'",
        "+  deadline: '2027-01-18'",
        "-  sentence: Bewerbungsschluss ist der 15. Januar 2027.",
        "+  sentence: Bewerbungsschluss ist der 18. Januar 2027.",
    ]


def test_a_spider_that_asks_for_what_was_not_recorded_shows_the_entry_without_its_text(folder: Path) -> None:
    described = (folder / "recorded.yaml").read_text(encoding="utf-8")
    (folder / "recorded.yaml").write_text(described.replace("schulen-schreiben", "andere-schreiben"), encoding="utf-8")
    last = yaml.safe_load(read_again(folder))[-1]
    assert (last["title"], "deadline" in last) == (CALLS[-1][0], False)


def test_the_record_knows_its_clock(folder: Path) -> None:
    assert read_record(folder).at.isoformat() == "2026-11-23T07:30:00+00:00"
