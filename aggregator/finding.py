"""What crosses the threshold between collecting and understanding: visits go out, findings and reports come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class SourceKind(StrEnum):
    """How a source is collected: one spider for each."""

    FEED = "feed"
    LISTING = "listing"
    STANDING = "standing"
    CALENDAR = "calendar"
    JSON = "json"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    NEWSLETTER = "newsletter"
    SEDIA = "sedia"
    YOUTH_PORTAL = "youth_portal"
    AIDES_TERRITOIRES = "aides_territoires"
    GRANTS_GOV = "grants_gov"
    EURODESK = "eurodesk"
    FOERDERDATENBANK = "foerderdatenbank"
    BY_HAND = "by_hand"
    """Nothing is collected: people of the office enter it."""


COLLECTED = tuple(kind for kind in SourceKind if kind is not SourceKind.BY_HAND)
"""The kinds that a spider reads."""


class FailureKind(StrEnum):
    """The closed list of reasons why a run can fail; each has a sentence for staff in `intake/failures.yaml`."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    GONE = "gone"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    HTTP_ERROR = "http_error"
    REDIRECTS = "redirects"
    ROBOTS = "robots"
    LOGIN = "login"
    CONSENT = "consent"
    CAPTCHA = "captcha"
    NEEDS_JAVASCRIPT = "needs_javascript"
    ADDRESS_REFUSED = "address_refused"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"
    CHARSET = "charset"
    NO_ENTRIES = "no_entries"
    API_CLOSED = "api_closed"
    FILTER_IGNORED = "filter_ignored"
    SECRET = "secret"  # noqa: S105
    OPTIONS = "options"
    SITE_CHANGED = "site_changed"
    TRUNCATED = "truncated"
    INTERNAL = "internal"


class RunOutcome(StrEnum):
    """How a run over one source ended. `partial`: good entries were kept, some were broken or pages failed."""

    READ = "read"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    FAILED = "failed"


class Pagination(StrEnum):
    """How the pages of a list ended: `none` had but one, `end` had no next one, `known` led to what was read before,
    `repeated` to a page of this run, `limit` was as far as one run goes, `failed` could not be read in the middle.
    """

    NONE = "none"
    END = "end"
    KNOWN = "known"
    REPEATED = "repeated"
    LIMIT = "limit"
    FAILED = "failed"

    @property
    def is_whole(self) -> bool:
        """Whether the list was read to its end, so that what was not met is not there."""
        return self in (Pagination.NONE, Pagination.END, Pagination.REPEATED)


class Taken(StrEnum):
    """What the intake made of a finding."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about a body, kept verbatim so that it can be sent back verbatim.

    `body_hash` stands for what was read, SHA-256: the body, or where a spider says so the words of its main part.
    `fetched_at` is when it was last asked for, aware.
    `trusted` counts the visits in a row at which "not modified" was believed; -1: it was a lie once, and is believed no
    more. `ttl_minutes` is how long the document itself wants to be left alone.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    fetched_at: datetime | None = None
    trusted: int = 0
    ttl_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """An entry to be read again at its own address, whether or not the source still shows it."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Visit:
    """All a spider needs to know about one source for one run. `options` are the source's own settings, by kind."""

    source_key: str
    kind: SourceKind
    url: str
    language: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    pages: Mapping[str, Validators] = field(default_factory=dict)
    """Validators of every address fetched for this source before."""
    again: tuple[Again, ...] = ()
    again_only: bool = False
    """Only these are read, and what the source shows is left alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a spider saw at one address at one moment.

    `key` is stable within the source (feed guid, API id, else the address); `published` and `seen_at` are aware, UTC.
    `fields` are structured facts the source itself states (`deadline`, `opens`, `event_start`, `event_end`, `place`,
    `reference`, `organiser`, `amount_max`, …), dates as ISO 8601; a `deadline` may be `rolling`, a `status` is
    `forthcoming`, `open`, `closed` or `withdrawn`. `snapshot` names the stored bytes; `pdf` are those of a finding
    that is a document: the intake takes the text out of them.
    """

    source_key: str
    key: str
    url: str
    title: str
    seen_at: datetime
    html: str | None = None
    text: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    published: datetime | None = None
    language: str | None = None
    snapshot: str | None = None
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run, a page or an entry could not be read. `detail` is for the technician, `kind` gives the sentence."""

    kind: FailureKind
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run over one source did: the row of the run ledger. Times are aware, UTC; `bytes` as received."""

    source_key: str
    started_at: datetime
    finished_at: datetime
    outcome: RunOutcome
    failure: Failure | None = None
    statuses: Mapping[str, int] = field(default_factory=dict)
    received_bytes: int = 0
    found: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    broken: tuple[Failure, ...] = ()
    pages: Mapping[str, Validators] = field(default_factory=dict)
    """Validators of the addresses fetched in this run, to be kept for the next."""
    pagination: Pagination = Pagination.NONE
    unchanged: int = 0
    """Pages left unread because nothing had changed, or because they were read lately."""
    not_before: datetime | None = None
    """The source asks not to be visited before this moment (Retry-After, Cache-Control, Expires, ttl); aware, UTC."""
    moved_to: str | None = None
    """Where the source's own address leads to for good (301, 308); it is people who change the address."""
    list_read: bool = False
    """Whether what the source shows was looked at, though all that it leads to may be unchanged."""
    still_there: tuple[str, ...] = ()
    """What the source shows and was not read again, because it is unchanged or was read lately; by key or address."""
    again: Mapping[str, FailureKind | None] = field(default_factory=dict)
    """Addresses of entries read again on purpose: None where it went well, else why it did not."""


class FindingRefused(Exception):
    """A finding that the aggregator cannot make anything of, such as a locked PDF; the run names it as broken."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Robots(StrEnum):
    """What robots.txt says about an address. `none`: the site has no such file, so all is allowed; `unknown`: the site
    was not reached.
    """

    UNKNOWN = "unknown"
    NONE = "none"
    ALLOWS = "allows"
    FORBIDS = "forbids"


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which an address can be collected, and how a look at it went.

    `found` counts entries on the first page; of those that were `read` in full, `dated` have a deadline or the days of
    an event. `characters` is the middle length of their texts.
    """

    kind: SourceKind
    url: str
    options: Mapping[str, object] = field(default_factory=dict)
    found: int = 0
    read: int = 0
    dated: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """What a look at an address showed; kept with its source. `ways` are in the order in which they are proposed.

    `url` is where the page was found after redirects, `at` is aware, UTC, `delay` the seconds robots.txt asks for
    between two requests. Of `structured` each is a type of JSON-LD.
    """

    url: str
    at: datetime
    ways: tuple[Way, ...] = ()
    failure: Failure | None = None
    robots: Robots = Robots.UNKNOWN
    delay: float | None = None
    title: str = ""
    language: str | None = None
    feeds: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    sitemap: str | None = None
    wordpress: str | None = None
    structured: tuple[str, ...] = ()
    links: int = 0


class FindingsDoor(Protocol):
    """The door of the aggregator as a crawl sees it."""

    def take(self, finding: Finding) -> Taken:
        """Keep, read and identify one finding in one transaction; the same finding twice changes nothing.

        Raises FindingRefused.
        """
        ...

    def close_run(self, report: RunReport) -> None:
        """Write the ledger row of a run and keep its validators."""
        ...
