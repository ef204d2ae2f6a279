"""What a run has done so far, and what came back for one address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aggregator.finding import Failure, FailureKind, RunOutcome, Taken, Validators
from crawlers.ask import Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one address: `status` 200 with a body, or 304."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(slots=True)
class Ledger:
    """Statuses, bytes, findings, failures and validators of one run; `lists` are those of pages that lead to others.

    `met` are the keys of findings handed in, `still_there` what is known and was not read again; `again` tells how it
    went with entries that were read again on purpose.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    received: int = 0
    taken: Counter[Taken] = field(default_factory=Counter)
    broken: list[Failure] = field(default_factory=list)
    failure: Failure | None = None
    pages: dict[str, Validators] = field(default_factory=dict)
    lists: dict[str, Validators] = field(default_factory=dict)
    unchanged: int = 0
    read: int = 0
    met: set[str] = field(default_factory=set)
    still_there: set[str] = field(default_factory=set)
    again: dict[str, FailureKind | None] = field(default_factory=dict)
    not_before: datetime | None = None
    moved_to: str | None = None

    def wait_until(self, moment: datetime | None) -> None:
        """The source is not to be visited before this moment; of several the latest counts."""
        if moment is not None:
            self.not_before = max(moment, self.not_before or moment)

    def outcome(self, *, rested: int) -> RunOutcome:
        """How the run ended; `rested` pages were not asked for because they were read lately."""
        unchanged = self.unchanged + rested
        if self.failure is not None or (self.broken and not self.taken and not unchanged):
            return RunOutcome.FAILED
        if self.broken:
            return RunOutcome.PARTIAL
        if unchanged and not self.taken:
            return RunOutcome.UNCHANGED
        return RunOutcome.READ


class Fetch(Protocol):
    """Fetches an address, unless it is as known; raises FetchFailed; counts statuses and bytes in the ledger."""

    async def __call__(self, url: str, known: Validators | None, ledger: Ledger, ask: Ask | None = None) -> Answer: ...
