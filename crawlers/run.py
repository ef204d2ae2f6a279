"""One run over one source: fetch, read, hand in, and account for all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from aggregator.finding import (
    Again,
    Failure,
    FailureKind,
    Finding,
    FindingRefused,
    FindingsDoor,
    Pagination,
    RunReport,
    Taken,
    Validators,
    Visit,
)
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.patience import LONGEST_FRESHNESS
from crawlers.fetching.snapshots import Snapshots
from crawlers.fetching.validators import believed, confirmed, fingerprint, renewed
from crawlers.ledger import Answer, Fetch, Ledger
from crawlers.rereading import read_again
from crawlers.route import Route, name_of
from crawlers.settings import CrawlSettings
from crawlers.spiders.kinds import SPIDERS, start_of
from crawlers.spiders.page import Asking, Follow, Page, Role, Seen, Unreadable

log = structlog.get_logger(__name__)

_TURN = 0.005
"""Seconds after which a run lets the others have theirs."""


_NOTHING_THERE = frozenset({FailureKind.GONE, FailureKind.EMPTY})
_NOT_MODIFIED = 304


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
        self._route = Route(visit, self._first(), clock())
        self._bodies: set[str] = set()
        self._one_per_key = bool(visit.options.get("one_per_id"))
        self._told = False
        self._held: dict[str, Finding] = {}

    async def collect(self) -> RunReport:
        """Visit the source and everything it leads to, unless only some entries are to be read again."""
        started = self._clock()
        time = asyncio.get_running_loop().time
        latest = time() + self._settings.max_seconds
        visited = 0
        while not self._visit.again_only and self._route.waiting and self._may_go_on(visited, time() - latest):
            visited += 1
            await self._page(self._route.next())
        for finding in self._held.values():
            self._take(finding)
        for entry in self._visit.again:
            met = entry.key in self._ledger.met or self._route.led_to(entry.url)
            if time() < latest and (self._visit.again_only or not met):
                await self._read_again(entry)
        return self._report(started)

    async def _read_again(self, entry: Again) -> None:
        """Read an entry at its own address; if that is gone its call is gone, the source is none the worse."""
        try:
            known = believed(self._visit.pages.get(entry.url), full_every=self._settings.full_get_every)
            how = (self._fetch, self._ledger, self._snapshots, self._door, self._clock)
            await read_again(entry, known, self._visit, *how)
            self._ledger.again[entry.url] = None
        except (FetchFailed, Unreadable, FindingRefused) as failed:
            self._ledger.again[entry.url] = failed.kind
            if isinstance(failed, FetchFailed):
                self._ledger.wait_until(failed.not_before)
        except Exception:
            self._tell("entry could not be read again", entry.url)
            self._ledger.again[entry.url] = FailureKind.INTERNAL

    def _first(self) -> Follow | None:
        """What is asked first; nothing where the source's options forbid it."""
        if not isinstance(self._spider, Asking):
            return Follow(start_of(self._visit), Role.START)
        try:
            return self._spider.start(self._visit)
        except Unreadable as wrong:
            self._ledger.failure = Failure(wrong.kind, self._visit.url, wrong.detail)
            return None

    def _may_go_on(self, visited: int, seconds_over: float) -> bool:
        """Whether another page may be fetched; if not, what is left out is named, and taken as its list tells it."""
        if visited == self._settings.max_pages:
            kind, limit = FailureKind.TOO_LARGE, f"{visited} pages"
        elif seconds_over > 0:
            kind, limit = FailureKind.TIMEOUT, f"{self._settings.max_seconds:.0f} seconds"
        else:
            return True
        left = self._route.break_off()
        detail = f"{len(left)} more pages were left out: the limit of one run is {limit}"
        self._ledger.broken.append(Failure(kind, left[0].url, detail))
        for follow in left:
            self._take_instead(follow)
        return False

    async def _page(self, asked: Follow) -> None:
        try:
            await self._read(asked)
        except (FetchFailed, Unreadable) as failed:
            # many details of an API share one address: only the title says which it was
            about = f" ({asked.title[:80]})" if asked.ask is not None and asked.title else ""
            self._fail(asked, Failure(failed.kind, asked.url, f"{failed.detail}{about}"))
            if isinstance(failed, FetchFailed) and failed.not_before is not None:
                self._leave_in_peace(asked.url, failed.not_before)
        except Exception as error:
            # whatever a stranger's page makes us stumble over: this source has failed, the others go on
            self._tell("page could not be read", asked.url)
            self._fail(asked, Failure(FailureKind.INTERNAL, asked.url, f"{type(error).__name__}: {error}"[:300]))

    def _fail(self, asked: Follow, failure: Failure) -> None:
        if asked.counted and failure.kind in _NOTHING_THERE:
            if asked.role is Role.NEXT:
                self._route.ended(Pagination.END)
            return
        if asked.role is Role.START:
            self._ledger.failure = failure
        else:
            self._ledger.broken.append(failure)
        left = self._route.failed(asked, failure.kind)
        if left:
            detail = f"{len(left)} more pages were not asked for; the option `details: false` asks for none"
            self._ledger.broken.append(Failure(failure.kind, left[0].url, detail))
        for follow in (asked, *left):
            self._take_instead(follow)

    def _take_instead(self, follow: Follow) -> None:
        """What the list says of a page that could not be read; one that was read before says more than that."""
        if follow.instead is not None and follow.url not in self._visit.pages:
            self._take(follow.instead)

    async def _read(self, asked: Follow) -> None:
        plain = _is_plain(asked)
        leaves = plain and self._spider.conditional(self._visit, asked.role)
        known = self._visit.pages.get(asked.url) if plain else None
        held = None if leaves else self._body_of(known)
        # a page that leads to others is read in any case: unchanged, from its snapshot
        sent = believed(known, full_every=self._settings.full_get_every) if leaves or held else None
        answer = await self._fetch(asked.url, sent, self._ledger, asked.ask)
        if asked.role is Role.START:
            self._ledger.moved_to = answer.moved_to
            self._ledger.wait_until(answer.fresh_until)
        validators = Validators(answer.etag, answer.last_modified)
        if answer.status == 304 and sent is not None:
            validators = confirmed(sent, etag=answer.etag, last_modified=answer.last_modified)
            if held is None:
                self._leave(asked, validators)
                return
            answer = replace(answer, body=held)
        if not answer.body:
            raise FetchFailed(FailureKind.EMPTY, "the body has 0 bytes")
        body_hash = fingerprint(answer.body)
        if leaves and known is not None and known.body_hash == body_hash:
            got = replace(validators, body_hash=body_hash, ttl_minutes=known.ttl_minutes)
            self._leave(asked, renewed(known, got))
        elif (asked.role is Role.NEXT or asked.counted) and body_hash in self._bodies:
            self._route.ended(Pagination.REPEATED)  # a number beyond the last is often answered with a page seen before
        else:
            self._bodies.add(body_hash)
            await self._understand(asked, answer, replace(validators, body_hash=body_hash))

    async def _understand(self, asked: Follow, answer: Answer, validators: Validators) -> None:
        page = Page(
            asked=asked,
            url=answer.url,
            body=answer.body,
            seen_at=self._clock(),
            content_type=answer.content_type,
            snapshot=validators.body_hash,
            headers=answer.headers,
        )
        seen = self._spider.read(page, self._visit)
        known = self._visit.pages.get(asked.url) if _is_plain(asked) else None
        validators = replace(
            validators, ttl_minutes=seen.ttl_minutes, body_hash=seen.words_hash or validators.body_hash
        )
        if answer.status != _NOT_MODIFIED:
            validators = renewed(known, validators)
        self._wait_for(seen.ttl_minutes)
        if seen.words_hash and known is not None and known.body_hash == seen.words_hash:
            self._leave(asked, validators)
            return
        self._snapshots.keep(answer.body)
        taken = self._ledger.taken.total()
        if await self._hand_in(seen):
            # a page with something broken in it is read again next time, not answered with "not modified"
            self._keep(asked, validators)
        elif self._ledger.taken.total() == taken:
            self._take_instead(asked)
        self._route.leads(asked, seen.follow)
        self._route.ended(seen.ended)

    def _body_of(self, known: Validators | None) -> bytes | None:
        """The body a server may answer "not modified" about; none where only its header told the charset."""
        if known is None or known.body_hash is None:
            return None
        try:
            body = self._snapshots.read(known.body_hash)
            body.decode()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return body

    def _leave(self, asked: Follow, validators: Validators) -> None:
        self._ledger.unchanged += 1
        if asked.role is Role.DETAIL:
            self._ledger.still_there.add(name_of(asked))
        self._wait_for(validators.ttl_minutes)
        self._keep(asked, validators)

    def _keep(self, asked: Follow, validators: Validators) -> None:
        if not _is_plain(asked):
            return  # of what was posted the address alone says nothing
        kept = self._ledger.pages if asked.role is Role.DETAIL else self._ledger.lists
        kept[asked.url] = replace(validators, fetched_at=self._clock())

    def _wait_for(self, minutes: int | None) -> None:
        if minutes:
            self._ledger.wait_until(self._clock() + min(timedelta(minutes=minutes), LONGEST_FRESHNESS))

    def _leave_in_peace(self, url: str, until: datetime) -> None:
        """Leave out what else waits at a host that asks for patience, and say how much that is."""
        self._ledger.wait_until(until)
        host = urlsplit(url).hostname or ""
        left = self._route.leave_out(host)
        if left:
            detail = f"{len(left)} more pages were left out: {host} asks for patience until {until:%Y-%m-%d %H:%M} UTC"
            self._ledger.broken.append(Failure(FailureKind.RATE_LIMITED, left[0].url, detail))
            for follow in left:
                self._take_instead(follow)

    async def _hand_in(self, seen: Seen) -> bool:
        """Give findings to the door; true if every one was taken and nothing was broken."""
        self._ledger.read += 1
        self._ledger.broken += seen.broken
        whole = not seen.broken
        time = asyncio.get_running_loop().time
        yield_at = time() + _TURN
        for finding in seen.findings:
            if seen.hold or self._one_per_key:
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
        self._ledger.met.add(finding.key)
        try:
            self._ledger.taken[self._door.take(finding)] += 1
        except FindingRefused as refused:
            self._ledger.broken.append(Failure(refused.kind, finding.url, refused.detail))
            return False
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
            outcome=ledger.outcome(rested=len(self._route.resting)),
            failure=ledger.failure or next(iter(ledger.broken), None),
            statuses=dict(ledger.statuses),
            received_bytes=ledger.received,
            found=sum(ledger.taken.values()),
            new=ledger.taken[Taken.NEW],
            changed=ledger.taken[Taken.CHANGED],
            same=ledger.taken[Taken.SAME],
            broken=tuple(ledger.broken),
            pages={**ledger.pages, **self._settled()},
            pagination=self._route.pagination,
            unchanged=ledger.unchanged + len(self._route.resting),
            not_before=ledger.not_before,
            moved_to=ledger.moved_to,
            list_read=ledger.read > 0,
            still_there=tuple(sorted(ledger.still_there | self._route.resting)),
            again=ledger.again,
        )

    def _settled(self) -> dict[str, Validators]:
        """Validators of the lists: forgotten where anything behind them is missing, so they are read anew."""
        if not self._ledger.broken and self._ledger.failure is None:
            return self._ledger.lists
        return {url: Validators() for url in self._ledger.lists if url in self._visit.pages}


def _is_plain(asked: Follow) -> bool:
    """Whether a plain GET would bring the same: only then can "not modified" be believed."""
    return asked.ask is None or asked.ask.anybody_may
