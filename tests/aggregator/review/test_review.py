"""What people decide, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from aggregator.model import Action, Decision
from aggregator.review import (
    AlreadyDecided,
    Choice,
    Part,
    Unknown,
    accept,
    accept_sure,
    inbox,
    later,
    reject,
    sure,
    undo,
)
from aggregator.search import Query, find
from tests.aggregator.office import CALL, Office


def take(office: Office, title: str, **fields: str) -> int:
    office.take(title, "Mehr dazu folgt.", url=f"https://jugendring.example.org/{title}", fields=fields)
    return office.views()[-1].id


def decide(
    office: Office, how: Callable[..., Decision], opportunity_id: int, person_id: int | None, **parts: int
) -> Decision:
    with office.store.writing() as session:
        return how(session, opportunity_id, person_id=person_id, now=office.now, **parts)


@pytest.mark.parametrize(("how", "state"), [(accept, "accepted"), (reject, "rejected"), (later, "later")])
def test_a_decision_holds_before_and_after_and_can_be_taken_back(
    office: Office, anna: int, how: Callable[..., Decision], state: str
) -> None:
    number = take(office, "Aufruf")
    decision = decide(office, how, number, anna)
    assert (decision.before["state"], decision.after["state"]) == ("new", state)
    assert office.views()[0].state == state
    with office.store.writing() as session:
        undone = undo(session, person_id=anna, now=office.now)
    assert undone is not None
    assert undone.id == decision.id
    assert office.views()[0].state == "new"


def test_only_accepted_ones_are_public(office: Office, anna: int) -> None:
    first, second = take(office, "Aufruf A", deadline="2027-03-01"), take(office, "Aufruf B", deadline="2027-03-02")
    decide(office, accept, first, anna)
    decide(office, reject, second, anna)
    with office.store.reading() as session:
        assert [view.id for view in find(session, Query(), today=office.today).items] == [first]


def test_who_comes_second_hears_who_was_first(office: Office, anna: int) -> None:
    number = take(office, "Aufruf")
    decide(office, accept, number, anna, version=0)
    with pytest.raises(AlreadyDecided) as told:
        decide(office, reject, number, office.hire("Piotr"), version=0)
    assert (told.value.action, told.value.person_name, told.value.at) == (Action.ACCEPT, "Anna", office.now)
    assert office.views()[0].state == "accepted"


def test_what_its_source_changed_must_be_looked_at_again(office: Office, anna: int) -> None:
    office.take()
    number = office.views()[0].id
    office.take_twice(text=CALL.replace("15.03.", "30.04."))
    with pytest.raises(AlreadyDecided) as told:
        decide(office, accept, number, anna, version=0)
    assert told.value.action is None


def test_an_unknown_number_is_said_to_be_unknown(office: Office, anna: int) -> None:
    for number in (0, -1, 77, 10**15):
        with pytest.raises(Unknown, match=str(number)):
            decide(office, accept, number, anna)


def test_each_takes_back_only_their_own_and_not_what_others_decided_since(office: Office, anna: int) -> None:
    number, piotr = take(office, "Aufruf"), office.hire("Piotr")
    mine = decide(office, accept, number, anna)
    with office.store.writing() as session:
        assert undo(session, person_id=piotr, now=office.now) is None
    decide(office, reject, number, piotr)
    with office.store.writing() as session, pytest.raises(AlreadyDecided):
        undo(session, person_id=anna, now=office.now, decision_id=mine.id)
    assert office.views()[0].state == "rejected"


def test_a_whole_session_can_be_taken_back_step_by_step(office: Office, anna: int) -> None:
    for title in ("Aufruf A", "Aufruf B", "Aufruf C"):
        decide(office, accept, take(office, title), anna)
    with office.store.writing() as session:
        while undo(session, person_id=anna, now=office.now):
            pass
    assert {view.state for view in office.views()} == {"new"}


def test_deciding_on_a_changed_one_clears_the_mark_and_undo_brings_it_back(office: Office, anna: int) -> None:
    office.take()
    number = office.views()[0].id
    decide(office, accept, number, anna)
    office.take_twice(text=CALL.replace("15.03.", "30.04."))

    def waiting() -> int:
        with office.store.reading() as session:
            return inbox(session, today=office.today).total

    assert waiting() == 1
    decide(office, accept, number, anna)
    assert waiting() == 0
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now)
    assert waiting() == 1


def test_the_inbox_shows_changed_then_urgent_then_the_rest_and_what_is_over_last(office: Office, anna: int) -> None:
    take(office, "Vorbei", deadline="2027-01-05")
    take(office, "Sicher", deadline="2027-06-01", kind="call")
    take(office, "Unsicher", deadline="2027-06-01")
    take(office, "In einer Woche", deadline="2027-01-18")
    take(office, "Morgen", deadline="2027-01-12")
    office.take()
    decide(office, accept, office.views()[-1].id, anna)
    office.take_twice(text=CALL.replace("15.03.", "30.04."))
    with office.store.reading() as session:
        whole = inbox(session, today=office.today)
        pressing = inbox(session, today=office.today, choice=Choice(Part.URGENT))
        second = inbox(session, today=office.today, limit=2, offset=2)
    order = ["Begegnung mit Polen 2027", "Morgen", "In einer Woche", "Sicher", "Unsicher", "Vorbei"]
    assert [row.view.title for row in whole.rows] == order
    assert (whole.total, whole.urgent, pressing.total) == (6, 2, 2)
    assert [row.view.title for row in pressing.rows] == ["Morgen", "In einer Woche"]
    assert [row.view.title for row in second.rows] == order[2:4]
    assert [row.urgent for row in whole.rows] == [False, True, True, False, False, False]
    assert [row.unsure for row in whole.rows][3:5] == [False, True]


def test_what_is_put_off_has_a_part_of_its_own(office: Office, anna: int) -> None:
    number = take(office, "Aufruf")
    decide(office, later, number, anna)
    with office.store.reading() as session:
        assert inbox(session, today=office.today).total == 0
        assert inbox(session, today=office.today, choice=Choice(Part.LATER)).rows[0].view.id == number


def test_reports_that_offer_nothing_are_kept_apart_from_the_calls(office: Office, anna: int) -> None:
    take(office, "Aufruf", deadline="2027-03-01", kind="call")
    report = "Die Gäste aus Gliwice waren eine Woche lang in unserer Stadt. Am Ende sangen alle gemeinsam im Rathaus."
    office.take("So schön war der Besuch", text=report, key="b", url="https://jugendring.example.org/bericht/b")
    number = office.views()[-1].id
    with office.store.reading() as session:
        offers = inbox(session, today=office.today)
        notices = inbox(session, today=office.today, choice=Choice(Part.NOTICES))
    assert [row.view.title for row in offers.rows] == ["Aufruf"]
    assert [row.view.title for row in notices.rows] == ["So schön war der Besuch"]
    assert (offers.offers, offers.urgent, offers.notices) == (1, 0, 1)
    decide(office, later, number, anna)
    with office.store.reading() as session:
        put_off = inbox(session, today=office.today, choice=Choice(Part.LATER))
    assert [row.view.id for row in put_off.rows] == [number]


SURE = {"kind": "call", "deadline": "2027-03-01"}


def test_the_rule_accepts_what_is_dated_proven_and_understood(office: Office) -> None:
    take(office, "Klarer Aufruf", **SURE)
    take(office, "Fest", kind="event", event_start="2027-05-01")
    with office.store.writing() as session:
        assert accept_sure(session, now=office.now, today=office.today) == 2
        assert accept_sure(session, now=office.now, today=office.today) == 0
    assert {view.state for view in office.views()} == {"accepted"}


@pytest.mark.parametrize(
    "fields",
    [
        {**SURE, "kind": "news"},
        {**SURE, "deadline": "2027-01-10"},
        {"kind": "call"},
        {"kind": "event", "event_start": "2027-01-11"},
        {"deadline": "2027-03-01"},
    ],
)
def test_the_rule_leaves_the_rest_to_people(office: Office, fields: dict[str, str]) -> None:
    take(office, "Notiz", **fields)
    assert not sure(office.views()[0], date(2027, 1, 11))
    with office.store.writing() as session:
        assert accept_sure(session, now=office.now, today=office.today) == 0
