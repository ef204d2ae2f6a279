"""The sixteen states: their names, and their words in addresses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def state_name(code: str, language: str) -> str:
    """`Nordrhein-Westfalen` for `NW`; an unknown code is its own name."""
    named = states().get(code, {})
    return named.get(language) or named.get("de") or code


def state_slug(code: str) -> str:
    """`nordrhein-westfalen`."""
    return states()[code]["slug"]


def state_by_slug(slug: str) -> str | None:
    """The code behind a word in an address; the code itself is understood too."""
    wanted = slug.casefold()
    return next((code for code, named in states().items() if wanted in (named["slug"], code.casefold())), None)


@cache
def states() -> dict[str, dict[str, str]]:
    """All states by code, in the order of their German names."""
    with (Path(__file__).parent / "states.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return dict(sorted(loaded.items(), key=lambda one: one[1]["de"]))
