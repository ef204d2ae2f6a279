from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aggregator.model import Rhythm, Subscriber, SubscriberState
from aggregator.register import seed
from aggregator.store import Store
from newsletter.readership.choices import Choices, change, choices_of, countries_meant
from newsletter.readership.wanting import is_paused, wants_issue
from tests.newsletter.readership.reading import a_reader
from tests.newsletter.samples import NOW, TODAY

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


READER = Subscriber(address="a@example.org", state=SubscriberState.CONFIRMED, created_at=NOW)


def _reading(**changes: object) -> Subscriber:
    return Subscriber(**(READER.model_dump() | changes))


@pytest.mark.parametrize(
    ("rhythm", "last_sent", "wanted"),
    [
        (Rhythm.WEEKLY, TODAY - timedelta(days=1), True),
        (Rhythm.MONTHLY, None, True),
        (Rhythm.MONTHLY, date(2026, 10, 31), True),
        (Rhythm.MONTHLY, date(2026, 11, 1), False),
        (Rhythm.DEADLINES, None, False),
    ],
)
def test_a_reader_gets_an_issue_in_their_rhythm(rhythm: Rhythm, last_sent: date | None, wanted: bool) -> None:
    assert wants_issue(_reading(rhythm=rhythm), day=TODAY, last_sent=last_sent) is wanted


def test_who_pauses_gets_nothing_until_the_day_they_named(store: Store) -> None:
    reader = _reading(paused_until=TODAY)
    assert is_paused(reader, TODAY - timedelta(days=1))
    assert not wants_issue(reader, day=TODAY - timedelta(days=1), last_sent=None)
    assert wants_issue(reader, day=TODAY, last_sent=None)


@pytest.mark.parametrize("state", [SubscriberState.PENDING, SubscriberState.UNSUBSCRIBED])
def test_only_who_has_confirmed_gets_an_issue(state: SubscriberState) -> None:
    assert not wants_issue(_reading(state=state), day=TODAY, last_sent=None)
