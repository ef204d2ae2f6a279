"""What can be asked of the finder, and the conditions it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import col, select

from aggregator.folding import fold
from aggregator.model import Facet, Opportunity, OpportunityFacet, OpportunityState

_OVER = ("closed", "withdrawn")  # in the words of the source, whatever the calendar says
_MOST_WORDS = 12  # more add nothing but work


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asks for. Values of one facet are alternatives, facets and words must all fit.

    `until` is inclusive. Without `undated` only what has a day until which one can apply is shown; with `past` what is
    over, and nothing else. `page` counts from 1.
    """

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    until: date | None = None
    words: str = ""
    undated: bool = False
    past: bool = False
    page: int = 1

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The codes asked for of one facet."""
        return {Facet.COUNTRY: self.countries, Facet.TOPIC: self.topics, Facet.AUDIENCE: self.audiences}[facet]


def conditions(query: Query, today: date, *, leaving_out: Facet | None = None) -> list[ColumnElement[bool]]:
    """All conditions of a query except those of one facet, if one is to be counted."""
    found = [col(Opportunity.state) == OpportunityState.ACCEPTED, _window(query, today)]
    if not query.past:
        found.append(col(Opportunity.status).not_in(_OVER))
    if query.kinds:
        found.append(col(Opportunity.kind).in_(query.kinds))
    found += [
        _has_one_of(facet, query.values(facet)) for facet in Facet if facet != leaving_out and query.values(facet)
    ]
    found += [
        col(Opportunity.folded).contains(word, autoescape=True) for word in fold(query.words).split()[:_MOST_WORDS]
    ]
    return found


def _window(query: Query, today: date) -> ColumnElement[bool]:
    day = col(Opportunity.deadline)
    last_event_day = func.coalesce(col(Opportunity.event_end), col(Opportunity.event_start))
    until = day <= query.until if query.until else true()
    if query.past:
        over = or_(day < today, and_(day.is_(None), last_event_day < today), col(Opportunity.status).in_(_OVER))
        return and_(over, or_(until, day.is_(None)))
    dated = and_(day >= today, until)
    if not query.undated:
        return dated
    return or_(dated, and_(day.is_(None), or_(last_event_day.is_(None), last_event_day >= today)))


def _has_one_of(facet: Facet, values: tuple[str, ...]) -> ColumnElement[bool]:
    # served by ix_opportunity_facet_value (facet, value, opportunity_id), or by the primary key where few are left
    matching = select(OpportunityFacet.opportunity_id).where(
        OpportunityFacet.opportunity_id == Opportunity.id,
        OpportunityFacet.facet == facet,
        col(OpportunityFacet.value).in_(values),
    )
    return matching.correlate(Opportunity).exists()
