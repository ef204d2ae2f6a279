"""The question whether two are one, answered once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from aggregator.model import Action, OpportunityState, ResemblanceState
from aggregator.review import (
    NotAsked,
    Unknown,
    accept,
    answer,
    answered,
    later,
    merge,
    neighbours,
    number_of_questions,
    pair,
    question,
    questions,
    reject,
)
from tests.aggregator.office import CALL, Office


@pytest.fixture
def asked(office: Office) -> int:
    """The number of the question about two calls that resemble each other."""
    office.take()
    office.take("Begegnung mit Polen", "Wir laden ein.", source="stadtverband")
    with office.store.reading() as session:
        (row,) = questions(session, today=office.today).rows
    return row.id


def test_the_same_are_merged_and_two_are_kept_apart(office: Office, anna: int, asked: int) -> None:
    for are_one, action in ((True, Action.MERGE), (False, Action.APART)):
        with pytest.raises(InterruptedError), office.store.writing() as session:
            decision = answer(session, asked, are_one=are_one, seen=None, person_id=anna, now=office.now)
            assert decision.action == action
            assert number_of_questions(session, today=office.today) == 0
            raise InterruptedError
    with office.store.reading() as session:
        assert number_of_questions(session, today=office.today) == 1


@pytest.mark.parametrize("first", [True, False])
def test_who_answers_second_is_told_how_it_stands(office: Office, anna: int, asked: int, first: bool) -> None:
    numbers = tuple(view.id for view in office.views())
    with office.store.writing() as session:
        answer(session, asked, are_one=first, seen=None, person_id=anna, now=office.now)
    with pytest.raises(NotAsked) as refused, office.store.writing() as session:
        answer(session, asked, are_one=not first, seen=None, person_id=anna, now=office.now)
    told = refused.value.answered
    assert (told.person_name, told.at) == ("Anna", office.now)
    assert told.state == (ResemblanceState.SAME if first else ResemblanceState.DIFFERENT)
    assert told.opportunity_ids == (numbers[:1] if first else numbers)


def test_an_answer_to_what_is_about_others_by_now_is_not_obeyed(office: Office, anna: int, asked: int) -> None:
    office.take("Chorreise nach Lille", "Der Chor lädt ein.", url="https://jugendring.example.org/chor")
    first, second, third = (view.id for view in office.views())
    with office.store.writing() as session:
        accept(session, third, person_id=anna, now=office.now)
        merge(session, second, third, person_id=anna, now=office.now)
    with pytest.raises(NotAsked), office.store.writing() as session:
        answer(session, asked, are_one=True, seen=(first, second), person_id=anna, now=office.now)
    with office.store.reading() as session:
        told = answered(session, asked)
    assert told is not None
    assert (told.state, told.opportunity_ids) == (ResemblanceState.OPEN, (first, third))


def test_nobody_answers_what_was_never_asked(office: Office, anna: int) -> None:
    for number in (0, 7, 2**40):
        with pytest.raises(Unknown), office.store.writing() as session:
            answer(session, number, are_one=True, seen=None, person_id=anna, now=office.now)
        with office.store.reading() as session:
            assert answered(session, number) is None


def test_the_one_shown_first_is_the_one_that_goes_on(office: Office, anna: int, asked: int) -> None:
    first, second = (view.id for view in office.views())
    for doing, kept in ((reject, second), (later, second), (accept, second)):
        with pytest.raises(InterruptedError), office.store.writing() as session:
            doing(session, second, person_id=anna, now=office.now)
            shown = question(session, asked)
            assert shown is not None
            assert shown.one.view.id == kept
            assert merge(session, first, second, person_id=anna, now=office.now).opportunity_id == kept
            raise InterruptedError


def test_the_source_that_would_lead_is_the_one_that_leads_afterwards(office: Office, anna: int) -> None:
    office.take("Kreis wirbt für Fahrten", CALL.replace("15.03.", "17.03."), source="lokalblatt")
    office.take()
    first, second = (view.id for view in office.views())
    with office.store.writing() as session:
        lead = pair(session, first, second).would_lead
        merge(session, first, second, person_id=anna, now=office.now)
    kept = next(view for view in office.views() if view.state != OpportunityState.MERGED)
    assert lead is not None
    assert lead.source_key == "jugendring"
    assert kept.url == lead.url


def test_a_pair_needs_two(office: Office) -> None:
    office.take()
    (view,) = office.views()
    for other in (view.id, 999):
        with pytest.raises(Unknown), office.store.reading() as session:
            pair(session, view.id, other)


def test_questions_are_walked_through_by_the_nearest_deadline(office: Office) -> None:
    for name, day in (("Chorreise nach Lille", "20.04.2027"), ("Gartenpreis der Städte", "01.02.2027")):
        for source in ("jugendring", "stadtverband"):
            text = f"{name}. Frist: {day}." if source == "jugendring" else "Wir laden ein."
            office.take(name, text, source=source, url=f"https://{source}.example.org/{name.split()[0]}")
    with office.store.reading() as session:
        shown = questions(session, today=office.today).rows
        assert [row.one.view.title for row in shown] == ["Gartenpreis der Städte", "Chorreise nach Lille"]
        first, second = (row.id for row in shown)
        assert neighbours(session, first, today=office.today) == (None, second)
        assert neighbours(session, second, today=office.today) == (first, None)
        assert neighbours(session, 999, today=office.today) == (None, first)


def test_of_two_who_answer_at_the_same_moment_one_is_obeyed(office: Office, anna: int, asked: int) -> None:
    both_begin = Barrier(2)

    def say(are_one: bool) -> Action | None:
        with office.store.writing() as session:
            if not session.get_bind().dialect.name.startswith("sqlite"):  # there a writer waits before it begins
                both_begin.wait(timeout=60)
            try:
                said = answer(session, asked, are_one=are_one, seen=None, person_id=anna, now=office.now)
            except NotAsked:
                return None
            return said.action

    with ThreadPoolExecutor(2) as two:
        found = set(two.map(say, (True, False)))
    assert found in ({Action.MERGE, None}, {Action.APART, None})
