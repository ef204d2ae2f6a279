"""What every day asks for is done, and done twice changes nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import func, select

from aggregator.model import Subscriber
from aggregator.store import Store
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from newsletter.subscribers import subscribe
from schedules.jobs import Means, tidy

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _means(store: Store, folder: Path) -> Means:
    return Means(
        store=store,
        crawl=CrawlSettings(),
        mail=MailSettings(),
        snapshots=folder,
        clock=lambda: NOON,
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
