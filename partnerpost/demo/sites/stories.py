"""What the example sites tell: texts from YAML, with every day computed from today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from partnerpost.demo.sites.days import day, days

_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Story:
    """One item of a site, ready to be printed.

    `facts` are label–value pairs in their order; `fields` whatever else the site's format needs, by name; `days` the
    dates behind the text by name (`deadline`, `start`, `end`, …).
    """

    slug: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    days: Mapping[str, date]
    published: datetime

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.paragraphs[0] if self.paragraphs else ""


def stories(name: str, today: date, addresses: Mapping[str, str] | None = None) -> tuple[Story, ...]:
    """All items of the text file `name`, newest first as they stand there.

    `addresses` are the base addresses of the sites by key: a text may say `{foundation}/aufrufe/…`.
    """
    return tuple(_story(row, today, addresses or {}) for row in _rows(name))


def _story(row: dict[str, Any], today: date, addresses: Mapping[str, str]) -> Story:
    language = row["language"]
    named = days(row.get("days", {}), today, language)
    words = {**addresses, **named}

    def told(text: object) -> str:
        return str(text).format_map(words).strip()

    return Story(
        slug=told(row["slug"]),
        language=language,
        title=told(row["title"]),
        paragraphs=tuple(told(part) for part in row.get("text", "").split("\n\n") if part.strip()),
        facts=tuple((told(label), told(value)) for label, value in row.get("facts", {}).items()),
        fields={key: told(value) for key, value in row.get("fields", {}).items()},
        days={key: value.date for key, value in named.items()},
        published=datetime.combine(day(row.get("published", "-1"), today), time(8, 30), UTC),
    )


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((_TEXTS / f"{name}.yaml").read_text("utf-8"))
    return loaded
