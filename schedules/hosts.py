"""One crawl at a time for each host, however many workers there are: a lease on the host, kept alive while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from urllib.parse import urlsplit
from uuid import uuid4

from aggregator import leases
from aggregator.store import Store

_SECONDS = 60.0
"""So long a host waits for a worker that died; a living one prolongs its lease three times in it."""
_NAME = 80  # characters of a lease's name


@dataclass(slots=True)
class HostTurn:
    """The right to ask a host; `rest_until` keeps everybody away for longer than the turn itself."""

    host: str
    rest_until: datetime | None = None


@contextmanager
def host_turn(
    store: Store, url: str, *, gap_seconds: float, clock: Callable[[], datetime]
) -> Iterator[HostTurn | None]:
    """The turn at the host of an address; None where another crawl has it, or the host asked for patience.

    It ends a gap after the work, so that the next crawl keeps the distance too; where the host asked for patience, when
    that is over.
    """
    turn = HostTurn(urlsplit(url).hostname or url)
    holder = uuid4().hex  # not the worker's name: it has several threads, and each crawl is one of its own
    name = f"host:{turn.host}"[:_NAME]

    def hold(seconds: float) -> bool:
        with store.writing() as session:
            return leases.acquire(session, name, holder, now=clock(), seconds=seconds)

    if not hold(_SECONDS):
        yield None
        return
    over = Event()
    keeper = Thread(target=_keep, args=(hold, over), name=name, daemon=True)
    keeper.start()
    try:
        yield turn
    finally:
        over.set()
        keeper.join()
        rest = (turn.rest_until - clock()) if turn.rest_until else timedelta()
        hold(max(gap_seconds, rest.total_seconds()))


def _keep(hold: Callable[[float], bool], over: Event) -> None:
    while not over.wait(_SECONDS / 3):
        hold(_SECONDS)
