"""Who decides on one entry after the other walks through the inbox in its order."""

from __future__ import annotations

import pytest

from aggregator.review import Beside, Choice, Part, beside, inbox, later, reject
from tests.aggregator.office import Office


@pytest.fixture
def waiting(office: Office) -> list[int]:
    """Four calls and a notice; the numbers in the order of the inbox."""
    for number, deadline in enumerate(("2027-02-20", "2027-01-20", "", "2027-01-15"), start=1):
        fields = {"kind": "call"} | ({"deadline": deadline} if deadline else {})
        office.take(
            f"Aufruf {number}", "Mehr dazu folgt.", url=f"https://jugendring.example.org/{number}", fields=fields
        )
    office.take("Bericht", "Es war schön.", url="https://jugendring.example.org/b", fields={"kind": "news"})
    with office.store.reading() as session:
        return [row.view.id for row in inbox(session, today=office.today).rows]


def neighbours(office: Office, number: int, part: Part = Part.OFFERS) -> Beside:
    """What stands beside it."""
    with office.store.reading() as session:
        return beside(session, number, today=office.today, choice=Choice(part))


def test_each_has_the_row_above_and_the_row_below_beside_it(office: Office, waiting: list[int]) -> None:
    assert len(waiting) == 4
    for number, before, after in zip(waiting, [None, *waiting], [*waiting[1:], None], strict=False):
        assert neighbours(office, number) == Beside(before, after)


def test_after_one_that_does_not_wait_comes_the_first(office: Office, waiting: list[int]) -> None:
    with office.store.writing() as session:
        reject(session, waiting[2], person_id=None, now=office.now)
    assert neighbours(office, waiting[2]) == Beside(None, waiting[0])
    assert neighbours(office, waiting[1]) == Beside(waiting[0], waiting[3])
    assert neighbours(office, 2**40) == Beside(None, waiting[0])


def test_a_part_has_its_own_neighbours(office: Office, waiting: list[int]) -> None:
    urgent = waiting[:2]
    assert neighbours(office, urgent[0], part=Part.URGENT) == Beside(None, urgent[1])
    assert neighbours(office, urgent[1], part=Part.URGENT) == Beside(urgent[0], None)
    with office.store.writing() as session:
        later(session, waiting[3], person_id=None, now=office.now)
    assert neighbours(office, waiting[3], part=Part.LATER) == Beside(None, None)


def test_in_an_empty_inbox_nothing_comes_after(office: Office) -> None:
    assert neighbours(office, 1) == Beside(None, None)
