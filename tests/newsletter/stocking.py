"""Fill a store with a town, opportunities and readers of our own making."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from aggregator.finding import Finding, SourceKind, Taken
from aggregator.intake import Intake
from aggregator.model import (
    Facet,
    Municipality,
    Opportunity,
    OpportunityFacet,
    OpportunityState,
    Subscriber,
    Twinning,
)
from aggregator.search.views import OpportunityView
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from newsletter.choosing import Placed
from newsletter.editions import Composed, compose
from newsletter.issues import draft_issue, release
from newsletter.settings import MailSettings
from newsletter.subscribers import add_confirmed
from tests.newsletter.samples import NOW, TODAY, colourful_issue


def stock(store: Store, places: Iterable[Placed] = colourful_issue()) -> None:
    """Ruhrstadt with partners in Poland and France, and opportunities, accepted."""
    with store.writing() as session:
        session.add(Municipality(ags="05999001", name="Ruhrstadt", folded_name="ruhrstadt", kind="Stadt", state="NW"))
        draft = SourceDraft(key="own", name="Eigene Quelle", url="https://quelle.example/feed", kind=SourceKind.FEED)
        add_source(session, draft, now=NOW)
        session.flush()
        session.add(Twinning(ags="05999001", partner="Gliwice", country="PL"))
        session.add(Twinning(ags="05999001", partner="Tourcoing", country="FR"))
    for place in places:
        add_opportunity(store, place.view)


def add_opportunity(store: Store, view: OpportunityView) -> int:
    """Take a sample in as a finding, then make it exactly what the sample says, accepted; gives its number."""
    quote = view.proofs[0].quote if view.proofs else ""
    finding = Finding(
        "own", view.url, view.url, view.title, NOW, text=f"{view.summary} {quote}", language=view.language
    )
    assert Intake(store, clock=lambda: NOW).take(finding) is Taken.NEW
    with store.writing() as session:
        row = session.exec(select(Opportunity).where(Opportunity.url == view.url)).one()
        assert row.id is not None
        row.state = OpportunityState.ACCEPTED
        row.kind, row.title, row.summary, row.language = view.kind, view.title, view.summary, view.language
        row.deadline, row.certainty, row.deadline_time = view.deadline, view.certainty, view.deadline_time
        row.event_start, row.event_end = view.event_start, view.event_end
        row.amount_max, row.currency = view.amount_max, view.currency
        session.add(row)
        session.exec(delete(OpportunityFacet).where(col(OpportunityFacet.opportunity_id) == row.id))
        for facet, codes in (
            (Facet.COUNTRY, view.countries),
            (Facet.TOPIC, view.topics),
            (Facet.AUDIENCE, view.audiences),
        ):
            session.add_all(OpportunityFacet(opportunity_id=row.id, facet=facet, value=code) for code in codes)
        return row.id


def add_reader(session: Session, address: str, **choices: Any) -> Subscriber:
    """A confirmed reader from Ruhrstadt, German unless said otherwise."""
    given: dict[str, Any] = {"language": "de", "municipality_ags": "05999001", "basis": "test", "now": NOW}
    return add_confirmed(session, address, **(given | choices))


def composed_issue(session: Session, settings: MailSettings, *, now: datetime = NOW) -> tuple[int, Composed]:
    """A released issue with its editions and waiting deliveries."""
    issue = draft_issue(session, title="Ausgabe Dezember 2026", today=TODAY, now=now)
    assert issue.id is not None
    release(session, issue.id, now=now)
    return issue.id, compose(session, issue.id, settings, today=TODAY, now=now)
