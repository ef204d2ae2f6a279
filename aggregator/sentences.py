"""Sentences for people, kept in YAML files by key and language: `gone: {de: …, fr: …, en: …, pl: …}`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def sentence(file: Path, key: str, language: str) -> str:
    """The sentence with its `{parts}` still open; the German one for a language that has none. Raises KeyError."""
    said = _all(file)[key]
    return said.get(language) or said["de"]


@cache
def _all(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return loaded
