"""What goes into a spider and what comes out of it: a page in; findings, broken entries and further addresses out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from aggregator.finding import Failure, FailureKind, Finding, Visit


class Role(StrEnum):
    """What a page is to its source."""

    START = "start"
    NEXT = "next"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Follow:
    """An address to fetch in the same run. `title` is what the link to it says.

    `key` is that of a known entry which is read again at its own address.
    """

    url: str
    role: Role
    title: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched body. `url` is where it was found after redirects, `asked` is where it was looked for."""

    asked: Follow
    url: str
    body: bytes
    seen_at: datetime
    content_type: str = ""
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a spider read on one page, in the page's order."""

    findings: tuple[Finding, ...] = ()
    broken: tuple[Failure, ...] = ()
    follow: tuple[Follow, ...] = ()


class Unreadable(Exception):
    """A whole page that is not what it should be."""

    def __init__(self, kind: FailureKind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


MOST_ENTRIES = 20_000
"""More on one page is no list of calls; reading it would hold up everybody else for minutes."""


def require_countable(entries: int) -> None:
    """Raise Unreadable if a page claims to hold more entries than any real one."""
    if entries > MOST_ENTRIES:
        raise Unreadable(FailureKind.TOO_LARGE, f"{entries} entries on one page; the limit is {MOST_ENTRIES}")


class Spider(Protocol):
    """One per kind of source. Pure: no network, no clock."""

    def conditional(self, visit: Visit, role: Role) -> bool:
        """Whether a page may be left unread when it has not changed: not where it leads to others."""
        ...

    def read(self, page: Page, visit: Visit) -> Seen:
        """Everything on the page. Raises Unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as a spider took it from its format, before it is cleaned and given a key."""

    link: str = ""
    id: str = ""
    title: str = ""
    html: str = ""
    text: str = ""
    published: datetime | None = None
    language: str | None = None
    """Language of the whole document, a weak hint: many generators say `en` to everything."""
    own_language: str | None = None
    """Language that this very entry states."""
    fields: Mapping[str, str] = field(default_factory=dict)
    discriminator: str = ""
    """What tells apart entries that carry the same id: a start time, a recurrence."""
