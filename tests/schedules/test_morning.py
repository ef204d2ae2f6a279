"""The job of the morning: at its hour, not before, and not from an office that has not said who it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, SourceKind
from aggregator.intake import Intake
from aggregator.model import MorningReport, Person
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from crawlers.settings import CrawlSettings
from newsletter import holding
from newsletter.settings import MailSettings
from schedules.jobs import SENDING, Means, morning, run
from schedules.settings import ScheduleSettings
from schedules.worker import report_if_morning
from tests.schedules.test_ticker import OpenJobs

SEVEN = datetime(2026, 11, 23, 6, tzinfo=UTC)  # in Berlin


def _means(store: Store, mail: MailSettings, folder: Path, at: datetime = SEVEN) -> Means:
    return Means(store, CrawlSettings(), mail, folder, lambda: at, ZoneInfo("Europe/Berlin"), "test")


@pytest.fixture
def office(store: Store) -> Store:
    """One person, and one source that is gone."""
    with store.writing() as session:
        add_source(session, SourceDraft("amt", "Amt", "https://amt.example/feed", SourceKind.FEED), now=SEVEN)
        session.add(Person(address="anna@example.org", name="Anna", created_at=SEVEN))
    gone = Failure(FailureKind.GONE, "https://amt.example/feed")
    Intake(store, clock=lambda: SEVEN).close_run(RunReport("amt", SEVEN, SEVEN, RunOutcome.FAILED, failure=gone))
    return store


def _reports(store: Store) -> int:
    with store.reading() as session:
        return len(session.exec(select(MorningReport)).all())


def test_the_report_goes_out_once(office: Store, tmp_path: Path) -> None:
    mail = MailSettings(secret="s" * 40, sender_address="amt@example.org", transport="folder", folder=tmp_path)
    for _ in range(2):
        morning(_means(office, mail, tmp_path), "2026-11-23")
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_nothing_goes_out_while_mail_is_held_and_it_does_afterwards(office: Store, tmp_path: Path) -> None:
    mail = MailSettings(secret="s" * 40, sender_address="amt@example.org", transport="folder", folder=tmp_path)
    means = _means(office, mail, tmp_path)
    with office.writing() as session:
        holding.hold(session, "restored from a backup")
    for job in SENDING:
        run(means, job, "2026-11-23")
    assert (list(tmp_path.glob("*.eml")), _reports(office)) == ([], 0)
    with office.writing() as session:
        holding.lift(session)
    run(means, "morning", "2026-11-23")
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_an_office_that_has_not_said_who_sends_sends_nothing(office: Store, tmp_path: Path) -> None:
    morning(_means(office, MailSettings(transport="folder", folder=tmp_path), tmp_path), "2026-11-23")
    assert (list(tmp_path.glob("*.eml")), _reports(office)) == ([], 0)


@pytest.mark.parametrize(("hour", "queued"), [(4, 0), (5, 1), (20, 1)])
def test_it_is_queued_from_its_hour_on(office: Store, tmp_path: Path, hour: int, queued: int) -> None:
    queue = OpenJobs()
    means = _means(office, MailSettings(), tmp_path, SEVEN.replace(hour=hour))
    for _ in range(2):
        report_if_morning(means, ScheduleSettings(), queue)
    assert len(queue.open) == queued
