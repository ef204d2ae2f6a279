"""One run over one source: fetch, read, hand in, and account for all of it."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from aggregator.finding import (
    Failure,
    FailureKind,
    Finding,
    FindingsDoor,
    RunOutcome,
    RunReport,
    Taken,
    Validators,
    Visit,
)
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.patience import LONGEST_FRESHNESS
from crawlers.fetching.snapshots import Snapshots
from crawlers.fetching.validators import believed, confirmed, fingerprint, renewed
from crawlers.settings import CrawlSettings
from crawlers.spiders.kinds import SPIDERS
from crawlers.spiders.page import Follow, Page, Role, Seen, Unreadable

log = structlog.get_logger(__name__)

_TURN = 0.005
"""Seconds after which a run lets the others have theirs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one address: `status` 200 with a body, or 304."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    fresh_until: datetime | None = None
    moved_to: str | None = None


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
    not_before: datetime | None = None
    moved_to: str | None = None


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
        self._waiting: deque[Follow] = deque()

    async def collect(self) -> RunReport:
        """Visit the source and everything it leads to."""
        started = self._clock()
        waiting = self._waiting
        waiting.append(Follow(self._visit.url, Role.START))
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
            return await self._read(asked)
        except (FetchFailed, Unreadable) as failed:
            failure = Failure(failed.kind, asked.url, failed.detail)
            if isinstance(failed, FetchFailed) and failed.not_before is not None:
                self._leave_in_peace(asked.url, failed.not_before)
        except Exception as error:
            # whatever a stranger's page makes us stumble over: this source has failed, the others go on
            self._tell("page could not be read", asked.url)
            failure = Failure(FailureKind.INTERNAL, asked.url, f"{type(error).__name__}: {error}"[:300])
        if asked.role is Role.START:
            self._ledger.failure = failure
        else:
            self._ledger.broken.append(failure)
        return ()

    async def _read(self, asked: Follow) -> tuple[Follow, ...]:
        conditional = self._spider.conditional(self._visit, asked.role)
        known = self._visit.pages.get(asked.url) if conditional else None
        asked_with = believed(known, full_every=self._settings.full_get_every)
        answer = await self._fetch(asked.url, asked_with, self._ledger)
        if asked.role is Role.START:
            self._ledger.moved_to = answer.moved_to
            self._wait_until(answer.fresh_until)
        if answer.status == 304 and known is not None:
            self._unchanged(asked, confirmed(known, etag=answer.etag, last_modified=answer.last_modified))
            return ()
        if not answer.body:
            raise FetchFailed(FailureKind.EMPTY, "the body has 0 bytes")
        body_hash = fingerprint(answer.body)
        validators = renewed(known, Validators(answer.etag, answer.last_modified, body_hash))
        if known is not None and known.body_hash == body_hash:
            self._unchanged(asked, replace(validators, ttl_minutes=known.ttl_minutes))
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
        self._wait_for(seen.ttl_minutes)
        whole = await self._hand_in(seen)
        if conditional and whole and not self._held:
            # a page with something broken in it is read again next time, not answered with "not modified"
            self._ledger.pages[asked.url] = replace(validators, ttl_minutes=seen.ttl_minutes)
        return seen.follow

    def _unchanged(self, asked: Follow, validators: Validators) -> None:
        self._ledger.unchanged += 1
        self._ledger.pages[asked.url] = validators
        self._wait_for(validators.ttl_minutes)

    def _wait_for(self, minutes: int | None) -> None:
        if minutes:
            self._wait_until(self._clock() + min(timedelta(minutes=minutes), LONGEST_FRESHNESS))

    def _wait_until(self, moment: datetime | None) -> None:
        if moment is not None:
            self._ledger.not_before = max(moment, self._ledger.not_before or moment)

    def _leave_in_peace(self, url: str, until: datetime) -> None:
        """Leave out what else waits at a host that asks for patience, and say how much that is."""
        self._wait_until(until)
        host = urlsplit(url).hostname
        left = [follow for follow in self._waiting if urlsplit(follow.url).hostname == host]
        if left:
            for follow in left:
                self._waiting.remove(follow)
            detail = f"{len(left)} more pages were left out: {host} asks for patience until {until:%Y-%m-%d %H:%M} UTC"
            self._ledger.broken.append(Failure(FailureKind.RATE_LIMITED, left[0].url, detail))

    async def _hand_in(self, seen: Seen) -> bool:
        """Give findings to the door; true if every one was taken and nothing was broken."""
        self._ledger.read += 1
        self._ledger.broken += seen.broken
        whole = not seen.broken
        time = asyncio.get_running_loop().time
        yield_at = time() + _TURN
        for finding in seen.findings:
            if self._one_per_key:
                self._hold(finding)
                continue
            whole = self._take(finding) and whole
            if time() > yield_at:  # other sources' bytes are waiting, and their time runs
                await asyncio.sleep(0)
                yield_at = time() + _TURN
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
            not_before=ledger.not_before,
            moved_to=ledger.moved_to,
        )


def _outcome(ledger: Ledger) -> RunOutcome:
    if ledger.failure is not None or (ledger.broken and not ledger.taken and not ledger.unchanged):
        return RunOutcome.FAILED
    if ledger.broken:
        return RunOutcome.PARTIAL
    if ledger.unchanged and not ledger.taken:
        return RunOutcome.UNCHANGED
    return RunOutcome.READ
