"""The history of what was merged, parted and kept apart."""

from __future__ import annotations

import pytest

from aggregator.finding import Pagination, RunOutcome, RunReport
from aggregator.intake.relisting import RELISTED
from aggregator.model import Action
from aggregator.review import accept, apart, joinings, merge, split, undo
from aggregator.review.joinings import Joining
from tests.aggregator.office import Office


@pytest.fixture
def three(office: Office) -> list[int]:
    for name in ("Austausch", "Chorreise", "Gartenpreis"):
        office.take(name, f"{name}: wir laden ein.", url=f"https://jugendring.example.org/{name}")
    return [view.id for view in office.views()]


def of(office: Office, number: int) -> list[Joining]:
    with office.store.reading() as session:
        return joinings(session, number)


def test_mergers_of_mergers_stand_in_the_history_of_the_one_that_goes_on(
    office: Office, anna: int, three: list[int]
) -> None:
    first, second, third = three
    with office.store.writing() as session:
        accept(session, third, person_id=anna, now=office.now)
        merge(session, first, second, person_id=anna, now=office.now)
        merge(session, first, third, person_id=anna, now=office.now)
    found = of(office, third)
    assert [(one.action, one.person, one.other_title) for one in found] == [
        (Action.MERGE, "Anna", "Austausch"),
        (Action.MERGE, "Anna", "Chorreise"),
    ]


def test_those_kept_apart_name_each_other(office: Office, anna: int, three: list[int]) -> None:
    first, second, third = three
    with office.store.writing() as session:
        apart(session, first, second, person_id=anna, now=office.now)
    assert [one.other_id for one in of(office, first)] == [second]
    assert [one.other_id for one in of(office, second)] == [first]
    assert of(office, third) == []


def test_the_one_that_was_parted_tells_from_which_one(office: Office, anna: int) -> None:
    office.take()
    office.take(source="stadtverband", url="https://jugendring.example.org/aufruf/begegnung")
    (view,) = office.views()
    with office.store.writing() as session:
        decision = split(session, view.id, [view.seen_at[1].finding_id], person_id=anna, now=office.now)
    parted = decision.after["opportunity"]
    assert [(one.other_id, one.is_from_there) for one in of(office, view.id)] == [(parted, False)]
    assert [(one.other_id, one.is_from_there) for one in of(office, parted)] == [(view.id, True)]


def test_what_was_taken_back_says_by_whom(office: Office, anna: int, three: list[int]) -> None:
    with office.store.writing() as session:
        decision = merge(session, three[0], three[1], person_id=None, now=office.now)
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
    (found,) = of(office, three[0])
    assert (found.person, found.undone_by, found.undone_at) == ("", "Anna", office.now)


def test_what_a_source_lists_anew_is_told_with_its_reason_and_can_be_taken_back(office: Office, anna: int) -> None:
    title = "Begegnungen mit Jugendlichen aus Polen"
    office.take(title, url="https://jugendring.example.org/alt")
    office.end_run("jugendring")
    office.wait(days=1)
    office.take(title, url="https://jugendring.example.org/neu")
    assert len(office.views()) == 2
    report = RunReport("jugendring", office.now, office.now, RunOutcome.READ, found=1, pagination=Pagination.NONE)
    office.intake.close_run(report)
    first, second = (view.id for view in office.views())
    (found,) = of(office, first)
    assert (found.action, found.person, found.reason, found.other_id) == (Action.MERGE, "", RELISTED, second)
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=found.decision_id)
    assert [len(view.seen_at) for view in office.views()] == [1, 1]
