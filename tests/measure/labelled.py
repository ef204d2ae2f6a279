"""The labelled texts, phrases and pages, where they lie beside the project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from aggregator.reading import Document, Reading, read, several

Row: TypeAlias = Mapping[str, Any]

PLACE = Path(__file__).parents[2].parent / "shared/data/reading-dev"
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
READ_ON = date(2026, 11, 23)
"""The day of reading, fixed: the same text gives the same figure next year."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled document and what the reader made of it."""

    row: Row
    reading: Reading
    items: tuple[Reading, ...] = ()  # of a saved page: its entries one by one
    names_first_day: bool = True  # of a saved page: whether the labelled first day stands on it at all

    @property
    def language(self) -> str:
        return str(self.row["lang"])

    @property
    def by_hand(self) -> bool:
        """Whether a person read it all, not a program or a structured field."""
        return str(self.row.get("label_origin", "")).startswith("hand")


def rows(path: Path) -> list[Row]:
    """The JSON lines of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def texts(place: Path) -> list[Row]:
    """Texts whose deadline can be told from the text itself."""
    return [row for row in rows(place / "texts.jsonl") if row.get("task", "text") == "text"]


def phrases(place: Path) -> list[Row]:
    """Single phrases; not those that quote a structured field or contradict each other."""
    return [row for row in rows(place / "phrases.jsonl") if not {"api", "conflict"} & set(row.get("flags") or [])]


def of_text(row: Row) -> Document:
    """A text as a source hands it over; the language is for the reader to find."""
    published = date.fromisoformat(row["published"][:10]) if row.get("published") else None
    return Document(title=row.get("title") or "", text=row["text"], url=row.get("url"), published=published)


def as_page(row: Row) -> Document:
    """A text as the main part of a page of a website."""
    text = of_text(row)
    lines = "".join(f"<p>{escape(line)}</p>" for line in (text.text or "").splitlines())
    html = f"<html><body><main><h1>{escape(text.title)}</h1>{lines}</main></body></html>"
    return replace(text, title="", text=None, html=html)


def of_phrase(row: Row) -> Document:
    """A phrase alone, too short to tell its language."""
    return Document(title="", text=row["phrase"], language=row["lang"])


def of_page(row: Row, place: Path) -> Document:
    """A saved page."""
    html = (place / str(row["file"])).read_bytes().decode("utf-8", "replace")
    return Document(title="", html=html, url=row.get("url") or None)


def read_all(given: Sequence[Row], documents: Iterable[Document]) -> list[Labelled]:
    """Every row with its reading."""
    return [Labelled(row, read(document, today=READ_ON)) for row, document in zip(given, documents, strict=True)]


def read_pages(given: Sequence[Row], place: Path) -> list[Labelled]:
    """Every saved page with its reading and its entries."""
    return [_page(row, of_page(row, place)) for row in given]


def _page(row: Row, page: Document) -> Labelled:
    first = (row["gold"] or {}).get("first_event_start")
    named = first is None or _names(page.html or "", date.fromisoformat(first[:10]))
    return Labelled(row, read(page, today=READ_ON), several.read_all(page, today=READ_ON), named)


def _names(html: str, day: date) -> bool:
    """Whether a day stands anywhere in a page outside its scripts, menus and side boxes included; the year may not."""
    shown = " ".join(_UNSEEN.sub(" ", html).replace("&nbsp;", " ").lower().split())
    month, number = rf"{day:%B}|{day:%b}".lower(), rf"0?{day.day}"
    figures = rf"0?{day.month}[./-]{number}[./-](?:20)?{day:%y}|{number}\.0?{day.month}\."
    named = (
        rf"(?:{month})\.?[\s,]*{number}(?![0-9])|(?<![0-9]){number}[^a-z0-9]{{0,60}}(?:<[^<>]{{0,200}}>\s?)*(?:{month})"
    )
    machine = rf"{day.year}-0?{day.month}-{number}(?![0-9])"
    return re.search(rf"(?<![0-9])(?:{figures})(?![0-9])|{named}|{machine}", shown) is not None


def sum_of(value: object) -> Decimal:
    """A labelled sum."""
    return Decimal(str(value))
