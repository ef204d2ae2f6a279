"""A restored copy does not send."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import update

from aggregator.model import SendingMark
from aggregator.store import Store
from newsletter import holding
from newsletter.delivery import FolderTransport, Sent, WayOut, send_issue
from newsletter.delivery.guard import allow_sending, keep_in_file
from tests.newsletter.samples import NOW, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock


def _issue(store: Store) -> int:
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        add_reader(session, "a@example.org")
        return composed_issue(session, settings())[0]


def _sent(store: Store, issue_id: int, folder: Path, file: Path) -> Sent:
    way = WayOut([FolderTransport(folder)])
    return send_issue(store, way, issue_id, settings(sending_mark=file), clock=lambda: NOW, worker="w")


def test_the_first_time_and_every_other_it_sends(store: Store, tmp_path: Path) -> None:
    issue_id, file = _issue(store), tmp_path / "mark.json"
    assert _sent(store, issue_id, tmp_path, file) == Sent(handed_over=1)
    assert _sent(store, issue_id, tmp_path, file) == Sent()


def test_a_copy_elsewhere_holds_all_mail_until_a_person_allows_it(store: Store, tmp_path: Path) -> None:
    issue_id, file = _issue(store), tmp_path / "mark.json"
    _sent(store, issue_id + 1, tmp_path, file)
    elsewhere = tmp_path / "elsewhere.json"
    assert "seems to be a copy" in _sent(store, issue_id, tmp_path, elsewhere).paused
    with store.reading() as session:
        assert "seems to be a copy" in holding.held(session)
    _allow(store, elsewhere)
    assert _sent(store, issue_id, tmp_path, elsewhere).handed_over == 1


def test_a_second_machine_that_is_allowed_leaves_the_first_as_it_was(store: Store, tmp_path: Path) -> None:
    issue_id, first, second = _issue(store), tmp_path / "first.json", tmp_path / "second.json"
    _sent(store, issue_id + 1, tmp_path, first)
    _allow(store, second)
    assert _sent(store, issue_id + 1, tmp_path, second).paused == ""
    assert _sent(store, issue_id, tmp_path, first).handed_over == 1


def test_an_older_state_sends_nothing(store: Store, tmp_path: Path) -> None:
    issue_id, file = _issue(store), tmp_path / "mark.json"
    for _ in range(3):
        _sent(store, issue_id + 1, tmp_path, file)
    with store.writing() as session:
        session.execute(update(SendingMark).values(runs=1))
    assert "older state" in _sent(store, issue_id, tmp_path, file).paused
    assert not list(tmp_path.glob("*.eml"))
    _allow(store, file)
    assert _sent(store, issue_id, tmp_path, file).handed_over == 1


def test_a_file_that_cannot_be_read_sends_nothing(store: Store, tmp_path: Path) -> None:
    issue_id, file = _issue(store), tmp_path / "mark.json"
    file.write_text("{", encoding="utf-8")
    assert "seems to be a copy" in _sent(store, issue_id, tmp_path, file).paused


def _allow(store: Store, file: Path) -> None:
    with store.writing() as session:
        holding.lift(session)
        installation = allow_sending(session, file)
    with store.reading() as session:
        keep_in_file(session, installation, file)
