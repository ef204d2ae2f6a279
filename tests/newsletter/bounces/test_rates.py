from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select, update

from aggregator.model import Delivery, DeliveryState, ReturnedMail, ReturnKind, Subscriber
from aggregator.store import Store
from newsletter.bounces.rates import Rate, complaint_rates, provider_of
from tests.newsletter.samples import NOW, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock


def _sent(store: Store, *addresses: str) -> None:
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        for address in addresses:
            add_reader(session, address)
        composed_issue(session, settings())
        session.execute(update(Delivery).values(state=DeliveryState.HANDED_OVER))


def _complains(store: Store, address: str, *, days: float = 0, proven: bool = True) -> None:
    with store.writing() as session:
        reader = session.exec(select(Subscriber.id).where(Subscriber.address == address)).one()
        row = ReturnedMail(
            mark=f"{address}{days}",
            received_at=NOW - timedelta(days=days),
            kind=ReturnKind.COMPLAINT,
            domain=address.partition("@")[2],
            subscriber_id=reader if proven else None,
        )
        session.add(row)


def test_complaints_count_per_provider_not_per_domain(store: Store) -> None:
    _sent(store, "a@gmx.de", "b@web.de", "c@gmx.net", "d@gmail.com", "e@verein.example")
    for address in ("a@gmx.de", "b@web.de"):
        _complains(store, address)
    with store.reading() as session:
        assert complaint_rates(session, now=NOW) == [Rate("GMX und WEB.DE", 3, 2, 2)]


def test_old_complaints_and_those_that_prove_nothing_do_not_count(store: Store) -> None:
    _sent(store, "a@gmx.de", "b@web.de")
    _complains(store, "a@gmx.de", days=31)
    _complains(store, "b@web.de", proven=False)
    with store.reading() as session:
        assert complaint_rates(session, now=NOW) == []


def test_a_complaint_that_somebody_looked_at_stops_nothing(store: Store) -> None:
    _sent(store, *(f"{letter}@gmx.de" for letter in "abcd"))
    for letter in "abc":
        _complains(store, f"{letter}@gmx.de")
    with store.writing() as session:
        assert complaint_rates(session, now=NOW)[0].stops
        session.execute(update(ReturnedMail).values(judged_at=NOW))
        assert not complaint_rates(session, now=NOW)[0].stops


@pytest.mark.parametrize(
    ("mails", "complaints", "warns", "stops"),
    [
        (300, 1, False, False),
        (300, 2, True, False),
        (1000, 3, True, True),
        (1001, 3, True, False),
        (5000, 4, False, False),
    ],
)
def test_two_thresholds_and_never_for_one_alone(mails: int, complaints: int, warns: bool, stops: bool) -> None:
    rate = Rate("x", mails, complaints, complaints)
    assert (rate.warns, rate.stops) == (warns, stops)


def test_a_domain_nobody_knows_stands_for_itself() -> None:
    assert provider_of("Verein.example") == "verein.example"
    assert provider_of("GMX.at") == provider_of("web.de")
