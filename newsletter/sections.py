"""The headings of an issue, in their fixed order, and what stands under each."""

from __future__ import annotations

from enum import StrEnum

from aggregator.search.views import OpportunityView


class Section(StrEnum):
    """Headings in the order of the mail. "Deadlines at a glance" stands above them all and is drawn from them."""

    FUNDING = "funding"
    COMPETITIONS = "competitions"
    COUNTRIES = "countries"
    EVENTS = "events"
    GOOD_PRACTICE = "good_practice"
    PUBLICATIONS = "publications"
    PARTNER_SEARCHES = "partner_searches"


_BY_KIND = {
    "funding": Section.FUNDING,
    "call": Section.FUNDING,
    "competition": Section.COMPETITIONS,
    "event": Section.EVENTS,
    "training": Section.EVENTS,
    "good_practice": Section.GOOD_PRACTICE,
    "publication": Section.PUBLICATIONS,
    "partner_search": Section.PARTNER_SEARCHES,
}


def section_of(view: OpportunityView) -> Section:
    """Where an opportunity stands. News go to the countries they are about, else to the news of the partnerships."""
    fallback = Section.COUNTRIES if view.countries else Section.GOOD_PRACTICE
    return _BY_KIND.get(view.kind, fallback)
