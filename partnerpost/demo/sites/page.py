"""What an example site is to the server: paths that answer, each page with its bytes and its date."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its bytes, their type, and when they last changed (aware, UTC, whole seconds)."""

    body: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        """A strong validator: the same bytes have the same one."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


Answer = Callable[[Query], Page | None]


@dataclass(frozen=True, slots=True)
class Site:
    """An example site. `answers` give the page for a path and its query, None where there is none."""

    key: str
    answers: Mapping[str, Answer]

    def page(self, path: str, query: Query) -> Page | None:
        """The page at a path, or None: the server says 404."""
        answer = self.answers.get(path)
        return None if answer is None else answer(query)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How a site's pages look: its name and words, its colour, its menu of (label, path)."""

    key: str
    name: str
    motto: str
    imprint: str
    tint: str
    menu: tuple[tuple[str, str], ...] = ()
    feed: str | None = None


def always(page: Page) -> Answer:
    """A path that answers with the same page, whatever is asked."""
    return lambda _query: page


def html(template: str, modified: datetime, **values: object) -> Page:
    """A page made from one of the layouts."""
    body = layouts().get_template(template).render(**values)
    return Page(body.encode(), "text/html; charset=utf-8", modified)


def robots(today: date) -> Answer:
    """A robots.txt that allows what a visitor needs and forbids one folder."""
    lines = "User-agent: *\nDisallow: /intern/\n"
    return always(Page(lines.encode(), "text/plain; charset=utf-8", midnight(today)))


def midnight(today: date) -> datetime:
    """The first second of a day, UTC: when a site was last edited."""
    return datetime.combine(today, time(), UTC)


@cache
def layouts() -> Environment:
    """The layouts of all example sites; everything is escaped, a missing value is an error."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "layout"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["rfc2822"] = format_datetime
    return found
