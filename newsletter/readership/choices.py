"""What a reader chose: read, changed, and what it would have brought them last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from aggregator.interest import Interest, match
from aggregator.model import (
    Action,
    Decision,
    Facet,
    MailFormat,
    Opportunity,
    OpportunityState,
    ReaderFacet,
    Rhythm,
    Subscriber,
)
from aggregator.register import partner_countries
from aggregator.search import many
from newsletter.readers import Towns, interest_of
from newsletter.subscribers import choose

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a reader can choose. No countries with a municipality means: all in which it has partners."""

    language: str = "de"
    format: MailFormat = MailFormat.HTML
    rhythm: Rhythm = Rhythm.WEEKLY
    municipality_ags: str | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    paused_until: date | None = None


def choices_of(session: Session, reader: Subscriber) -> Choices:
    """What a reader chose."""
    found: dict[Facet, list[str]] = {facet: [] for facet in Facet}
    asked = select(ReaderFacet).where(ReaderFacet.subscriber_id == reader.id).order_by(col(ReaderFacet.value))
    for row in session.exec(asked):
        found[row.facet].append(row.value)
    return Choices(
        language=reader.language,
        format=reader.format,
        rhythm=reader.rhythm,
        municipality_ags=reader.municipality_ags,
        countries=tuple(found[Facet.COUNTRY]),
        topics=tuple(found[Facet.TOPIC]),
        audiences=tuple(found[Facet.AUDIENCE]),
        paused_until=reader.paused_until,
    )


def change(session: Session, reader: Subscriber, wanted: Choices) -> None:
    """Keep what a reader chooses from now on."""
    reader.language, reader.format, reader.rhythm = wanted.language, wanted.format, wanted.rhythm
    reader.municipality_ags, reader.paused_until = wanted.municipality_ags, wanted.paused_until
    session.add(reader)
    choose(session, reader, countries=wanted.countries, topics=wanted.topics, audiences=wanted.audiences)


def countries_meant(
    session: Session, ags: str | None, ticked: tuple[str, ...], *, before: str | None
) -> tuple[str, ...]:
    """The countries to keep when `ticked` were ticked on a page that showed the partners of the town `before`.

    Exactly the partners of the town are kept as none, so that a new partner counts by itself. With another town its
    partners take the place of those of the former one; what was ticked beside them stays.
    """
    partners = _partners(session, ags)
    wanted = set(ticked)
    if ags != before:
        beside = wanted - _partners(session, before)
        wanted = partners | beside if beside else partners
    return () if wanted == partners else tuple(sorted(wanted))


def last_week(session: Session, chosen: Choices, *, now: datetime) -> int:
    """How many entries accepted within the last seven days would have concerned a reader who chose so."""
    # ix_decision_at
    accepted = (
        select(Decision.opportunity_id)
        .join(Opportunity, col(Opportunity.id) == Decision.opportunity_id)
        .where(
            col(Decision.at) > now - _WEEK,
            Decision.action == Action.ACCEPT,
            col(Decision.undone_at).is_(None),
            Opportunity.state == OpportunityState.ACCEPTED,
        )
        .distinct()
    )
    interest = interest_in(session, chosen)
    return sum(match(view, interest) is not None for view in many(session, list(session.exec(accepted))))


def interest_in(session: Session, chosen: Choices) -> Interest:
    """What they choose as an interest."""
    facets = {
        Facet.COUNTRY: list(chosen.countries),
        Facet.TOPIC: list(chosen.topics),
        Facet.AUDIENCE: list(chosen.audiences),
    }
    return interest_of(Towns(session), chosen.municipality_ags, facets)


def _partners(session: Session, ags: str | None) -> set[str]:
    return {one.code for one in partner_countries(session, ags)} if ags else set()
