"""People from the command line: the way back in for who is locked out."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from partnerpost import commands
from partnerpost.cli import app
from partnerpost.refusal import Refused


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office whose first person has just been made."""
    monkeypatch.setenv("PARTNERPOST_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    assert "/desk/anmelden/" in said("init", "--address", "anna@example.org", "--name", "Anna Beispiel")
    return tmp_path


def said(*words: str) -> str:
    """What a command prints; what it refuses is raised."""
    if not app.registered_commands:
        commands.join(app)
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    return result.output


def test_the_first_person_has_all_roles(office: Path) -> None:
    assert '"roles": "editor releaser technician"' in said("people", "list", "--json")


def test_somebody_is_invited_with_roles_and_removed_and_restored(office: Path) -> None:
    link = said("people", "invite", "jan@example.org", "--name", "Jan Nowak", "--role", "editor", "--role", "releaser")
    assert "/desk/beitreten/" in link
    said("people", "roles", "jan@example.org", "editor")
    said("people", "remove", "jan@example.org")
    assert "removed" in said("people", "list")
    with pytest.raises(Refused, match="was removed"):
        said("people", "link", "jan@example.org")
    said("people", "restore", "jan@example.org")
    assert "/desk/anmelden/" in said("people", "link", "jan@example.org", "--drop-second-step")
    assert "/desk/beitreten/" in said("people", "link", "jan@example.org", "--password")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("roles", "anna@example.org", "editor"), "last technician"),
        (("remove", "anna@example.org"), "last technician"),
        (("roles", "anna@example.org", "chef"), "no role 'chef'"),
        (("link", "niemand@example.org"), "nobody at the desk"),
        (("invite", "anna@example.org"), "somebody has this address"),
        (("invite", "keine-adresse"), "not a mail address"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(office: Path, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        said("people", *words)
