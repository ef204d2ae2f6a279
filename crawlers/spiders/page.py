"""What goes into a spider and what comes out of it: a page in; findings, broken entries and further addresses out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from aggregator.finding import Failure, FailureKind, Finding, Pagination, Visit
from crawlers.ask import Ask


class Role(StrEnum):
    """What a page is to its source."""

    START = "start"
    NEXT = "next"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Follow:
    """An address to fetch in the same run. `title` is what the link to it says, `ask` how it is asked if not by GET."""

    url: str
    role: Role
    title: str = ""
    instead: Finding | None = None
    """What the list says of it: it lends its key, title and day, and is taken where the page cannot be read."""
    changed: datetime | None = None
    """When the list says that the page last changed, aware."""
    rests: timedelta | None = None
    """A page that was read is not asked for again before so much time has passed, unless it `changed` since."""
    counted: bool = False
    """The address was counted, not linked: that there is nothing is the end and no failure."""
    pattern: str = ""
    """Of a further page of a list: the link pattern learned from the first."""
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched body. `url` is where it was found after redirects, `asked` is where it was looked for."""

    asked: Follow
    url: str
    body: bytes
    seen_at: datetime
    content_type: str = ""
    snapshot: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the server says of further pages; names in lower case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a spider read on one page, in the page's order.

    `words_hash` stands for the words of the page where these, and not the bytes, decide whether it has changed.
    `hold`: another language of the same record may stand on a later page; which one is kept is decided at the end.
    """

    findings: tuple[Finding, ...] = ()
    broken: tuple[Failure, ...] = ()
    follow: tuple[Follow, ...] = ()
    words_hash: str = ""
    ended: Pagination = Pagination.NONE
    """How the pages end here, where a spider knows better than that nothing follows."""
    hold: bool = False
    ttl_minutes: int | None = None
    """How long the document wants to be left alone (the `ttl` of RSS)."""


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


@runtime_checkable
class Asking(Protocol):
    """A spider whose first address is not simply fetched."""

    def start(self, visit: Visit) -> Follow:
        """What is asked first. Raises Unreadable (`options`) where the source's options make no sense."""
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
