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


class FailureKind(StrEnum):
    """The closed list of reasons why a run can fail; each has a sentence for staff in `intake/failures.yaml`."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TLS = "tls"
    GONE = "gone"
    BLOCKED = "blocked"
    HTTP_ERROR = "http_error"
    REDIRECTS = "redirects"
    ROBOTS = "robots"
    ADDRESS_REFUSED = "address_refused"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"
    CHARSET = "charset"
    NO_ENTRIES = "no_entries"
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
    """How following a source from page to page ended. `limit` and `failed` mean that there was more to see."""

    NONE = "none"
    END = "end"
    LIMIT = "limit"
    REPEATED = "repeated"
    FAILED = "failed"


class Taken(StrEnum):
    """What the intake made of a finding."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about a body, kept verbatim so that it can be sent back verbatim."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What a spider saw at one address at one moment.

    `key` is stable within the source (feed guid, API id, else the address); `published` and `seen_at` are aware, UTC.
    `fields` are structured facts the source itself states (`deadline`, `opens`, `event_start`, `event_end`, `place`,
    `reference`, `organiser`, `amount_max`, …), dates as ISO 8601. `snapshot` names the stored bytes.
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
    not_before: datetime | None = None
    """Until when the server asks to be left alone; aware, UTC."""
    again: Mapping[str, FailureKind | None] = field(default_factory=dict)
    """Addresses of entries read again on purpose: None where it went well, else why it did not."""


class FindingsDoor(Protocol):
    """The door of the aggregator as a crawl sees it."""

    def take(self, finding: Finding) -> Taken:
        """Keep, read and identify one finding in one transaction; the same finding twice changes nothing."""
        ...

    def close_run(self, report: RunReport) -> None:
        """Write the ledger row of a run and keep its validators."""
        ...
