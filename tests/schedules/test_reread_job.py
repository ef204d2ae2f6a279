"""Somebody wants an entry to be fetched now: found by the ticker, read over real HTTP, and said at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from aggregator.finding import FailureKind, Finding, SourceKind
from aggregator.intake import Intake
from aggregator.model import CrawlRun, KeptReading, Opportunity, Sighting, Source
from aggregator.sources import NotSeenThere, SourceDraft, add_source, want_again
from aggregator.store import Store
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from schedules.hosts import host_turn
from schedules.jobs import Means, reread
from schedules.ticker import Due, due
from tests.crawlers import hostile
from tests.crawlers.hostile import Site

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
PAGE = (
    "<html><body><main><h1>Aufruf zur Begegnung</h1><p>Gefördert werden Begegnungen von Vereinen mit Polen. "
    "Bewerbungsschluss ist der 31. Januar 2027.</p></main></body></html>"
)


def clock() -> datetime:
    """Noon."""
    return NOON


def means(store: Store, folder: Path) -> Means:
    """What the job works with."""
    settings = CrawlSettings(gap_seconds=0, longest_robots_delay=0, allow_private_hosts=("127.0.0.1",))
    return Means(store, settings, MailSettings(), folder, clock, ZoneInfo("Europe/Berlin"), "test")


def find(store: Store, site: Site, kind: SourceKind = SourceKind.FEED) -> tuple[int, int]:
    """A source tells of a call by its title alone; gives the numbers of opportunity and finding."""
    with store.writing() as session:
        add_source(session, SourceDraft("amt", "Amt", site.url("/feed"), kind), now=NOON)
    found = Finding("amt", "guid-7", site.url("/aufruf"), "Aufruf zur Begegnung", NOON - timedelta(hours=1))
    Intake(store, clock=lambda: NOON - timedelta(hours=1)).take(found)
    with store.reading() as session:
        sighting = session.exec(select(Sighting)).one()
        return sighting.opportunity_id, sighting.finding_id


def want(store: Store, opportunity_id: int, finding_id: int) -> None:
    """Press the button."""
    with store.writing() as session:
        want_again(session, opportunity_id, finding_id, person_id=None, now=NOON)


def wanted(store: Store) -> list[Due]:
    """What the ticker would queue; the telling of meanings aside."""
    with store.reading() as session:
        return [one for one in due(session, now=NOON - timedelta(days=30)) if one.job != "deepen"]


def sighting_of(store: Store) -> Sighting:
    """Where it was seen."""
    with store.reading() as session:
        return session.exec(select(Sighting)).one()


def test_a_wanted_page_is_fetched_and_read_and_the_source_is_none_the_wiser(store: Store, tmp_path: Path) -> None:
    with Site() as site:
        site.serve("/aufruf", PAGE, HTML)
        opportunity_id, finding_id = find(store, site)
        assert wanted(store) == []
        want(store, opportunity_id, finding_id)
        assert wanted(store) == [Due("reread", str(finding_id))]
        reread(means(store, tmp_path), str(finding_id))
        assert [asked.path for asked in site.asked] == ["/robots.txt", "/aufruf"]
    assert wanted(store) == []
    with store.reading() as session:
        assert "31. Januar 2027" in session.exec(select(KeptReading)).one().text
        assert str(session.exec(select(Opportunity)).one().deadline) == "2027-01-31"
        assert session.exec(select(CrawlRun)).all() == []
    its = sighting_of(store)
    assert (its.reread_at, its.wanted_at, its.failure, its.failed_since) == (NOON, None, "", None)


def test_a_page_that_cannot_be_fetched_says_why_until_it_can(store: Store, tmp_path: Path) -> None:
    with Site() as site:
        opportunity_id, finding_id = find(store, site)
        for _ in range(2):
            want(store, opportunity_id, finding_id)
            reread(means(store, tmp_path), str(finding_id))
            its = sighting_of(store)
            assert (its.failure, its.failed_since, its.gone_at) == (FailureKind.GONE.value, NOON, NOON)
            assert wanted(store) == []
        site.serve("/aufruf", PAGE, HTML)
        want(store, opportunity_id, finding_id)
        reread(means(store, tmp_path), str(finding_id))
    assert (sighting_of(store).failure, sighting_of(store).failed_since) == ("", None)


@pytest.mark.parametrize("code", [403, 500])
def test_a_server_that_refuses_is_not_asked_for_ever(store: Store, tmp_path: Path, code: int) -> None:
    with Site() as site:
        site.answers["/aufruf"] = hostile.status(code)
        want(store, *(numbers := find(store, site)))
        reread(means(store, tmp_path), str(numbers[1]))
    assert sighting_of(store).failure
    assert wanted(store) == []


def test_a_page_whose_host_is_busy_stays_wanted(store: Store, tmp_path: Path) -> None:
    with Site() as site, host_turn(store, site.url("/x"), gap_seconds=0, clock=clock):
        want(store, *(numbers := find(store, site)))
        reread(means(store, tmp_path), str(numbers[1]))
        assert site.asked == []
    assert wanted(store) == [Due("reread", str(numbers[1]))]


def test_what_nobody_wants_any_more_is_left_alone(store: Store, tmp_path: Path) -> None:
    with Site() as site:
        _, finding_id = find(store, site)
        for number in (finding_id, 99):
            reread(means(store, tmp_path), str(number))
        assert site.asked == []


def test_where_entries_have_no_pages_of_their_own_the_source_is_visited(store: Store) -> None:
    with Site() as site:
        numbers = find(store, site, SourceKind.CALENDAR)
        want(store, *numbers)
    assert wanted(store) == [Due("crawl", "amt")]
    assert sighting_of(store).wanted_at == NOON
    with store.reading() as session:
        assert session.exec(select(Source)).one().wanted_at == NOON


def test_an_entry_is_only_wanted_where_it_was_seen(store: Store) -> None:
    with Site() as site:
        opportunity_id, finding_id = find(store, site)
        for numbers in ((opportunity_id, 99), (99, finding_id)):
            with pytest.raises(NotSeenThere):
                want(store, *numbers)
