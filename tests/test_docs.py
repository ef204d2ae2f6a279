"""The documentation is complete: no setting and no command goes unmentioned, no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from partnerpost.cli import app
from partnerpost.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _settings(model: type[BaseModel], prefix: str = "") -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            names += _settings(field.annotation, f"{prefix}{name}.")
        else:
            names.append(prefix + name)
    return names


@pytest.mark.parametrize("name", _settings(Settings))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/settings.md").read_text(encoding="utf-8")


def test_no_documented_setting_is_gone() -> None:
    documented = re.findall(r"^\| `([a-z_.]+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(_settings(Settings))


def _commands() -> list[str]:
    from partnerpost import commands

    if not app.registered_commands:
        commands.join(app)
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        found += [f"{name} {sub}" for sub in command.commands] if hasattr(command, "commands") else [name]
    return found


@pytest.mark.parametrize("name", _commands())
def test_every_command_is_documented_with_an_example(name: str) -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert f"### partnerpost {name}\n" in page
    assert re.search(rf"^    .*partnerpost {name}\b", page, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
