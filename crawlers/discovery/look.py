"""One look at an address: fetch it, recognise the ways in which it could be collected, read their first entries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from aggregator.finding import Failure, FailureKind, Probe, Robots, SourceKind, Way
from crawlers.discovery.candidates import Recognised, kind_named, recognise
from crawlers.discovery.discovered import Discovered, Stage, Step, Tell
from crawlers.discovery.forms import Form, form_of
from crawlers.discovery.ranking import ranked
from crawlers.discovery.signs import LEAST_TEXT, Signs, usual_feeds, usual_sitemaps
from crawlers.discovery.sitemaps import sitemap_of
from crawlers.discovery.trial import Trial, try_way
from crawlers.fetching.failed import FetchFailed
from crawlers.ledger import Answer

if TYPE_CHECKING:
    from crawlers.discovery.asking import Asking

_OTHER_SCHEME_MAY_HELP = {FailureKind.REFUSED, FailureKind.TLS, FailureKind.TIMEOUT, FailureKind.DNS}
_MOST_FEEDS = 2
_FEWEST_EVENTS = 2  # a calendar of one event is the button "add to my calendar", not a source
_NEEDS_LOGIN = "HTTP 401"

# what only a site that was reached can say, after its robots.txt was read
_SITE_ANSWERED = frozenset(
    {FailureKind.GONE, FailureKind.BLOCKED, FailureKind.LOGIN, FailureKind.HTTP_ERROR, FailureKind.EMPTY}
)


class Look:
    """Looks at one address for as long as its `Asking` has time."""

    def __init__(
        self, asking: Asking, *, now: datetime, tell: Tell, known: Way | None = None, key: str = "trial"
    ) -> None:
        self._asking = asking
        self._now = now
        self._tell = tell
        self._known = known
        self._key = key
        self._steps: list[Step] = []
        self._trials: list[Trial] = []

    async def at(self, addresses: Sequence[str]) -> Discovered:
        """What is there, and how it can be collected. Never raises for a fault of the site."""
        try:
            async with self._stage(Stage.FETCH):
                answer = await self._first(addresses)
        except FetchFailed as failed:
            return await self._without(addresses[0], failed)
        async with self._stage(Stage.RECOGNISE):
            recognised = self._recognise(answer)
            probe = await self._probe(answer, recognised)
            ways = self._ways(recognised, probe)
        async with self._stage(Stage.READ):
            language = probe.language
            for way in ways:
                self._trials.append(
                    await try_way(way, self._asking.get, now=self._now, key=self._key, language=language)
                )
        return self._discovered(probe, recognised)

    async def _first(self, addresses: Sequence[str]) -> Answer:
        """The first address that answers; the failure of the first where none does."""
        failures: list[FetchFailed] = []
        for address in addresses:
            try:
                return await self._asking.get(address)
            except FetchFailed as failed:
                failures.append(failed)
                if failed.kind not in _OTHER_SCHEME_MAY_HELP:
                    raise
        raise failures[0]

    def _recognise(self, answer: Answer) -> Recognised:
        try:
            return recognise(answer, self._now)
        except Exception as error:  # whatever a stranger's page makes us stumble over, somebody waits for an answer
            failure = Failure(FailureKind.INTERNAL, answer.url, f"{type(error).__name__}: {error}"[:300])
            return Recognised(Form.OTHER, failure=failure)

    async def _without(self, url: str, failed: FetchFailed) -> Discovered:
        kind = FailureKind.LOGIN if failed.detail == _NEEDS_LOGIN else failed.kind
        robots = Robots.UNKNOWN
        if kind is FailureKind.ROBOTS:
            robots = Robots.FORBIDS
        elif kind in _SITE_ANSWERED:
            robots = Robots.ALLOWS if await self._rules(url) is not None else Robots.NONE
        probe = Probe(url, self._now, failure=Failure(kind, url, failed.detail), robots=robots)
        return Discovered(probe, steps=tuple(self._steps))

    async def _probe(self, answer: Answer, recognised: Recognised) -> Probe:
        rules = await self._rules(answer.url)
        signs = recognised.signs
        feeds = await self._feeds(answer.url, signs)
        return Probe(
            url=answer.url,
            at=self._now,
            robots=Robots.ALLOWS if rules is not None else Robots.NONE,
            delay=self._asking.asked_delay(rules),
            title=signs.title if signs else "",
            language=signs.language if signs else None,
            feeds=feeds,
            calendars=signs.calendars if signs else (),
            sitemap=await self._sitemap(answer.url, signs, rules),
            wordpress=signs.wordpress if signs else None,
            structured=signs.structured if signs else (),
            links=len(recognised.links.links) if recognised.links else 0,
        )

    async def _rules(self, url: str) -> Protego | None:
        try:
            return await self._asking.rules(url)
        except FetchFailed:  # the page itself took all the time there was
            return None

    async def _feeds(self, url: str, signs: Signs | None) -> tuple[str, ...]:
        """Feeds the page declares; where it declares none, the first that lies in a usual place."""
        if signs is None or signs.obstacle is not None:
            return ()
        if signs.feeds:
            return signs.feeds
        for place in usual_feeds(url)[:_MOST_FEEDS]:
            if await self._form(place) is Form.FEED:
                return (place,)
        return ()

    async def _sitemap(self, url: str, signs: Signs | None, rules: Protego | None) -> str | None:
        if signs is None or (kind_named("sitemap") is None and not self._asking.patient):
            return None
        named = list(rules.sitemaps) if rules is not None else []
        if named and urlsplit(named[0]).hostname == urlsplit(url).hostname:
            return str(named[0])
        for place in usual_sitemaps(url, wordpress=signs.wordpress is not None):
            if await self._form(place) is Form.SITEMAP and sitemap_of(self._asking.answers[place].body).locations:
                return place
        return None

    async def _form(self, url: str) -> Form | None:
        try:
            answer = await self._asking.get(url)
        except FetchFailed:
            return None
        return form_of(answer.body, answer.content_type)

    def _ways(self, recognised: Recognised, probe: Probe) -> tuple[Way, ...]:
        """What is worth a trial, the way it is collected now first; entries with pages of their own take the time."""
        offered = [Way(SourceKind.FEED, url) for url in probe.feeds[:_MOST_FEEDS]]
        offered += [Way(SourceKind.CALENDAR, url) for url in probe.calendars[:1]]
        for name, url in (("wordpress", probe.url if probe.wordpress else None), ("sitemap", probe.sitemap)):
            kind = kind_named(name)
            if kind is not None and url is not None:
                offered.append(Way(kind, url))
        ways = [*([self._known] if self._known else []), *recognised.ways, *offered]
        unlike = {(way.kind, way.url, str(sorted(way.options.items(), key=str))): way for way in reversed(ways)}
        return tuple(reversed(unlike.values()))

    def _discovered(self, probe: Probe, recognised: Recognised) -> Discovered:
        worth = [trial for trial in self._trials if not _is_one_event(trial)]
        trials = tuple(ranked(worth, page=probe.url, known=self._known))
        failure = None if trials else recognised.failure or self._failure(probe, recognised)
        told = replace(probe, ways=tuple(trial.way for trial in trials), failure=failure)
        return Discovered(told, trials, tuple(self._steps), dict(self._asking.answers))

    def _failure(self, probe: Probe, recognised: Recognised) -> Failure:
        found = next((trial.failure for trial in self._trials if trial.failure is not None), None)
        if found is not None:
            return found
        characters = recognised.signs.characters if recognised.signs else 0
        detail = f"no list of entries, and {characters} characters of text where {LEAST_TEXT} are needed"
        return Failure(FailureKind.NO_ENTRIES, probe.url, detail)

    @asynccontextmanager
    async def _stage(self, stage: Stage) -> AsyncIterator[None]:
        began = monotonic()
        self._tell(Step(stage))
        try:
            yield
        finally:
            done = Step(stage, round(monotonic() - began, 2))
            self._steps.append(done)
            self._tell(done)


def _is_one_event(trial: Trial) -> bool:
    return trial.way.kind is SourceKind.CALENDAR and trial.way.found < _FEWEST_EVENTS
