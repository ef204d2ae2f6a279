"""What waits, counted by source and by country, so that people can choose one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import Session, col, func

from aggregator.model import Facet, Opportunity, OpportunityFacet, Sighting, Source
from aggregator.review.waiting import Choice, narrowed, parts


@dataclass(frozen=True, slots=True)
class Group:
    """So many entries wait of one source, or for one country. `code` is the key of the source, or the country's."""

    code: str
    name: str
    number: int


def by_source(session: Session, *, today: date, choice: Choice) -> list[Group]:
    """The sources of what is chosen, by name; whatever source is chosen already."""
    number = func.count(func.distinct(Opportunity.id))
    # what waits, then ix_sighting_opportunity_id
    question = (
        sqlalchemy.select(col(Source.key), col(Source.name), number)
        .select_from(Opportunity)
        .join(Sighting, col(Sighting.opportunity_id) == Opportunity.id)
        .join(Source, col(Source.id) == Sighting.source_id)
        .where(parts(today)[choice.part], narrowed(Choice(choice.part, country=choice.country)))
        .group_by(col(Source.key), col(Source.name))
    )
    found = [Group(key, name, count) for key, name, count in session.execute(question)]
    return sorted(found, key=lambda group: (group.name.casefold(), group.code))


def by_country(session: Session, *, today: date, choice: Choice) -> list[Group]:
    """The countries of what is chosen, the most frequent first; whatever country is chosen already. Names are codes."""
    # what waits, then the primary key; `coalesce` keeps SQLite from reading the countries of all there ever was first
    question = (
        sqlalchemy.select(col(OpportunityFacet.value), func.count())
        .select_from(Opportunity)
        .join(OpportunityFacet, col(OpportunityFacet.opportunity_id) == Opportunity.id)
        .where(func.coalesce(col(OpportunityFacet.facet), "") == Facet.COUNTRY)
        .where(parts(today)[choice.part], narrowed(Choice(choice.part, source=choice.source)))
        .group_by(col(OpportunityFacet.value))
    )
    found = [Group(code, code, count) for code, count in session.execute(question)]
    return sorted(found, key=lambda group: (-group.number, group.code))
