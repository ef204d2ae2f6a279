"""Find accepted opportunities by deadline, and count what else there would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnExpressionArgument
from sqlmodel import Session, col, func, select

from aggregator.model import Facet, Opportunity, OpportunityFacet
from aggregator.search.loading import many
from aggregator.search.query import Query, conditions
from aggregator.search.views import OpportunityView


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list; `total` counts all pages, `pages` is 1 even where nothing was found."""

    items: tuple[OpportunityView, ...]
    total: int
    pages: int
    page: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many opportunities each code of a facet would show, the other parts of the query being kept."""

    countries: dict[str, int]
    topics: dict[str, int]
    audiences: dict[str, int]


def find(session: Session, query: Query, *, today: date, per_page: int = 20) -> Found:
    """One page of what fits, next deadline first, undated ones last; what is over is listed latest first.

    A page behind the last one is empty and says so in `page` and `pages`.
    """
    fitting = conditions(query, today)
    total = session.exec(select(func.count()).select_from(Opportunity).where(*fitting)).one()
    pages = max(1, -(-total // per_page))
    page = max(1, query.page)
    if page > pages:
        return Found((), total, pages, page)
    # ix_opportunity_state_deadline (state, deadline, id) gives the order; with undated ones the few rows are sorted
    wanted = select(Opportunity.id).where(*fitting).order_by(*_order(query))
    ids = session.exec(wanted.limit(per_page).offset((page - 1) * per_page)).all()
    return Found(tuple(many(session, [number for number in ids if number is not None])), total, pages, page)


def counts(session: Session, query: Query, *, today: date) -> Counts:
    """Numbers for the choices beside the list."""
    return Counts(
        countries=_count(session, query, Facet.COUNTRY, today),
        topics=_count(session, query, Facet.TOPIC, today),
        audiences=_count(session, query, Facet.AUDIENCE, today),
    )


def _order(query: Query) -> tuple[ColumnExpressionArgument[Any], ...]:
    day, number = col(Opportunity.deadline), col(Opportunity.id)
    if query.past:
        return day.is_(None), day.desc(), number.desc()
    if query.undated:
        return day.is_(None), day, col(Opportunity.event_start).is_(None), col(Opportunity.event_start), number
    return day, number


def _count(session: Session, query: Query, facet: Facet, today: date) -> dict[str, int]:
    number = func.count()
    fitting = select(Opportunity.id).where(*conditions(query, today, leaving_out=facet))
    # of all facets, and the others dropped here: asked for one, SQLite reads all of its values instead of the fitting's
    rows = session.exec(
        select(OpportunityFacet.facet, OpportunityFacet.value, number)
        .where(col(OpportunityFacet.opportunity_id).in_(fitting))
        .group_by(col(OpportunityFacet.facet), col(OpportunityFacet.value))
        .order_by(number.desc(), OpportunityFacet.value)
    )
    return {value: counted for found, value, counted in rows if found == facet}
