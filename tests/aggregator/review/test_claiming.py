"""Who looks at what: said softly, forgotten soon."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.review import CLAIMED_FOR, Looking, Unknown, accept, claim, holds, inbox, lookers, release
from tests.aggregator.office import Office


@pytest.fixture
def call(office: Office) -> int:
    """The number of an entry that waits."""
    office.take()
    return office.views()[0].id


def look(office: Office, number: int, person_id: int) -> None:
    with office.store.writing() as session:
        claim(session, number, person_id=person_id, now=office.now)


def looking(office: Office, number: int, apart_from: int | None = None) -> tuple[Looking, ...]:
    with office.store.reading() as session:
        return lookers(session, [number], now=office.now, apart_from=apart_from).get(number, ())


def test_a_colleague_sees_who_looks_and_for_how_long(office: Office, anna: int, call: int) -> None:
    look(office, call, anna)
    office.now += timedelta(minutes=2, seconds=30)
    assert looking(office, call) == (Looking("Anna", 2),)
    assert looking(office, call, apart_from=anna) == ()
    with office.store.reading() as session:
        (row,) = inbox(session, today=office.today, now=office.now, person_id=office.hire("Piotr")).rows
    assert row.lookers == (Looking("Anna", 2),)


def test_it_goes_on_while_the_person_says_so_and_ends_ten_minutes_later(office: Office, anna: int, call: int) -> None:
    look(office, call, anna)
    office.now += timedelta(minutes=9)
    look(office, call, anna)
    office.now += timedelta(minutes=9)
    assert looking(office, call) == (Looking("Anna", 18),)
    office.now += CLAIMED_FOR
    assert looking(office, call) == ()
    look(office, call, anna)
    assert looking(office, call) == (Looking("Anna", 0),)


def test_it_keeps_nobody_from_deciding_and_a_decision_ends_ones_own(office: Office, anna: int, call: int) -> None:
    piotr = office.hire("Piotr")
    look(office, call, anna)
    look(office, call, piotr)
    with office.store.writing() as session:
        accept(session, call, person_id=piotr, now=office.now)
    assert looking(office, call) == (Looking("Anna", 0),)
    with office.store.writing() as session:
        release(session, [call], person_id=anna)
    with office.store.reading() as session:
        assert not holds(session, call, person_id=anna, now=office.now)


def test_nobody_looks_at_what_is_not_there(office: Office, anna: int) -> None:
    for number in (0, 77, 10**15):
        with pytest.raises(Unknown):
            look(office, number, anna)
