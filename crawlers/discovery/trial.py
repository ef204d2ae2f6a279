"""Trying a way: its first entries, read by the spider that would collect them and as the intake would read them."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median_low

from aggregator.finding import Failure, FailureKind, Finding, Visit, Way
from aggregator.intake.preview import PreviewLine, preview
from crawlers.discovery.signs import LEAST_TEXT
from crawlers.fetching.failed import FetchFailed
from crawlers.ledger import Answer
from crawlers.spiders import cleaning
from crawlers.spiders.kinds import SPIDERS, start_of
from crawlers.spiders.page import Follow, Page, Role, Seen, Unreadable

FIRST = 10
"""Entries shown of a way."""
_MOST_PAGES = 16  # a list of sitemaps leads to its entries in two steps; more is no trial but a crawl

Get = Callable[[str], Awaitable[Answer]]
"""Fetches an address; raises FetchFailed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A way with its first entries. `lines` are at most ten; those of a list whose pages were not read any more have a
    title and an address alone. `failure` says why there are none, or why the pages of a list could not be read.
    """

    way: Way
    lines: tuple[PreviewLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None

    @property
    def thin(self) -> bool:
        """Whether its texts are so short that there is hardly anything to read in them."""
        return bool(self.findings) and self.way.characters < LEAST_TEXT


async def try_way(way: Way, get: Get, *, now: datetime, key: str = "trial", language: str | None = None) -> Trial:
    """Collect the first entries of a way. Never raises for a fault of the site."""
    trying = _Trying(Visit(key, way.kind, way.url, language, way.options), get, now)
    try:
        await trying.start()
    except (FetchFailed, Unreadable) as failed:
        return Trial(way, failure=Failure(failed.kind, way.url, failed.detail))
    await trying.go_on()
    return trying.trial(way)


class _Trying:
    def __init__(self, visit: Visit, get: Get, now: datetime) -> None:
        self._visit = visit
        self._get = get
        self._now = now
        self._spider = SPIDERS[visit.kind]
        self._waiting: deque[Follow] = deque()
        self._unread: list[Follow] = []
        self._start = start_of(visit)
        self._known = {self._start}
        self._findings: dict[str, Finding] = {}
        self._counted = 0
        self._failure: Failure | None = None

    async def start(self) -> None:
        seen = await self._read(Follow(self._start, Role.START))
        self._counted = len(seen.findings) + sum(one.role is Role.DETAIL for one in seen.follow)

    async def go_on(self) -> None:
        """Read what the first page leads to, until there are enough entries or no time is left."""
        pages = 1
        while self._waiting and len(self._findings) < FIRST and pages < _MOST_PAGES:
            pages += 1
            follow = self._waiting.popleft()
            if follow.role is Role.NEXT and (self._findings or self._unread):
                continue  # the next page of a list shows nothing that the first does not
            try:
                seen = await self._read(follow)
            except (FetchFailed, Unreadable) as failed:
                self._failure = self._failure or Failure(failed.kind, follow.url, failed.detail)
                self._unread.append(follow)
                continue
            if follow.role is not Role.DETAIL:
                self._counted += len(seen.findings) + sum(one.role is Role.DETAIL for one in seen.follow)

    async def _read(self, follow: Follow) -> Seen:
        answer = await self._get(follow.url)
        page = Page(follow, answer.url, answer.body, self._now, answer.content_type, headers=answer.headers)
        try:
            seen = self._spider.read(page, self._visit)
        except Unreadable:
            raise
        except Exception as error:  # whatever a stranger's page makes a spider stumble over is a finding of the trial
            raise Unreadable(FailureKind.INTERNAL, f"{type(error).__name__}: {error}"[:300]) from error
        self._findings.update({finding.key: finding for finding in seen.findings})
        for one in seen.follow:
            if one.url not in self._known:
                self._known.add(one.url)
                self._waiting.append(one)
        return seen

    def trial(self, way: Way) -> Trial:
        for one in (*self._unread, *self._waiting):
            if one.instead is not None:  # what the list itself says of a page that was not read
                self._findings.setdefault(one.instead.key, one.instead)
        findings = tuple(self._findings.values())[:FIRST]
        lines = self._lines(findings, dict(way.options))
        lengths = [len(cleaning.text_of(finding.html or finding.text or "")) for finding in findings]
        told = replace(
            way,
            found=max(self._counted, len(lines)),
            read=len(lines),
            dated=sum(line.dated for line in lines),
            characters=median_low(lengths) if lengths else 0,
        )
        rest = [
            one
            for one in (*self._unread, *self._waiting)
            if one.role is Role.DETAIL and one.title and one.instead is None
        ]
        titles = tuple(PreviewLine.unread(one.title, one.url) for one in rest)
        failure = None if findings else self._failure or Failure(FailureKind.NO_ENTRIES, way.url)
        return Trial(told, (*lines, *titles)[:FIRST], findings, failure)

    def _lines(self, findings: Sequence[Finding], options: dict[str, object]) -> list[PreviewLine]:
        lines: list[PreviewLine] = []
        for finding in findings:
            lines += preview(finding, self._visit.kind, options, now=self._now)
            if len(lines) >= FIRST:
                break
        return lines[:FIRST]
