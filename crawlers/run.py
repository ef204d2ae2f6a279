"""One run over one source: fetch, read, hand in, and account for all of it."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from aggregator.finding import (
    Failure,
    FailureKind,
    Finding,
    FindingsDoor,
    RunOutcome,
    RunReport,
    SourceKind,
    Taken,
    Validators,
    Visit,
)
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.snapshots import Snapshots
from crawlers.fetching.validators import confirmed, fingerprint
from crawlers.settings import CrawlSettings
from crawlers.spiders.kinds import SPIDERS
from crawlers.spiders.page import Follow, Page, Role, Seen, Unreadable

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one address: `status` 200 with a body, or 304."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Ledger:
    """What a run has done so far."""

    statuses: Counter[str] = field(default_factory=Counter)
    received: int = 0
    taken: Counter[Taken] = field(default_factory=Counter)
    broken: list[Failure] = field(default_factory=list)
    failure: Failure | None = None
    pages: dict[str, Validators] = field(default_factory=dict)
    unchanged: int = 0
    read: int = 0
    again: dict[str, FailureKind | None] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)


Fetch = Callable[[str, Validators | None, Ledger], Awaitable[Answer]]
"""Fetches an address, unless it is as known; raises FetchFailed; counts statuses and bytes in the ledger."""


class Run:
    """Collects one source. What goes wrong with the source ends in the report, never in an exception."""

    def __init__(
        self,
        visit: Visit,
        door: FindingsDoor,
        fetch: Fetch,
        snapshots: Snapshots,
        *,
        settings: CrawlSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._visit = visit
        self._door = door
        self._fetch = fetch
        self._snapshots = snapshots
        self._settings = settings
        self._clock = clock
        self._spider = SPIDERS[visit.kind]
        self._ledger = Ledger()
        self._bodies: set[str] = set()
        self._one_per_key = bool(visit.options.get("one_per_id"))
        self._told = False
        self._held: dict[str, Finding] = {}

    async def collect(self) -> RunReport:
        """Visit the source and everything it leads to."""
        started = self._clock()
        waiting = deque([Follow(self._visit.url, Role.START)])
        known = {self._visit.url}
        time = asyncio.get_running_loop().time
        latest = time() + self._settings.max_seconds
        visited = 0
        while waiting and self._may_go_on(visited, time() - latest, waiting):
            visited += 1
            for follow in await self._page(waiting.popleft()):
                if follow.url not in known:
                    known.add(follow.url)
                    waiting.append(follow)
        for finding in self._held.values():
            self._take(finding)
        for entry in self._visit.again:
            if entry.key not in self._ledger.met and entry.url not in known and time() < latest:
                await self._page(Follow(entry.url, Role.DETAIL, key=entry.key))
        return self._report(started)

    def _may_go_on(self, visited: int, seconds_over: float, waiting: Sequence[Follow]) -> bool:
        """Whether another page may be fetched; if not, what is left out is named."""
        if visited == self._settings.max_pages:
            kind, limit = FailureKind.TOO_LARGE, f"{visited} pages"
        elif seconds_over > 0:
            kind, limit = FailureKind.TIMEOUT, f"{self._settings.max_seconds:.0f} seconds"
        else:
            return True
        detail = f"{len(waiting)} more pages were left out: the limit of one run is {limit}"
        self._ledger.broken.append(Failure(kind, waiting[0].url, detail))
        return False

    async def _page(self, asked: Follow) -> tuple[Follow, ...]:
        """Read one page; gives the addresses it leads to."""
        try:
            if asked.key:
                return await self._read_again(asked)
            return await self._read(asked)
        except (FetchFailed, Unreadable) as failed:
            failure = Failure(failed.kind, asked.url, failed.detail)
        except Exception as error:
            # whatever a stranger's page makes us stumble over: this source has failed, the others go on
            self._tell("page could not be read", asked.url)
            failure = Failure(FailureKind.INTERNAL, asked.url, f"{type(error).__name__}: {error}"[:300])
        if asked.key:
            self._ledger.again[asked.url] = failure.kind  # its call is gone, the source is none the worse
        elif asked.role is Role.START:
            self._ledger.failure = failure
        else:
            self._ledger.broken.append(failure)
        return ()

    async def _read(self, asked: Follow) -> tuple[Follow, ...]:
        conditional = self._spider.conditional(self._visit, asked.role)
        known = self._visit.pages.get(asked.url) if conditional else None
        answer = await self._fetch(asked.url, known, self._ledger)
        if answer.status == 304 and known is not None:
            self._ledger.unchanged += 1
            self._ledger.pages[asked.url] = confirmed(known, etag=answer.etag, last_modified=answer.last_modified)
            return ()
        if not answer.body:
            raise FetchFailed(FailureKind.EMPTY, "the body has 0 bytes")
        body_hash = fingerprint(answer.body)
        validators = Validators(answer.etag, answer.last_modified, body_hash)
        if known is not None and known.body_hash == body_hash:
            self._ledger.unchanged += 1
            self._ledger.pages[asked.url] = validators
            return ()
        if asked.role is Role.NEXT and body_hash in self._bodies:
            return ()  # a page number beyond the last is often answered with a page seen before
        self._bodies.add(body_hash)
        page = Page(
            asked=asked,
            url=answer.url,
            body=answer.body,
            seen_at=self._clock(),
            content_type=answer.content_type,
            snapshot=self._snapshots.keep(answer.body),
        )
        seen = self._spider.read(page, self._visit)
        whole = await self._hand_in(seen)
        if conditional and whole and not self._held:
            # a page with something broken in it is read again next time, not answered with "not modified"
            self._ledger.pages[asked.url] = validators
        return seen.follow

    async def _read_again(self, asked: Follow) -> tuple[Follow, ...]:
        """Read the page of an entry that the source may not show any more; it is no part of what the source showed."""
        known = self._visit.pages.get(asked.url)
        answer = await self._fetch(asked.url, known, self._ledger)
        body_hash = fingerprint(answer.body)
        if known is not None and (answer.status == 304 or known.body_hash == body_hash):
            self._ledger.pages[asked.url] = confirmed(known, etag=answer.etag, last_modified=answer.last_modified)
        else:
            snapshot = self._snapshots.keep(answer.body)
            page = Page(asked, answer.url, answer.body, self._clock(), answer.content_type, snapshot)
            for finding in SPIDERS[SourceKind.LISTING].read(page, self._visit).findings:
                self._door.take(replace(finding, key=asked.key))
            self._ledger.pages[asked.url] = Validators(answer.etag, answer.last_modified, body_hash)
        self._ledger.again[asked.url] = None
        return ()

    async def _hand_in(self, seen: Seen) -> bool:
        """Give findings to the door; true if every one was taken and nothing was broken."""
        self._ledger.read += 1
        self._ledger.broken += seen.broken
        whole = not seen.broken
        for finding in seen.findings:
            if self._one_per_key:
                self._hold(finding)
                continue
            whole = self._take(finding) and whole
            await asyncio.sleep(0)  # other sources' bytes are waiting, and their time runs
        return whole

    def _tell(self, what: str, url: str) -> None:
        """One traceback per run is enough to find the cause; the report counts the rest."""
        log.error(what, source=self._visit.source_key, url=url, exc_info=not self._told)
        self._told = True

    def _hold(self, finding: Finding) -> None:
        """The languages of one record may stand on different pages: the choice is made when all were seen."""
        held, wanted = self._held.get(finding.key), self._visit.language
        if held is None or (finding.language == wanted and held.language != wanted):
            self._held[finding.key] = finding

    def _take(self, finding: Finding) -> bool:
        self._ledger.met.add(finding.key)
        try:
            self._ledger.taken[self._door.take(finding)] += 1
        except Exception as error:
            self._tell("finding could not be taken", finding.url)
            detail = f"{type(error).__name__}: {error}"[:300]
            self._ledger.broken.append(Failure(FailureKind.INTERNAL, finding.url, detail))
            return False
        return True

    def _report(self, started: datetime) -> RunReport:
        ledger = self._ledger
        return RunReport(
            source_key=self._visit.source_key,
            started_at=started,
            finished_at=self._clock(),
            outcome=_outcome(ledger),
            failure=ledger.failure or next(iter(ledger.broken), None),
            statuses=dict(ledger.statuses),
            received_bytes=ledger.received,
            found=sum(ledger.taken.values()),
            new=ledger.taken[Taken.NEW],
            changed=ledger.taken[Taken.CHANGED],
            same=ledger.taken[Taken.SAME],
            broken=tuple(ledger.broken),
            pages=ledger.pages,
            again=ledger.again,
        )


def _outcome(ledger: Ledger) -> RunOutcome:
    if ledger.failure is not None or (ledger.broken and not ledger.taken and not ledger.unchanged):
        return RunOutcome.FAILED
    if ledger.broken:
        return RunOutcome.PARTIAL
    if ledger.unchanged and not ledger.taken:
        return RunOutcome.UNCHANGED
    return RunOutcome.READ
