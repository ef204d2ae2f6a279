"""What every day asks for is done, and done twice changes nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import func, select

from aggregator.model import KeptFinding, Subscriber
from aggregator.store import Store
from crawlers.fetching.snapshots import Snapshots
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from newsletter.subscribers import subscribe
from schedules.jobs import Means, tidy
from tests.aggregator.office import Office

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _means(store: Store, folder: Path, clock: Callable[[], datetime] = lambda: NOON) -> Means:
    return Means(
        store=store,
        crawl=CrawlSettings(),
        mail=MailSettings(),
        snapshots=folder,
        clock=clock,
        zone=ZoneInfo("Europe/Berlin"),
        worker="test",
    )


def _readers(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(Subscriber)).one()


def test_a_sign_up_that_was_never_confirmed_is_gone_after_a_week(store: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        subscribe(session, "old@example.org", language="de", now=NOON - timedelta(days=8))
        subscribe(session, "young@example.org", language="de", now=NOON - timedelta(days=6))
    tidy(_means(store, tmp_path), "2026-11-23")
    assert _readers(store) == 1
    tidy(_means(store, tmp_path), "2026-11-23")
    assert _readers(store) == 1


def test_old_snapshots_that_no_finding_names_are_deleted_and_the_named_stay(store: Store, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    named, unnamed = snapshots.keep(b"<p>Frist: 1. Februar</p>"), snapshots.keep(b"<p>Frist: 1. Januar</p>")
    office = Office(store)
    office.take(snapshot=named)
    long_after = datetime.now(UTC) + timedelta(days=181)

    tidy(_means(store, tmp_path, lambda: long_after), "2027-06-01")

    with store.reading() as session:
        assert session.exec(select(KeptFinding.snapshot)).one() == named
    assert snapshots.read(named) == b"<p>Frist: 1. Februar</p>"
    assert not list(tmp_path.rglob(f"{unnamed[2:]}*"))
