"""What the APIs state arrives as facts with their evidence, on both databases."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlmodel import select

from aggregator.intake import Intake
from aggregator.model import Change, Opportunity
from aggregator.search import OpportunityView, many
from aggregator.sources import add_source
from aggregator.store import Store
from crawlers.settings import Secret
from tests.crawlers.apis.aides import TOKEN, Aides, aid
from tests.crawlers.apis.conftest import NOW, Collector, Opened, shipped
from tests.crawlers.apis.dump import Dump, as_csv, programme, zipped
from tests.crawlers.apis.sedia import Sedia, budget, topic


class Office:
    """The real intake behind the door, with the catalogue's entry as its source."""

    def __init__(self, store: Store, key: str) -> None:
        self.store = store
        self.door = Intake(store, clock=lambda: NOW)
        with store.writing() as session:
            add_source(session, shipped(key), now=NOW)

    def views(self) -> list[OpportunityView]:
        with self.store.reading() as session:
            ids = session.exec(select(Opportunity.id).order_by(Opportunity.id)).all()  # type: ignore[arg-type]
            return many(session, [number for number in ids if number is not None])


def test_days_and_money_of_sedia_are_facts_with_evidence(store: Store, collector: Collector, serve: Opened) -> None:
    office = Office(store, "eu-ft-sedia")
    identifier = "CERV-2027-CITIZENS-TOWN-TT"
    overview = budget(**{f"{identifier} - x": {"minContribution": 8455, "maxContribution": 53445}})
    days = ("2026-03-01T23:00:00.000+0000", "2027-03-24T16:00:00.000+0000", "2027-09-22T22:00:00.000+0000")

    collector(
        "eu-ft-sedia", serve(Sedia(topic(identifier, "en", *days, budgetOverview=overview)).routes), None, office.door
    )

    (view,) = office.views()
    assert (view.deadline, view.deadline_time, view.certainty) == (date(2027, 3, 24), time(17, 0), "exact")
    assert (view.amount_min, view.amount_max, view.currency) == (Decimal("8455.00"), Decimal("53445.00"), "EUR")
    assert view.kind == "call"
    proof = view.proof_of("deadline")
    assert proof is not None and "2027-03-24" in proof.quote


def test_what_can_be_asked_for_at_any_time_is_known_to_be_rolling(
    store: Store, collector: Collector, serve: Opened
) -> None:
    office = Office(store, "aides-territoires")
    served = serve(*Aides(aid(submission_deadline=None, recurrence="Permanente")).routes)
    secret = Secret(host=served.host, token=SecretStr(TOKEN))
    collector.settings = collector.settings.model_copy(update={"secrets": {"aides_territoires": secret}})

    collector("aides-territoires", served, None, office.door)

    (view,) = office.views()
    assert (view.deadline, view.certainty, view.organiser) == (None, "rolling", "Région d’essai")


def test_of_the_dump_link_and_facts_are_shown_and_no_shortened_text(
    store: Store, collector: Collector, serve: Opened
) -> None:
    office = Office(store, "foerderdatenbank-dump")

    collector("foerderdatenbank-dump", serve(Dump(zipped(as_csv(programme()))).routes), None, office.door)

    (view,) = office.views()
    assert (view.summary, view.deadline, view.amount_max) == ("", date(2027, 3, 31), Decimal("5000.00"))
    assert view.seen_at[0].source_name.startswith("Förderdatenbank des Bundes und der Länder")


@pytest.mark.parametrize("first", ["False", "True"])
def test_what_is_taken_away_is_noted_where_it_was_known_and_else_left(
    first: str, store: Store, collector: Collector, serve: Opened
) -> None:
    office = Office(store, "foerderdatenbank-dump")
    dump = Dump(zipped(as_csv(programme(deleted=first))))
    served = serve(dump.routes)
    collector("foerderdatenbank-dump", served, None, office.door)

    dump.body = zipped(as_csv(programme(deleted="True")))
    collector("foerderdatenbank-dump", served, None, office.door)

    with store.reading() as session:
        changes = session.exec(select(Change).where(Change.field == "status")).all()
        told = [(change.before, change.after) for change in changes]
    assert (len(office.views()), told) == ((1, [("open", "withdrawn")]) if first == "False" else (0, []))
