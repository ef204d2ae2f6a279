"""Keys, what comes back and the check of the mail set-up, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter.bounces.boxes import beginning_of
from tests.newsletter.bounces.returned import returned
from tests.partnerpost.test_command_line import Terminal, _refused


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """One office for all of these: none of them is in the way of another."""
    made = Terminal(tmp_path_factory.mktemp("office"))
    made.run("init")
    return made


def test_a_key_is_made_once_and_the_record_is_printed(terminal: Terminal) -> None:
    made = terminal.run("mail", "keys", "--selector", "pp2026", PARTNERPOST_MAIL__SENDER_ADDRESS="post@stadt.example")
    assert made.returncode == 0, made.stderr
    assert "pp2026._domainkey.stadt.example. IN TXT" in made.stdout
    assert 'dkim_selector = "pp2026"' in made.stdout
    assert (terminal.folder / "var/dkim-pp2026.pem").stat().st_mode & 0o077 == 0
    _refused(terminal.run("mail", "keys", "--selector", "pp2026"), "is there already")
    _refused(terminal.run("mail", "keys", "--selector", "../x"), "--selector")


def test_a_piped_mail_and_a_folder_are_taken_in(terminal: Terminal) -> None:
    mail = returned("unknown--a-person-writes")
    done = terminal.run("mail", "bounce", "--json", typed=mail.decode())
    assert json.loads(done.stdout) == {"stored": 1, "read": 1, "refusals": 0}
    (terminal.folder / "back").mkdir()
    (terminal.folder / "back/1.eml").write_bytes(returned("reader_dead--exim-en"))
    done = terminal.run("mail", "bounce", "--folder", "back", "--json")
    assert json.loads(done.stdout)["stored"] == 1
    _refused(terminal.run("mail", "fetch"), "no mailbox is set")


def test_for_a_trial_the_check_says_that_nothing_is_needed(terminal: Terminal) -> None:
    said = {
        "PARTNERPOST_MAIL__SENDER_ADDRESS": "post@stadt.example",
        "PARTNERPOST_OFFICE__IMPRINT": '["Büro"]',
        "PARTNERPOST_MAIL__TRANSPORT": "folder",
    }
    done = terminal.run("doctor", "mail", **said)
    assert done.returncode == 0, done.stdout
    assert "Not needed here" in done.stdout
    assert "Wird hier nicht gebraucht" in terminal.run("doctor", "mail", "--language", "de", **said).stdout
    assert terminal.run("doctor", "mail").returncode == 1  # no imprint
    _refused(terminal.run("doctor", "post"), "no part post")


def test_in_earnest_nothing_is_sent_before_the_check(terminal: Terminal) -> None:
    said = {
        "PARTNERPOST_MAIL__SENDER_ADDRESS": "post@stadt.example",
        "PARTNERPOST_OFFICE__IMPRINT": '["Büro"]',
        "PARTNERPOST_MAIL__SMTP_HOST": "mail.invalid",
    }
    _refused(terminal.run("issue", "send", "1", **said), "partnerpost doctor mail")


def test_a_stream_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"x" * 200_000)
    with (tmp_path / "1").open("rb") as opened:
        assert beginning_of(opened, 1000).size == 200_000
