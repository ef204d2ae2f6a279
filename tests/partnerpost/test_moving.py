"""Moving up to PostgreSQL, and holding mail, as an administrator does it on the command line."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import leases
from aggregator.store import Store
from partnerpost.moving import address_of, refuse_if_working
from partnerpost.refusal import Refused
from schedules.ticker import LEASE
from tests.databases import PostgresDatabases
from tests.partnerpost.test_command_line import Terminal


@pytest.fixture
def terminal(tmp_path: Path, migrated_sqlite: Path) -> Terminal:
    """An office on SQLite."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var/partnerpost.sqlite")
    (tmp_path / "var/secret.key").write_text("geheim")
    return Terminal(tmp_path)


@pytest.mark.postgres
def test_an_office_moves_to_postgresql_and_back(terminal: Terminal, postgres: PostgresDatabases) -> None:
    terminal.run("sources", "add", "https://buero.example/feed", "--name", "Büro", "--kind", "feed")
    name = postgres.create()
    address = postgres.address(name).set(drivername="postgresql").render_as_string(hide_password=False)
    moved = terminal.run("store", "copy", "sqlite:var/partnerpost.sqlite", address, "--json")
    assert moved.returncode == 0, moved.stderr
    assert {"table": "source", "rows": 1} in [
        {"table": each["table"], "rows": each["rows"]} for each in json.loads(moved.stdout)
    ]
    listed = terminal.run("sources", "list", "--json", PARTNERPOST_STORE__URL=address)
    assert [row["key"] for row in json.loads(listed.stdout)] == ["buro"]
    back = terminal.run("store", "copy", address, "sqlite:back.sqlite")
    assert back.returncode == 0, back.stderr
    assert "are the same on both sides" in back.stdout
    postgres.drop(name)


def test_an_office_at_work_is_not_copied_by_mistake(store: Store) -> None:
    refuse_if_working(store)
    with store.writing() as session:
        leases.acquire(session, LEASE, "worker-1", now=datetime.now(UTC), seconds=45)
    with pytest.raises(Refused, match=r"a worker is at work \(worker-1\): stop the office first"):
        refuse_if_working(store)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sqlite:var/p.sqlite", "sqlite:///var/p.sqlite"),
        ("sqlite:///var/p.sqlite", "sqlite:///var/p.sqlite"),
        ("sqlite:/srv/p.sqlite", "sqlite:////srv/p.sqlite"),
        ("sqlite:////srv/p.sqlite", "sqlite:////srv/p.sqlite"),
        ("postgresql://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgres://a@b/c", "postgresql+psycopg://a@b/c"),
    ],
)
def test_addresses_are_understood_as_people_type_them(typed: str, meant: str) -> None:
    assert address_of(typed) == meant


@pytest.mark.parametrize("typed", ["", "sqlite:", "sqlite://", "var/p.sqlite", "mysql://a@b/c", "mongodb:x"])
def test_other_databases_are_refused(typed: str) -> None:
    with pytest.raises(Refused, match="sqlite:FILE or postgresql://"):
        address_of(typed)


def test_mail_is_held_and_let_go_by_hand(terminal: Terminal) -> None:
    assert terminal.run("sending", "state").stdout == "on\n"
    assert terminal.run("sending", "off", "--why", "Serverumzug").returncode == 0
    held = terminal.run("sending", "state")
    assert (held.returncode, held.stdout) == (1, "held: Serverumzug\n")
    refused = terminal.run(
        "issue",
        "send",
        "1",
        PARTNERPOST_MAIL__SENDER_ADDRESS="a@example.org",
        PARTNERPOST_OFFICE__IMPRINT='["x"]',
    )
    assert refused.returncode == 2
    assert "mail is held (Serverumzug)" in refused.stderr
    assert "Mail leaves from here" in terminal.run("sending", "on").stdout
