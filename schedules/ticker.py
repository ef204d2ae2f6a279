"""What is due now, found from state alone, and queued once. Only the holder of the lease ticks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from aggregator import leases, sources
from aggregator.intake import deepening
from aggregator.store import Store
from newsletter import alerts, letting_go
from newsletter.delivery import issues_to_send
from newsletter.readership import outbox
from schedules.queue import Queue

LEASE = leases.TICKER


@dataclass(frozen=True, slots=True)
class Due:
    """One job that should run now."""

    job: str
    key: str


def due(session: Session, *, now: datetime) -> list[Due]:
    """Entries that somebody waits for, sources whose time has come, issues to be released or handed over, …"""
    return [
        *(Due("reread", str(finding_id)) for finding_id in sources.wanted_again(session)),
        *(Due("crawl", key) for key in sources.due_keys(session, now=now)),
        *(Due("release", str(issue_id)) for issue_id in letting_go.due(session, now=now)),
        *(Due("send", str(issue_id)) for issue_id in issues_to_send(session, now=now)),
        *([Due("letter", "due")] if outbox.ROWS.is_due(session, now=now) else []),
        *([Due("alert", "due")] if alerts.is_due(session, now=now) else []),
        *([Due("deepen", "new")] if deepening.is_wanted(session) else []),
    ]


def tick(store: Store, queue: Queue, *, holder: str, lease_seconds: int, clock: Callable[[], datetime]) -> list[Due]:
    """One tick: if this process holds (or now gets) the lease, queue what is due; returns what was newly queued."""
    now = clock()
    with store.writing() as session:
        if not leases.acquire(session, LEASE, holder, now=now, seconds=lease_seconds):
            return []
    with store.reading() as session:
        found = due(session, now=now)
    return [each for each in found if queue.enqueue(each.job, each.key)]
