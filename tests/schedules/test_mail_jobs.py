"""The mailbox is read and the mail set-up checked when their time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import func, select

from aggregator.model import Preflight, ReturnedMail
from aggregator.store import Store
from newsletter.box_settings import BoxSettings
from newsletter.settings import MailSettings
from schedules.jobs import JOBS, Means
from schedules.worker import check_mail_if_due
from tests.newsletter.bounces.returned import returned
from tests.newsletter.bounces.server import PASSWORD, USER, Mailbox, mailbox_server
from tests.schedules.test_tidy import NOON, _means

OFFICE = MailSettings(sender_address="post@stadt.example", secret="s" * 32, return_address="b@rueck.example")


class Noted:
    """A queue that keeps what it was given."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str]] = []

    def enqueue(self, job: str, key: str) -> bool:
        """Keep it."""
        self.jobs.append((job, key))
        return True


def _of(store: Store, folder: Path, mail: MailSettings = OFFICE) -> Means:
    return replace(_means(store, folder), mail=mail)


def _count(store: Store, table: type[ReturnedMail | Preflight]) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_mailbox_of_the_settings_is_read(store: Store, tmp_path: Path) -> None:
    box = Mailbox.of(returned("unknown--a-person-writes"))
    with mailbox_server("imap", box) as port:
        known = BoxSettings(kind="imap", port=port, security="none", user=USER, password=PASSWORD)
        JOBS["returned"](_of(store, tmp_path, OFFICE.model_copy(update={"box": known})), "box")
    assert box.mails == {}
    assert _count(store, ReturnedMail) == 1


def test_without_a_mailbox_nothing_is_read_and_nothing_fails(store: Store, tmp_path: Path) -> None:
    JOBS["returned"](_of(store, tmp_path), "box")
    assert _count(store, ReturnedMail) == 0


def test_the_mail_set_up_is_checked_once_a_day(store: Store, tmp_path: Path) -> None:
    queue, means = Noted(), _of(store, tmp_path)
    check_mail_if_due(means, queue)
    assert queue.jobs == [("preflight", "2026-11-23")]
    JOBS["preflight"](means, "2026-11-23")
    check_mail_if_due(means, queue)
    assert len(queue.jobs) == 1
    check_mail_if_due(replace(means, clock=lambda: NOON + timedelta(days=1)), queue)
    assert queue.jobs[1:] == [("preflight", "2026-11-24")]
    assert _count(store, Preflight) == 1


def test_an_office_that_has_not_said_who_sends_is_not_checked(store: Store, tmp_path: Path) -> None:
    queue = Noted()
    check_mail_if_due(_of(store, tmp_path, MailSettings()), queue)
    assert queue.jobs == []
