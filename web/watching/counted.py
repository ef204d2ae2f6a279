"""The counts that `/metrics` shows: of sources, of work that waits, of deliveries; asked anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlmodel import Session, SQLModel, col, func, select

from aggregator import leases
from aggregator.model import (
    AlertMail,
    Delivery,
    Issue,
    IssueState,
    Opportunity,
    OpportunityState,
    ReaderMail,
    Source,
    SourceState,
)
from aggregator.store.upkeep import sizes
from newsletter import holding
from web.site import Site

_UNDER_WAY = (IssueState.RELEASED, IssueState.PAUSED)


class Counted(Collector):
    """Asks the store whenever somebody looks."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All counts of this moment."""
        now = self._site.now()
        with self._site.store.reading() as session:
            yield _by("sources", "Sources that are collected, by health.", "health", _sources(session))
            yield _by("deliveries", "Deliveries of issues under way, by state.", "state", _deliveries(session))
            yield _by("waiting", "Work that waits, by kind.", "kind", _waiting(session, now))
            yield _one("ticker_late_seconds", "Seconds since the lease of the ticker ran out.", _late(session, now))
            yield _one("sending_held", "1 while all mail is held.", float(bool(holding.held(session))))
        found = sizes(self._site.store)
        yield _one("store_bytes", "Bytes of the database.", found.bytes)
        yield _one("store_free_bytes", "Bytes of it that hold nothing.", found.free)


def _by(name: str, what: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"partnerpost_{name}", what, labels=[label])
    for value, number in sorted(counts.items()):
        family.add_metric([value], number)
    return family


def _one(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"partnerpost_{name}", what, value=value)


def _sources(session: Session) -> dict[str, int]:
    kept = select(Source.health, func.count()).where(Source.state != SourceState.PAUSED)
    return {str(health): number for health, number in session.exec(kept.group_by(col(Source.health)))}


def _deliveries(session: Session) -> dict[str, int]:
    # ix_delivery_issue_state, for the few issues that are on their way
    issues = select(Issue.id).where(col(Issue.state).in_(_UNDER_WAY))
    found = select(Delivery.state, func.count()).where(col(Delivery.issue_id).in_(issues))
    return {str(state): number for state, number in session.exec(found.group_by(col(Delivery.state)))}


def _waiting(session: Session, now: datetime) -> dict[str, int]:
    asked: dict[str, tuple[type[SQLModel], object]] = {
        "crawl": (Source, (col(Source.state) == SourceState.PROVEN) & (col(Source.next_fetch_at) <= now)),
        "decision": (Opportunity, Opportunity.state == OpportunityState.NEW),
        "letter": (ReaderMail, col(ReaderMail.due_at) <= now),
        "alert": (AlertMail, col(AlertMail.due_at) <= now),
    }
    return {
        kind: session.exec(select(func.count()).select_from(table).where(where)).one()  # type: ignore[arg-type]
        for kind, (table, where) in asked.items()
    }


def _late(session: Session, now: datetime) -> float:
    until = leases.until(session, leases.TICKER)
    return 0.0 if until is None else max(0.0, (now - until).total_seconds())
