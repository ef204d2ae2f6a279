"""What waits for a decision, in parts, and in which order: conditions and orders of the questions to the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, not_, or_
from sqlmodel import col, func, select

from aggregator.changes.history import CHANGED_SINCE_DECIDED
from aggregator.model import Facet, Opportunity, OpportunityFacet, OpportunityState, Sighting, Source
from aggregator.review.sure import HIGH

URGENT = timedelta(days=14)
SURE_DATES = ("exact", "none_stated")
_NOTICE = "news"


class Part(StrEnum):
    """A part of the inbox.

    What is offered; those offers that end soon; what a source changed after it was decided on; what was understood with
    doubt; notices that offer nothing; what was put off.
    """

    OFFERS = "offers"
    URGENT = "urgent"
    CHANGED = "changed"
    UNSURE = "unsure"
    NOTICES = "notices"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the inbox is looked at. `source` is a key, `country` a code of two letters; empty: all of them."""

    part: Part = Part.OFFERS
    source: str = ""
    country: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether one source or one country alone is looked at."""
        return bool(self.source or self.country)


def waits() -> ColumnElement[bool]:
    """New ones, and among them accepted and postponed ones that a source has changed since."""
    # ix_opportunity_state_created and ix_opportunity_changed find the rows, few beside the decided ones
    return or_(col(Opportunity.state) == OpportunityState.NEW, CHANGED_SINCE_DECIDED)


def put_off() -> ColumnElement[bool]:
    """What a person laid aside."""
    return col(Opportunity.state) == OpportunityState.LATER


def parts(today: date) -> Mapping[Part, ColumnElement[bool]]:
    """The condition of each part. Notices stand apart, so that sixty of them do not hide one call."""
    offers = and_(waits(), not_(_is_notice()))
    doubtful = or_(col(Opportunity.confidence) < HIGH, col(Opportunity.certainty).not_in(SURE_DATES))
    return {
        Part.OFFERS: offers,
        Part.URGENT: and_(waits(), _is_urgent(today)),
        Part.CHANGED: and_(waits(), col(Opportunity.changed_at).is_not(None)),
        Part.UNSURE: and_(offers, col(Opportunity.kind) != _NOTICE, doubtful),
        Part.NOTICES: and_(waits(), _is_notice()),
        Part.LATER: put_off(),
    }


def narrowed(choice: Choice) -> ColumnElement[bool]:
    """Only what one source reports, and what concerns one country."""
    found: list[ColumnElement[bool]] = []
    if choice.source:
        # ix_sighting_opportunity_id; the sum keeps SQLite from reading all that the source ever brought, for each row
        its = select(Source.id).where(Source.key == choice.source).scalar_subquery()
        of_source = col(Sighting.source_id) + 0 == its
        found.append(exists().where(col(Sighting.opportunity_id) == Opportunity.id, of_source))
    if choice.country:
        of_country = and_(col(OpportunityFacet.facet) == Facet.COUNTRY, col(OpportunityFacet.value) == choice.country)
        found.append(exists().where(col(OpportunityFacet.opportunity_id) == Opportunity.id, of_country))
    return and_(True, *found)


def order(today: date) -> list[ColumnElement[object]]:
    """Changed ones first, then those due within 14 days by deadline, then the surest; what is over comes last."""
    over = or_(
        col(Opportunity.deadline) < today,
        and_(
            col(Opportunity.deadline).is_(None), func.coalesce(Opportunity.event_end, Opportunity.event_start) < today
        ),
    )
    step = case((col(Opportunity.changed_at).is_not(None), 0), (_is_urgent(today), 1), (over, 3), else_=2)
    soon = case((_is_urgent(today), col(Opportunity.deadline)), else_=None)
    return [step, soon.is_(None), soon, col(Opportunity.confidence).desc(), col(Opportunity.id).desc()]


def _is_notice() -> ColumnElement[bool]:
    undated = and_(col(Opportunity.deadline).is_(None), col(Opportunity.event_start).is_(None))
    return and_(col(Opportunity.kind) == _NOTICE, undated, col(Opportunity.changed_at).is_(None))


def _is_urgent(today: date) -> ColumnElement[bool]:
    return col(Opportunity.deadline).between(today, today + URGENT - timedelta(days=1))
