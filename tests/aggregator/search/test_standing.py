"""Which opportunity stands for which."""

from __future__ import annotations

import pytest

from aggregator.model import Opportunity
from aggregator.search import merged_into, standing_for
from tests.aggregator.office import Office


@pytest.fixture
def four(office: Office) -> list[int]:
    """Four calls that have nothing to do with each other."""
    for name in ("Austausch", "Chorreise", "Gartenpreis", "Sportfest"):
        office.take(name, f"{name}: wir laden ein.", url=f"https://jugendring.example.org/{name}")
    return [view.id for view in office.views()]


def chain(office: Office, *links: tuple[int, int | None]) -> None:
    with office.store.writing() as session:
        for number, target in links:
            session.get_one(Opportunity, number).merged_into = target


def test_mergers_of_mergers_are_followed_to_the_end(office: Office, four: list[int]) -> None:
    first, second, third, alone = four
    chain(office, (first, second), (second, third))
    with office.store.reading() as session:
        assert standing_for(session, four) == {first: third, second: third, third: third, alone: alone}
        assert merged_into(session, third) == {first, second, third}
        assert merged_into(session, second) == {first, second}


def test_what_leads_in_a_circle_stands_for_itself(office: Office, four: list[int]) -> None:
    first, second, third, _ = four
    chain(office, (first, second), (second, first), (third, first))
    with office.store.reading() as session:
        assert standing_for(session, [first, second, third]) == {first: first, second: second, third: third}
        assert merged_into(session, first) == {first, second, third}


def test_numbers_of_nobody_stand_for_themselves(office: Office) -> None:
    with office.store.reading() as session:
        assert standing_for(session, [0, -1, 2**40]) == {0: 0, -1: -1, 2**40: 2**40}
