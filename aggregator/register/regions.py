"""What the regions of partners are called."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def region_name(code: str, language: str) -> str:
    """`Schlesien` for (`PL-24`, `de`); an unknown code is its own name."""
    named = regions().get(code, {})
    return named.get(language) or named.get("de") or code


@cache
def regions() -> dict[str, dict[str, str]]:
    """All regions by ISO 3166-2 code."""
    with (Path(__file__).parent / "regions.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return loaded
