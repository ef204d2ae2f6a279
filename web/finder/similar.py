"""What else may suit who reads about one opportunity: the same organiser, topics, countries."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from aggregator.search import OpportunityView, Query, many, numbers

_MOST = 4
_LOOKED_AT = 20
_ENOUGH = 2.0
_BROAD = {"DE", "DE-NW", "EU", "WORLD", "COE"}


def similar_to(session: Session, view: OpportunityView, *, today: date) -> tuple[OpportunityView, ...]:
    """Open ones, the most alike first; none where nothing is alike enough."""
    asked = [Query(topics=view.topics, countries=view.countries, kinds=(view.kind,))]
    asked += [Query(topics=view.topics, countries=view.countries)] if view.topics and view.countries else []
    asked += [Query(words=view.organiser)] if view.organiser else []
    # several questions have much of the same: each entry is loaded once
    found = {number for query in asked for number in numbers(session, query, today=today, start=0, most=_LOOKED_AT)[0]}
    others = many(session, sorted(found - {view.id}))
    alike = sorted(others, key=lambda other: (-_likeness(view, other), other.deadline or date.max, other.id))
    return tuple(other for other in alike if _likeness(view, other) >= _ENOUGH)[:_MOST]


def _likeness(one: OpportunityView, other: OpportunityView) -> float:
    shared = len(set(one.topics) & set(other.topics)) + 0.5 * len(set(one.audiences) & set(other.audiences))
    shared += sum(0.25 if code in _BROAD else 1 for code in set(one.countries) & set(other.countries))
    shared += 0.5 * (one.kind == other.kind)
    return shared + 2 * bool(one.organiser and one.organiser == other.organiser)
