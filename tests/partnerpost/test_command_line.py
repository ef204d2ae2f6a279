"""The command line as a stranger meets it: real processes, real files, and bad input answered in one line."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


class Terminal:
    """A shell in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTNERPOST_")}
        self.environment = kept | {"NO_COLOR": "1", "COLUMNS": "200"}

    def run(self, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run `partnerpost` with these words."""
        return subprocess.run(
            [sys.executable, "-m", "partnerpost", *words],
            cwd=self.folder,
            env=self.environment | settings,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def _refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One clear line on standard error, exit code 2."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.startswith("partnerpost: ")
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr


def test_an_office_is_made_ready_and_can_be_made_ready_again(terminal: Terminal) -> None:
    first = terminal.run("init", "--address", "anna@example.org", "--name", "Anna", "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["municipalities"] == 2431
    assert "/desk/anmelden/" in json.loads(first.stdout)["login"]
    again = terminal.run("init", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["municipalities"] == 2431
    assert (terminal.folder / "var/secret.key").stat().st_mode & 0o077 == 0


def test_a_source_goes_from_the_command_line_to_yaml_and_into_another_office(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("init")
    added = terminal.run("sources", "add", "https://buero.example/feed", "--name", "Büro Süd", "--language", "de")
    assert added.returncode == 0, added.stderr
    assert "partnerpost crawl buro-sud" in added.stdout
    assert terminal.run("sources", "export", "catalogue").returncode == 0
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    other.run("init")
    imported = other.run("sources", "import", str(terminal.folder / "catalogue/buro-sud.yaml"), "--json")
    assert json.loads(imported.stdout) == {"added": 1, "known": 0}
    assert terminal.run("sources", "export", "sources.csv").returncode == 0
    again = other.run("sources", "import", str(terminal.folder / "sources.csv"), "--json")
    assert json.loads(again.stdout) == {"added": 0, "known": 1}
    listed = json.loads(other.run("sources", "list", "--json").stdout)
    assert [(row["key"], row["name"], row["last_run"]) for row in listed] == [("buro-sud", "Büro Süd", None)]


def test_sources_of_the_catalogue_are_chosen_and_watched(terminal: Terminal) -> None:
    keys = terminal.run("sources", "catalogue", "--priority", "1", "--country", "PL", "--keys").stdout.split()
    assert "pnwm" in keys
    (row,) = [row for row in json.loads(terminal.run("sources", "catalogue", "--json").stdout) if row["key"] == "pnwm"]
    assert (row["priority"], row["kind"], row["language"], row["kinds"][0]) == (1, "listing", "pl", "funding")
    assert row["evidence"]
    terminal.run("init")
    assert json.loads(terminal.run("sources", "add", *keys, "--json").stdout) == {"added": keys, "known": 0}
    assert "0 added, 1 known already." in terminal.run("sources", "add", "pnwm").stdout
    (kept,) = [row for row in json.loads(terminal.run("sources", "list", "--json").stdout) if row["key"] == "pnwm"]
    assert {name: kept[name] for name in row} == row
    assert kept["state"] == "unproven"
    listed = terminal.run("sources", "export", "-", "--format", "opml")
    assert listed.stdout.startswith("<?xml")
    assert "OPML lists feeds alone" in listed.stderr


def test_a_source_that_cannot_be_reached_is_told_in_a_sentence_and_ends_with_1(terminal: Terminal) -> None:
    terminal.run("init")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = taken.getsockname()[1]
        terminal.run("sources", "add", f"http://127.0.0.1:{port}/feed", "--key", "stumm")
        done = terminal.run(
            "crawl", "--json", "--language", "de", PARTNERPOST_CRAWL__ALLOW_PRIVATE_HOSTS=f'["127.0.0.1:{port}"]'
        )
    assert done.returncode == 1, done.stderr
    (line,) = json.loads(done.stdout)
    assert (line["source"], line["outcome"]) == ("stumm", "failed")
    assert "127.0.0.1" in line["sentence"]


def test_reading_answers_every_line_and_says_which_was_no_json(terminal: Terminal) -> None:
    typed = '{"id": 1, "title": "Preis", "text": "Einsendeschluss: 15.12.2026"}\nkein JSON\n'
    good, bad = [json.loads(line) for line in terminal.run("read", typed=typed).stdout.splitlines()]
    assert [deadline["date"] for deadline in good["deadlines"]] == ["2026-12-15"]
    assert bad["id"] is None
    assert bad["error"]


def test_comparing_finds_the_same_address_the_same(terminal: Terminal) -> None:
    pair = {
        "pair_id": 7,
        "a": {
            "title": "Aufruf Begegnungen",
            "text": "Frist: 1.3.2027",
            "url": "https://amt.example/aufruf?utm_source=x",
        },
        "b": {"title": "Aufruf Begegnungen", "text": "Frist: 1.3.2027", "url": "http://www.amt.example/aufruf/"},
    }
    answer = json.loads(terminal.run("compare", typed=json.dumps(pair)).stdout)
    assert (answer["pair_id"], answer["verdict"]) == (7, "same")
    assert answer["why"]


def test_without_tables_every_command_says_to_run_init(terminal: Terminal) -> None:
    _refused(terminal.run("sources", "list"), "partnerpost init")


def test_an_older_database_is_named_and_left_alone(terminal: Terminal) -> None:
    terminal.run("init")
    with sqlite3.connect(terminal.folder / "var/partnerpost.sqlite") as database:
        database.execute("update alembic_version set version_num = 'from the future'")
    _refused(terminal.run("crawl"), "newer version")


def test_a_database_that_is_not_ours_is_not_touched(terminal: Terminal) -> None:
    (terminal.folder / "var").mkdir()
    with sqlite3.connect(terminal.folder / "var/partnerpost.sqlite") as database:
        database.execute("create table recipes (name text)")
    _refused(terminal.run("sources", "list"), "not Partnerpost's")


def test_an_unwritable_data_folder_is_named_and_nothing_is_half_made(terminal: Terminal) -> None:
    (terminal.folder / "var").write_text("a file where the folder should be", encoding="utf-8")
    _refused(terminal.run("init"), "var", "PARTNERPOST_DATA")
    assert (terminal.folder / "var").is_file()


def test_a_misspelt_setting_is_refused_by_its_name(terminal: Terminal) -> None:
    (terminal.folder / "partnerpost.toml").write_text("[mail]\nsmtp_hots = 'x'\n", encoding="utf-8")
    done = terminal.run("init")
    assert (done.returncode, "smtp_hots" in done.stderr) == (2, True)
    assert not (terminal.folder / "var").exists()


def test_a_broken_settings_file_is_named_with_its_line(terminal: Terminal) -> None:
    (terminal.folder / "partnerpost.toml").write_text("[mail\n", encoding="utf-8")
    _refused(terminal.run("init"), "partnerpost.toml", "line 1")


def test_a_settings_file_that_is_named_but_missing_is_said(terminal: Terminal) -> None:
    _refused(terminal.run("init", PARTNERPOST_CONFIG="nowhere.toml"), "nowhere.toml")


def test_a_busy_port_is_one_line(terminal: Terminal) -> None:
    terminal.run("init")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _refused(terminal.run("serve", "--port", port), port, "--port")


def test_sending_without_sender_and_imprint_is_refused(terminal: Terminal) -> None:
    terminal.run("init")
    terminal.run("issue", "new", "--title", "Dezember")
    _refused(terminal.run("issue", "send", "1"), "sender_address", "imprint")


def test_unknown_things_are_named(terminal: Terminal) -> None:
    terminal.run("init")
    _refused(terminal.run("crawl", "niemand"), "niemand")
    _refused(terminal.run("review", "accept", "99"), "99")
    _refused(terminal.run("issue", "preview", "99"), "99")
    _refused(terminal.run("sources", "add", "ftp://old.example/x"), "http")
    _refused(terminal.run("sources", "add", "dpjv"), "did you mean", "dpjw")
    _refused(terminal.run("sources", "add", "dpjw", "https://new.example/"), "one by one")
    _refused(terminal.run("sources", "add", "dpjw", "--kind", "feed"), "without further options")
    _refused(terminal.run("sources", "import", "nothing.opml"), "nothing.opml")
    _refused(terminal.run("sources", "export", "sources", "--format", "pdf"), "yaml, csv, opml")


def test_doctor_says_what_is_missing_and_what_to_do(terminal: Terminal) -> None:
    before = terminal.run("doctor")
    assert before.returncode == 1
    assert "partnerpost init" in before.stdout
    terminal.run("init", "--address", "anna@example.org")
    after = terminal.run("doctor", "--json")
    assert after.returncode == 0, after.stdout
    assert {row["what"] for row in json.loads(after.stdout) if row["state"] == "fine"} >= {
        "2431 municipalities in the register",
        "1 people at the desk",
    }
    assert {row["what"]: row["advice"] for row in json.loads(after.stdout)}["sites cannot see how to reach you"]


def test_the_report_of_the_morning_is_printed_or_says_that_there_is_none(terminal: Terminal) -> None:
    terminal.run("init", "--address", "anna@example.org", "--name", "Anna")
    quiet = terminal.run("report", "morning")
    assert (quiet.returncode, quiet.stdout) == (0, "Nothing to report.\n"), quiet.stderr
    terminal.run("sources", "add", "http://127.0.0.1:9/feed", "--name", "Amt")
    terminal.run("crawl", "amt")
    told = terminal.run("report", "morning", "--language", "fr", "--html", "rapport.html")
    assert told.returncode == 0, told.stderr
    assert "Amt ne fournit rien depuis aujourd’hui" in told.stdout
    assert "<html" in (terminal.folder / "rapport.html").read_text(encoding="utf-8")
    _refused(terminal.run("report", "morning", "--send"), "sender_address")
    _refused(terminal.run("report", "morning", "--language", "xx"), "not in 'xx'")


def test_the_journal_is_printed_and_written_as_a_table_and_as_json(terminal: Terminal) -> None:
    terminal.run("init")
    terminal.run("sources", "add", "https://example.org/feed.xml", "--name", "Jugendbüro")
    said = terminal.run("journal")
    assert said.returncode == 0, said.stderr
    assert said.stdout.endswith("Jemand auf der Kommandozeile hat die Quelle „Jugendbüro“ hinzugefügt\n")
    table = terminal.run("journal", "--csv", "--language", "en").stdout.splitlines()
    assert table[0].startswith("Day;Time;Who;")
    assert "Somebody on the command line added the source “Jugendbüro”" in table[1]
    (act,) = json.loads(terminal.run("journal", "--json", "--from", "heute").stdout)
    assert (act["act"], act["about"]["title"]) == ("source_add", "Jugendbüro")
    assert terminal.run("journal", "--to", "1.1.2020").stdout == ""
    _refused(terminal.run("journal", "--from", "31.2."), "31.2.")
    _refused(terminal.run("journal", "--csv", "--json"), "--csv")


def test_the_register_goes_out_and_comes_in_again(terminal: Terminal) -> None:
    terminal.run("init")
    written = terminal.run("register", "export", "register.csv")
    assert written.stdout == "5006 links written to register.csv.\n", written.stderr
    same = terminal.run("register", "import", "register.csv", "--dry-run", "--json")
    assert {name: number for name, number in json.loads(same.stdout).items() if number} == {"same": 5006}
    (terminal.folder / "new.csv").write_text(
        "ags,partner,partner_country\n05512000,Prato,IT\n1,X,FR\n", encoding="utf-8"
    )
    told = terminal.run("register", "import", "new.csv")
    assert told.returncode == 0, told.stderr
    assert "1 new" in told.stdout
    assert "1 filed" in told.stdout
    assert "line 3: The register knows no key “1”." in told.stdout
    _refused(terminal.run("register", "import", "nothing.csv"), "nothing.csv")
    _refused(terminal.run("register", "export", "register.pdf"), ".csv nor in .json")
    (terminal.folder / "bad.csv").write_bytes("ags,partner,partner_country\n05315000,Köln,FR\n".encode("latin-1"))
    _refused(terminal.run("register", "import", "bad.csv"), "UTF-8")
