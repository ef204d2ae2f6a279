from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from aggregator.model import ReturnedMail
from aggregator.store import Store
from newsletter.bounces.boxes import BoxAway, FolderBox, box_for
from newsletter.bounces.collecting import Collected, collect
from newsletter.box_settings import BoxSettings
from tests.newsletter.bounces.returned import office, returned
from tests.newsletter.bounces.server import PASSWORD, USER, Mailbox, mailbox_server
from tests.newsletter.samples import NOW

KINDS = pytest.mark.parametrize("kind", ["imap", "pop3"])
Mail = Callable[[str], bytes]


def _settings(kind: str, port: int, **changes: Any) -> BoxSettings:
    given: dict[str, Any] = {"kind": kind, "port": port, "security": "none", "user": USER, "password": PASSWORD}
    return BoxSettings(**(given | changes))


def _collect(store: Store, kind: str, port: int, **changes: Any) -> Collected:
    box = box_for(_settings(kind, port, **changes))
    return collect(store, box, office(), clock=lambda: NOW)


def _stored(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(ReturnedMail)).one()


@KINDS
def test_a_mailbox_is_read_and_emptied(kind: str, store: Store) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en"), returned("unknown--a-person-writes"))
    with mailbox_server(kind, box) as port:
        assert _collect(store, kind, port) == Collected(2, 2, 0)
    assert box.mails == {}
    assert _stored(store) == 2


@KINDS
def test_a_line_that_begins_with_a_dot_arrives_as_it_was(kind: str) -> None:
    mail = b"Subject: Punkte\r\n\r\n.\r\n..\r\n.x\r\n"
    with mailbox_server(kind, Mailbox.of(mail)) as port:
        box = box_for(_settings(kind, port))
        assert box is not None
        assert [each.beginning for each in box.mails()] == [mail]


@KINDS
def test_what_was_not_stored_stays_in_the_mailbox(kind: str) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en"), returned("unknown--a-person-writes"))
    with mailbox_server(kind, box) as port:
        reading = box_for(_settings(kind, port))
        assert reading is not None
        mails = reading.mails()
        next(mails)
        mails.close()  # type: ignore[attr-defined]  # whoever stores them has died
    assert list(box.mails) == [1, 2]


@KINDS
def test_a_line_that_breaks_loses_nothing_and_the_next_run_goes_on(kind: str, store: Store) -> None:
    names = ["reader_dead--exim-en", "delayed--postfix-en", "unknown--a-person-writes"]
    box = Mailbox.of(*map(returned, names))
    box.breaks_at = 2
    with mailbox_server(kind, box) as port:
        first = _collect(store, kind, port)
        assert first.stored == 1
        assert "cannot be read" in first.away
        box.breaks_at = 0
        assert _collect(store, kind, port).away == ""
    assert box.mails == {}
    assert _stored(store) == 3


@KINDS
def test_a_wrong_password_is_said_and_deletes_nothing(kind: str, store: Store) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en"))
    with mailbox_server(kind, box) as port:
        assert "cannot be read" in _collect(store, kind, port, password="falsch").away
    assert list(box.mails) == [1]


def test_a_mailbox_that_is_not_there_is_said() -> None:
    with mailbox_server("imap", Mailbox()) as port:
        pass
    reading = box_for(_settings("imap", port))
    assert reading is not None
    with pytest.raises(BoxAway, match="cannot be read"):
        list(reading.mails())


def test_an_imap_server_that_cannot_delete_one_alone_is_emptied_all_the_same(store: Store) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en"), returned("unknown--a-person-writes"))
    box.can_expunge_one = False
    with mailbox_server("imap", box) as port:
        _collect(store, "imap", port)
    assert box.mails == {}


def test_reading_by_imap_marks_nothing_as_seen(store: Store) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en"))
    with mailbox_server("imap", box) as port:
        _collect(store, "imap", port)
    (fetch,) = [line for line in box.log if "FETCH" in line]
    assert "BODY.PEEK[]" in fetch


@KINDS
def test_of_fifty_megabytes_only_the_beginning_is_held(kind: str, store: Store) -> None:
    box = Mailbox.of(returned("reader_dead--exim-en") + b"x" * 50_000_000)
    with mailbox_server(kind, box) as port:
        reading = box_for(_settings(kind, port))
        assert reading is not None
        (mail,) = reading.mails()
    assert len(mail.beginning) == 262_144
    assert mail.size >= 50_000_000
    assert box.mails == {}


def test_a_folder_of_files_is_read_and_left_alone(tmp_path: Path, store: Store) -> None:
    (tmp_path / "1.eml").write_bytes(returned("reader_dead--exim-en"))
    (tmp_path / "note.txt").write_text("keine Mail")
    assert collect(store, FolderBox(tmp_path, 262_144), office(), clock=lambda: NOW).stored == 1
    assert (tmp_path / "1.eml").exists()


def test_a_long_mail_is_counted_piece_by_piece(tmp_path: Path) -> None:
    with (tmp_path / "1.eml").open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    (mail,) = FolderBox(tmp_path, 262_144).mails()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert mail.size == 50_000_000
    assert peak < 2_000_000
