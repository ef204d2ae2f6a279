from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from aggregator.model import Consent, Facet, Municipality, ReaderFacet, Subscriber, SubscriberState
from aggregator.register import seed
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from aggregator.taxonomy import is_country, terms
from partnerpost.demo.readers import BASIS, ExampleReader, TownUnknown, add_reader, example_readers

NOW = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('readers') / 'register.sqlite'}")
    upgrade(store)
    with store.writing() as session:
        seed(session)
        for reader in example_readers():
            add_reader(session, reader, now=NOW)
    yield store
    store.close()


def countries(session: Session, address: str) -> set[str]:
    wanted = (
        select(ReaderFacet.value)
        .join(Subscriber)
        .where(Subscriber.address == address, ReaderFacet.facet == Facet.COUNTRY)
    )
    return set(session.exec(wanted))


def test_five_readers_live_in_five_towns_and_read_four_languages() -> None:
    readers = example_readers()
    assert len({reader.town for reader in readers}) == len({reader.address for reader in readers}) == 5
    assert {reader.language for reader in readers} == {"de", "fr", "en", "pl"}


@pytest.mark.parametrize("reader", example_readers(), ids=lambda reader: reader.town)
def test_a_readers_wishes_are_codes_of_the_taxonomy(reader: ExampleReader) -> None:
    assert set(reader.topics) <= terms("topic").keys()
    assert set(reader.audiences) <= terms("audience").keys()
    assert all(is_country(code) for code in reader.countries)
    assert reader.address.endswith("@example.org")


def test_every_reader_is_confirmed_on_a_stated_basis(register: Store) -> None:
    with register.reading() as session:
        people = session.exec(select(Subscriber)).all()
        stated = session.exec(select(Consent.subscriber_id).where(Consent.wording == BASIS)).all()
    assert {person.state for person in people} == {SubscriberState.CONFIRMED}
    assert set(stated) == {person.id for person in people}


@pytest.mark.parametrize(
    ("address", "some"),
    [
        ("partnerschaftsverein.bottrop@example.org", {"FR", "GB", "HU", "PL"}),
        ("comite.koeln@example.org", {"FR", "IT", "NL", "BE", "PL"}),
        ("school.muenster@example.org", {"FR", "GB", "PL"}),
        ("mlodziez.hamm@example.org", {"PL", "FR", "GB", "UA"}),
        ("rathaus.winterberg@example.org", {"BE", "FR", "NL"}),
    ],
)
def test_partner_countries_come_from_the_register(register: Store, address: str, some: set[str]) -> None:
    with register.reading() as session:
        assert some <= countries(session, address)


def test_the_towns_are_those_of_north_rhine_westphalia(register: Store) -> None:
    with register.reading() as session:
        homes = session.exec(select(Municipality).join(Subscriber)).all()
    assert {home.state for home in homes} == {"NW"}
    assert {home.name for home in homes} == {reader.town for reader in example_readers()}


def test_an_empty_register_is_named_as_the_fault(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    upgrade(store)
    with pytest.raises(TownUnknown, match="Bottrop"), store.writing() as session:
        add_reader(session, example_readers()[0], now=NOW)
    store.close()
