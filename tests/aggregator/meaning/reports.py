"""The forty reports in four languages and how ten of them go on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from aggregator.meaning import Vector, encode, passage

LANGUAGES = ("de", "fr", "en", "pl")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Report:
    """One report in one language; `programme` is the same for two rounds of one thing."""

    id: str
    programme: str
    language: str
    title: str
    text: str


@cache
def reports() -> tuple[Report, ...]:
    """All hundred and sixty."""
    rows = yaml.safe_load((_HERE / "translations.yaml").read_text(encoding="utf-8"))
    return tuple(
        Report(row["id"], row.get("round_of", row["id"]), language, row[language]["title"], row[language]["text"])
        for row in rows
        for language in LANGUAGES
    )


@cache
def endings() -> dict[tuple[str, str], str]:
    """How a report goes on, by id and language."""
    rows = yaml.safe_load((_HERE / "longer.yaml").read_text(encoding="utf-8"))
    return {(row["id"], language): row[language] for row in rows for language in LANGUAGES}


@cache
def vectors() -> dict[Report, Vector]:
    """What each of them means."""
    return dict(zip(reports(), encode([passage(one.title, one.text) for one in reports()]), strict=True))
