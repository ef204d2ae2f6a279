from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from aggregator.model import Rhythm, Subscriber
from aggregator.register import seed
from aggregator.store import Store
from newsletter.readership.choices import Choices, change, choices_of, countries_meant
from tests.newsletter.readership.reading import a_reader

BOTTROP, HAMM = "05512000", "05915000"


@pytest.fixture
def register(store: Store) -> Store:
    """A store with the register."""
    with store.writing() as session:
        seed(session)
    return store


def test_what_is_chosen_is_read_back(register: Store) -> None:
    reader = a_reader(register)
    wanted = Choices(
        language="pl",
        rhythm=Rhythm.MONTHLY,
        municipality_ags=BOTTROP,
        countries=("FR", "PL"),
        topics=("culture",),
        audiences=("association",),
        paused_until=date(2027, 1, 15),
    )
    with register.writing() as session:
        change(session, session.get_one(Subscriber, reader.id), wanted)
    with register.reading() as session:
        assert choices_of(session, session.get_one(Subscriber, reader.id)) == wanted
        assert choices_of(session, session.get_one(Subscriber, reader.id)) != replace(wanted, topics=())


def test_all_partners_of_a_town_are_kept_as_none_so_that_new_ones_count(register: Store) -> None:
    with register.reading() as session:
        every = countries_meant(session, BOTTROP, (), before=BOTTROP)
        assert every == ()
        ticked = countries_meant(session, BOTTROP, ("PL",), before=BOTTROP)
    assert ticked == ("PL",)


def test_another_town_brings_its_own_countries_and_keeps_what_stood_beside(register: Store) -> None:
    with register.reading() as session:
        assert countries_meant(session, HAMM, ("PL",), before=BOTTROP) == ()
        beside = countries_meant(session, HAMM, ("PL", "JP"), before=BOTTROP)
    assert "JP" in beside
    assert len(beside) > 1
