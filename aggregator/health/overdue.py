"""A source that nobody visits: no run says so, hence it is asked for whenever somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from aggregator.health.words import Reason, ReasonKind

PATIENCE = timedelta(hours=24)
"""So long after it was due a visit may come before anybody is told."""


def overdue(next_fetch_at: datetime | None, *, now: datetime) -> Reason | None:
    """Why a source that should have been visited a day ago is not well; None where it is not due so long."""
    if next_fetch_at is None or now - next_fetch_at < PATIENCE:
        return None
    return Reason(ReasonKind.OVERDUE, since=next_fetch_at)
