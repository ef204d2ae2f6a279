"""Several decided on with one press, reasons, and a session taken back step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.changes import FactName
from aggregator.model import Action, Because, Decision
from aggregator.review import (
    AlreadyDecided,
    NotRejected,
    accept,
    correct,
    decide_all,
    give_reason,
    last_step,
    reject,
    rejections,
    steps,
    take_back,
    undo,
)
from tests.aggregator.office import Office


@pytest.fixture
def five(office: Office) -> dict[int, int]:
    """The versions of five new entries of one source."""
    for number in range(5):
        url = f"https://jugendring.example.org/{number}"
        office.take(f"Aufruf {number}", "Mehr dazu folgt.", url=url, fields={"deadline": "2027-06-01"})
    return {view.id: view.version for view in office.views()}


def rejected(office: Office, number: int, person_id: int) -> Decision:
    with office.store.writing() as session:
        return reject(session, number, person_id=person_id, now=office.now)


def test_all_are_decided_on_and_taken_back_with_one_press(office: Office, anna: int, five: dict[int, int]) -> None:
    with office.store.writing() as session:
        done = decide_all(session, Action.REJECT, five, person_id=anna, now=office.now)
    assert (len(done.decisions), done.left_out) == (5, {})
    with office.store.reading() as session:
        step = last_step(session, since=office.now, person_id=anna)
    assert step is not None
    assert (step.number, step.action) == (5, Action.REJECT)
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=step.id)
    assert {view.state for view in office.views()} == {"new"}


def test_who_changed_meanwhile_is_left_out_and_named(office: Office, anna: int, five: dict[int, int]) -> None:
    first = min(five)
    with office.store.writing() as session:
        accept(session, first, person_id=office.hire("Piotr"), now=office.now)
    with office.store.writing() as session:
        done = decide_all(session, Action.REJECT, five | {999: 0}, person_id=anna, now=office.now)
    assert len(done.decisions) == 4
    assert {number: told.person_name for number, told in done.left_out.items()} == {first: "Piotr"}
    assert [view.state for view in office.views()].count("accepted") == 1


def test_one_that_somebody_decided_on_since_stays_when_all_are_taken_back(
    office: Office, anna: int, five: dict[int, int]
) -> None:
    with office.store.writing() as session:
        decide_all(session, Action.REJECT, five, person_id=anna, now=office.now)
    with office.store.writing() as session:
        accept(session, min(five), person_id=office.hire("Piotr"), now=office.now)
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now)
    assert sorted(view.state for view in office.views()) == ["accepted", "new", "new", "new", "new"]


def test_what_somebody_decided_on_anew_is_no_step_any_more(office: Office, anna: int, five: dict[int, int]) -> None:
    decision = rejected(office, min(five), anna)
    with office.store.writing() as session:
        accept(session, min(five), person_id=office.hire("Piotr"), now=office.now)
    with office.store.reading() as session:
        assert last_step(session, since=office.now, person_id=anna) is None
    with office.store.writing() as session, pytest.raises(AlreadyDecided):
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)


def test_steps_are_decisions_and_corrections_the_latest_first(office: Office, anna: int, five: dict[int, int]) -> None:
    begin, first = office.now, min(five)
    rejected(office, first, anna)
    office.now += timedelta(minutes=1)
    with office.store.writing() as session:
        correction = correct(session, first + 1, FactName.PLACE, "Hamm", person_id=anna, now=office.now)
    with office.store.reading() as session:
        found = steps(session, since=begin, person_id=anna)
        assert [(step.action, step.field) for step in found] == [(None, "place"), (Action.REJECT, "")]
        assert last_step(session, since=begin, person_id=anna) == found[0]
    with office.store.writing() as session:
        take_back(session, correction.id or 0, person_id=anna, now=office.now)
    with office.store.reading() as session:
        assert [step.action for step in steps(session, since=begin, person_id=anna)] == [Action.REJECT]
        assert steps(session, since=office.now + timedelta(minutes=1)) == []
        assert steps(session, since=begin, until=begin, person_id=anna) == []


def test_a_reason_is_said_afterwards_and_counts_for_its_source(office: Office, anna: int, five: dict[int, int]) -> None:
    first, second, *_ = five
    one, other = rejected(office, first, anna), rejected(office, second, anna)
    with office.store.writing() as session:
        give_reason(session, one.id or 0, Because.ADVERTISING, person_id=anna)
    with office.store.reading() as session:
        source = office.views()[0].seen_at[0].source_key
        found = rejections(session, 1, now=office.now)
    assert source == "jugendring"
    assert (found.total, dict(found.because)) == (2, {Because.ADVERTISING: 1})
    with office.store.reading() as session:
        assert rejections(session, 2, now=office.now).total == 0
        assert rejections(session, 1, now=office.now + timedelta(days=91)).total == 0
    assert other.because is None


def test_a_reason_is_given_to_all_of_one_press(office: Office, anna: int, five: dict[int, int]) -> None:
    with office.store.writing() as session:
        done = decide_all(session, Action.REJECT, five, person_id=anna, now=office.now)
    with office.store.writing() as session:
        give_reason(session, done.decisions[0].id or 0, Because.OVER, person_id=anna)
    with office.store.reading() as session:
        assert rejections(session, 1, now=office.now).because == {Because.OVER: 5}


def test_there_is_no_reason_for_what_was_not_rejected_by_oneself(
    office: Office, anna: int, five: dict[int, int]
) -> None:
    decision = rejected(office, min(five), anna)
    for number, person in ((999, anna), (decision.id or 0, office.hire("Piotr"))):
        with office.store.writing() as session, pytest.raises(NotRejected):
            give_reason(session, number, Because.THIN, person_id=person)
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now)
    with office.store.writing() as session, pytest.raises(NotRejected):
        give_reason(session, decision.id or 0, Because.THIN, person_id=anna)
