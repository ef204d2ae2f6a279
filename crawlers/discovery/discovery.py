"""Looking at addresses: one for a person who waits, or many for the probe of sources."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.finding import Way
from crawlers.discovery.discovered import Discovered, Step, Tell
from crawlers.discovery.look import Look
from crawlers.discovery.pasted import addresses_in
from crawlers.settings import CrawlSettings
from crawlers.waiting import wait_for

if TYPE_CHECKING:
    from crawlers.discovery.asking import Asking

SECONDS = 15.0
"""Longest look for a person who waits (USERS S8)."""
_PATIENT_SECONDS = 120.0  # of the probe: sites that ask for half a minute between pages are looked at as well
_SHORT_GAP = 0.4  # seconds; a browser asks a site for dozens of things at once. A delay in robots.txt is kept
_MOST_HOSTS = 8


@dataclass(frozen=True, slots=True)
class Address:
    """A source to be probed: its key, where it is, and how it is collected now."""

    key: str
    url: str
    known: Way | None = None


class Discovery:
    """Looks at addresses under the settings of a crawl. May be used from any thread, several at once."""

    def __init__(
        self,
        settings: CrawlSettings | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: float = SECONDS,
    ) -> None:
        self._settings = settings or CrawlSettings()
        self._clock = clock
        self._seconds = seconds

    def look(self, pasted: str, *, tell: Tell | None = None, key: str = "trial") -> Discovered:
        """What stands behind a pasted address, within 15 seconds. Raises NoAddress; never for a fault of the site.

        Blocks; `tell` is called as the stages begin and end.
        """
        addresses = addresses_in(pasted)
        found: list[Discovered] = []

        async def work(begin: Callable[[float], Asking]) -> None:
            looking = Look(begin(self._seconds), now=self._clock(), tell=tell or _to_nobody, key=key)
            found.append(await looking.at(addresses))

        from crawlers.discovery.asking import asking

        settings = self._settings.model_copy(update={"gap_seconds": min(self._settings.gap_seconds, _SHORT_GAP)})
        wait_for(lambda: asking(settings, work))
        return found[0]

    def probe(
        self, sources: Iterable[Address], *, on_found: Callable[[Address, Discovered], None] | None = None
    ) -> list[tuple[Address, Discovered]]:
        """Look at many sources, several hosts at once and one source of a host after the other; in their order.

        Blocks until all are done; `on_found` is called as each is.
        """
        wanted = list(sources)
        found: dict[str, Discovered] = {}

        async def work(begin: Callable[[float], Asking]) -> None:
            gate = asyncio.Semaphore(_MOST_HOSTS)
            async with asyncio.TaskGroup() as group:
                for of_host in _by_host(wanted):
                    group.create_task(self._of_host(of_host, begin, gate, found, on_found))

        from crawlers.discovery.asking import asking

        wait_for(lambda: asking(self._settings, work))
        return [(source, found[source.key]) for source in wanted]

    async def _of_host(
        self,
        sources: Sequence[Address],
        begin: Callable[[float], Asking],
        gate: asyncio.Semaphore,
        found: dict[str, Discovered],
        on_found: Callable[[Address, Discovered], None] | None,
    ) -> None:
        async with gate:
            for source in sources:
                looking = Look(
                    begin(_PATIENT_SECONDS), now=self._clock(), tell=_to_nobody, known=source.known, key=source.key
                )
                found[source.key] = await looking.at([source.url])
                if on_found is not None:
                    on_found(source, found[source.key])


def _by_host(sources: Iterable[Address]) -> list[list[Address]]:
    hosts: dict[str, list[Address]] = defaultdict(list)
    for source in sources:
        hosts[urlsplit(source.url).netloc].append(source)
    return list(hosts.values())


def _to_nobody(_: Step) -> None:
    """Nobody watches."""
