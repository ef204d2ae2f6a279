"""What is due in a span of days: how many on each day, and what; for months and calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, func, or_, select

from aggregator.model import Opportunity
from aggregator.search.loading import many
from aggregator.search.query import Query, conditions
from aggregator.search.views import OpportunityView


def due_by_day(session: Session, query: Query, *, today: date, first: date, last: date) -> dict[date, int]:
    """How many deadlines of a query lie on each day from `first` to `last`, both inclusive; empty days left out."""
    day = col(Opportunity.deadline)
    # ix_opportunity_state_deadline bounds it to the span
    fitting = (*conditions(query, today), day.between(first, last))
    rows = session.exec(select(day, func.count()).where(*fitting).group_by(day))
    return {due: number for due, number in rows if due is not None}


def on_days(
    session: Session, query: Query, *, today: date, first: date, last: date, limit: int = 500
) -> list[OpportunityView]:
    """What has its deadline in a span, or, where it has none, its first day; over or not. In the order of days."""
    day, begins = col(Opportunity.deadline), col(Opportunity.event_start)
    found: list[int] = []
    for asked in (replace(query, undated=True, past=False), replace(query, until=None, past=True)):
        # ix_opportunity_state_deadline: the span, and what has no deadline
        there = or_(day.between(first, last), day.is_(None) & begins.between(first, last))
        wanted = select(Opportunity.id).where(*conditions(asked, today), there)
        order = (func.coalesce(day, begins), col(Opportunity.id))
        found += [number for number in session.exec(wanted.order_by(*order).limit(limit)) if number is not None]
    views = many(session, list(dict.fromkeys(found)))
    return sorted(views, key=lambda view: (view.deadline or view.event_start or first, view.id))[:limit]
