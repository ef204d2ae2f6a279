"""Two that are one, one that is two, and each of it taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from aggregator.changes import FactName
from aggregator.changes.history import number_waiting, waiting
from aggregator.intake import NothingWaits, adopt
from aggregator.model import Decision, Opportunity, OpportunityState, Sighting
from aggregator.review import (
    AlreadyDecided,
    CannotJoin,
    Obstacle,
    Unknown,
    accept,
    apart,
    correct,
    later,
    leading,
    merge,
    questions,
    reject,
    split,
    undo,
)
from tests.aggregator.office import CALL, Office

PRESS = "Vereine können bis 15.03.2027 Geld für Fahrten nach Polen beantragen, sagt der Kreis. Es gibt 5.000 Euro."


@pytest.fixture
def bernd(office: Office) -> int:
    return office.hire("Bernd")


@pytest.fixture
def two(office: Office) -> tuple[int, int]:
    """A call, and a press note on it that says otherwise."""
    office.take()
    office.take("Kreis wirbt für Fahrten", PRESS.replace("15.03.", "17.03."), source="lokalblatt")
    first, second = (view.id for view in office.views())
    return first, second


def state_of(session: Session, number: int) -> OpportunityState:
    return session.get_one(Opportunity, number).state


def findings(office: Office, number: int) -> list[int]:
    return [seen.finding_id for view in office.views() if view.id == number for seen in view.seen_at]


def test_the_merged_one_has_both_sources_and_the_original_publisher_leads(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        merge(session, *two, person_id=anna, now=office.now)
    kept = next(view for view in office.views() if view.id == two[0])
    assert [seen.source_key for seen in kept.seen_at] == ["jugendring", "lokalblatt"]
    assert (kept.title, kept.deadline) == ("Begegnung mit Polen 2027", date(2027, 3, 15))
    with office.store.reading() as session:
        gone = session.get_one(Opportunity, two[1])
        assert (gone.state, gone.merged_into) == (OpportunityState.MERGED, two[0])


def test_of_two_alike_the_one_that_does_not_list_it_any_more_leads_no_longer(office: Office, anna: int) -> None:
    office.add("kreis")
    office.take("Fahrten nach Polen", PRESS, source="stadtverband")
    office.wait(days=1)
    office.take("Kreis wirbt für Fahrten", PRESS, source="kreis", url="https://kreis.example.org/fahrten")
    former = office.views()[0].seen_at[0].finding_id
    with office.store.writing() as session:
        session.exec(select(Sighting).where(Sighting.finding_id == former)).one().gone_at = office.now
    with office.store.writing() as session:
        merge(session, *(view.id for view in office.views()), person_id=anna, now=office.now)
    kept = office.views()[0]
    lead = leading(kept.seen_at)
    assert lead is not None
    assert (kept.title, lead.source_key) == ("Kreis wirbt für Fahrten", "kreis")


def test_what_people_decided_on_goes_on_whichever_was_first(office: Office, anna: int, two: tuple[int, int]) -> None:
    with office.store.writing() as session:
        accept(session, two[1], person_id=anna, now=office.now)
        decision = merge(session, *two, person_id=anna, now=office.now)
        assert decision.opportunity_id == two[1]
        assert state_of(session, two[1]) == OpportunityState.ACCEPTED


def test_a_merger_is_taken_back_though_much_was_decided_since(office: Office, anna: int, two: tuple[int, int]) -> None:
    before = {view.id: (view.title, view.deadline, view.seen_at) for view in office.views()}
    with office.store.writing() as session:
        decision = merge(session, *two, person_id=anna, now=office.now)
        accept(session, two[0], person_id=anna, now=office.now)
    office.wait(days=400)
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
        assert state_of(session, two[0]) == OpportunityState.ACCEPTED
        assert state_of(session, two[1]) == OpportunityState.NEW
    assert {view.id: (view.title, view.deadline, view.seen_at) for view in office.views()} == before


def test_what_people_corrected_goes_along_and_returns(office: Office, anna: int, two: tuple[int, int]) -> None:
    with office.store.writing() as session:
        correct(session, two[1], FactName.DEADLINE, "2027-03-20", person_id=anna, now=office.now)
        decision = merge(session, *two, person_id=anna, now=office.now)
    assert [view.deadline for view in office.views() if view.id == two[0]] == [date(2027, 3, 20)]
    office.wait(days=1)
    office.take_twice(text=CALL.replace("15.03.", "22.03."))
    assert [view.deadline for view in office.views() if view.id == two[0]] == [date(2027, 3, 20)]
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
    assert [view.deadline for view in office.views()] == [date(2027, 3, 22), date(2027, 3, 20)]


def test_of_two_corrections_that_of_the_one_that_goes_on_counts(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        for number, day in zip(two, ("2027-03-18", "2027-03-20"), strict=True):
            correct(session, number, FactName.DEADLINE, day, person_id=anna, now=office.now)
        merge(session, *two, person_id=anna, now=office.now)
    assert [view.deadline for view in office.views() if view.id == two[0]] == [date(2027, 3, 18)]


def test_what_came_in_after_the_merger_stays_with_the_one_that_went_on(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        decision = merge(session, *two, person_id=anna, now=office.now)
    office.take(source="stadtverband", url="https://jugendring.example.org/aufruf/begegnung")
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
    assert [len(findings(office, number)) for number in two] == [2, 1]


def test_a_sighting_that_does_not_belong_there_is_parted_and_waits_in_the_inbox(office: Office, anna: int) -> None:
    office.take()
    office.take(source="stadtverband", url="https://jugendring.example.org/aufruf/begegnung")
    (view,) = office.views()
    wrong = view.seen_at[1].finding_id
    with office.store.writing() as session:
        accept(session, view.id, person_id=anna, now=office.now)
        decision = split(session, view.id, [wrong], person_id=anna, now=office.now)
        new = decision.after["opportunity"]
        assert (state_of(session, view.id), state_of(session, new)) == (OpportunityState.ACCEPTED, OpportunityState.NEW)
    assert findings(office, new) == [wrong]
    with office.store.writing() as session:
        assert questions(session, today=office.today).total == 0
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
    assert len(findings(office, view.id)) == 2


def test_those_kept_apart_are_not_asked_about_until_that_is_taken_back(office: Office, anna: int) -> None:
    office.take()
    office.take("Begegnung mit Polen", "Wir laden ein.", source="stadtverband")
    with office.store.writing() as session:
        (asked,) = questions(session, today=office.today).rows
        decision = apart(session, asked.one.view.id, asked.other.view.id, person_id=anna, now=office.now)
        assert questions(session, today=office.today).total == 0
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
        assert [row.id for row in questions(session, today=office.today).rows] == [asked.id]


def test_a_merger_answers_the_question_and_its_undoing_asks_again(office: Office, anna: int) -> None:
    office.take()
    office.take("Begegnung mit Polen", "Wir laden ein.", source="stadtverband")
    first, second = (view.id for view in office.views())
    with office.store.writing() as session:
        merge(session, first, second, person_id=anna, now=office.now)
        assert questions(session, today=office.today).total == 0
        undo(session, person_id=anna, now=office.now)
        assert questions(session, today=office.today).total == 1


def test_of_what_nobody_wants_or_what_is_over_nobody_is_asked(office: Office, anna: int) -> None:
    office.take()
    office.take("Begegnung mit Polen", "Wir laden ein.", source="stadtverband")
    with office.store.writing() as session:
        reject(session, office.views()[1].id, person_id=anna, now=office.now)
        assert questions(session, today=office.today).total == 0
        undo(session, person_id=anna, now=office.now)
        assert questions(session, today=date(2027, 3, 15)).total == 1
        assert questions(session, today=date(2027, 3, 16)).total == 0


def test_what_cannot_be_joined_or_parted_says_why_and_changes_nothing(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    before = office.views()
    one, other = (findings(office, number) for number in two)
    asked: dict[Obstacle, Callable[[Session], Decision]] = {
        Obstacle.ITSELF: lambda session: merge(session, two[0], two[0], person_id=anna, now=office.now),
        Obstacle.NOTHING_CHOSEN: lambda session: split(session, two[0], [], person_id=anna, now=office.now),
        Obstacle.NOTHING_LEFT: lambda session: split(session, two[0], one, person_id=anna, now=office.now),
        Obstacle.NOT_ITS_OWN: lambda session: split(session, two[0], other, person_id=anna, now=office.now),
    }
    for obstacle, action in asked.items():
        with pytest.raises(CannotJoin) as refused, office.store.writing() as session:
            action(session)
        assert refused.value.obstacle == obstacle
    with pytest.raises(Unknown), office.store.writing() as session:
        merge(session, two[0], 2**40, person_id=anna, now=office.now)
    assert office.views() == before


def test_one_that_another_stands_for_is_neither_merged_nor_decided_on(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        merge(session, *two, person_id=anna, now=office.now)
    with pytest.raises(CannotJoin), office.store.writing() as session:
        merge(session, *two, person_id=anna, now=office.now)
    with pytest.raises(AlreadyDecided) as refused, office.store.writing() as session:
        accept(session, two[1], person_id=anna, now=office.now)
    assert refused.value.person_name == "Anna"


def test_the_same_undone_twice_is_said_not_done(office: Office, anna: int, two: tuple[int, int]) -> None:
    with office.store.writing() as session:
        decision = merge(session, *two, person_id=anna, now=office.now)
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
        assert undo(session, person_id=anna, now=office.now, decision_id=decision.id) is None


def test_the_merged_one_is_renewed_by_both_sources(office: Office, anna: int, two: tuple[int, int]) -> None:
    with office.store.writing() as session:
        merge(session, *two, person_id=anna, now=office.now)
    office.wait(days=1)
    office.take_twice(text=CALL.replace("15.03.", "22.03."))
    with office.store.reading() as session:
        rows = session.exec(select(Opportunity).where(Opportunity.state != OpportunityState.MERGED)).all()
    assert [row.deadline for row in rows] == [date(2027, 3, 22)]


def test_a_colleague_takes_back_what_anna_and_what_a_machine_joined(
    office: Office, anna: int, bernd: int, two: tuple[int, int]
) -> None:
    for person_id in (anna, None):
        with office.store.writing() as session:
            decision = merge(session, *two, person_id=person_id, now=office.now)
        with office.store.writing() as session:
            undone = undo(session, person_id=bernd, now=office.now, decision_id=decision.id)
            assert undone is not None
            assert undone.undone_by == bernd
            assert state_of(session, two[1]) == OpportunityState.NEW


def test_a_colleague_takes_back_a_parting_and_a_keeping_apart(office: Office, anna: int, bernd: int) -> None:
    office.take()
    office.take(source="stadtverband", url="https://jugendring.example.org/aufruf/begegnung")
    (view,) = office.views()
    with office.store.writing() as session:
        decision = split(session, view.id, [view.seen_at[1].finding_id], person_id=anna, now=office.now)
        kept_apart = apart(session, view.id, decision.after["opportunity"], person_id=anna, now=office.now)
    with office.store.writing() as session:
        for taken in (kept_apart, decision):
            assert undo(session, person_id=bernd, now=office.now, decision_id=taken.id) is not None
    assert len(findings(office, view.id)) == 2


def test_what_a_colleague_accepted_is_not_anothers_to_take_back(
    office: Office, anna: int, bernd: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        decision = accept(session, two[0], person_id=anna, now=office.now)
        assert undo(session, person_id=bernd, now=office.now, decision_id=decision.id) is None
        assert undo(session, person_id=bernd, now=office.now) is None
        assert state_of(session, two[0]) == OpportunityState.ACCEPTED


def test_taking_back_a_decision_on_one_that_was_merged_since_does_not_bring_it_back(
    office: Office, anna: int, bernd: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        accept(session, two[0], person_id=bernd, now=office.now)
        put_off = later(session, two[1], person_id=anna, now=office.now)
        merge(session, *two, person_id=bernd, now=office.now)
    with pytest.raises(AlreadyDecided) as refused, office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=put_off.id)
    assert refused.value.person_name == "Bernd"
    with office.store.reading() as session:
        assert state_of(session, two[1]) == OpportunityState.MERGED


def test_a_merger_is_taken_back_from_the_one_that_its_own_one_was_merged_into(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    office.take("Chorreise nach Lille", "Der Chor lädt ein.", url="https://jugendring.example.org/chor")
    third = office.views()[-1].id
    with office.store.writing() as session:
        accept(session, third, person_id=anna, now=office.now)
        first = merge(session, *two, person_id=anna, now=office.now)
        second = merge(session, two[0], third, person_id=anna, now=office.now)
    assert len(findings(office, third)) == 3
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=first.id)
    assert [len(findings(office, number)) for number in (*two, third)] == [0, 1, 2]
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=second.id)
    assert [len(findings(office, number)) for number in (*two, third)] == [1, 1, 1]


def test_where_nothing_is_left_of_a_merger_that_is_said(office: Office, anna: int, two: tuple[int, int]) -> None:
    with office.store.writing() as session:
        merger = merge(session, *two, person_id=anna, now=office.now)
    with office.store.writing() as session:
        split(session, two[0], findings(office, two[0])[:1], person_id=anna, now=office.now)
    with pytest.raises(CannotJoin) as refused, office.store.writing() as session:
        undo(session, person_id=anna, now=office.now, decision_id=merger.id)
    assert refused.value.obstacle == Obstacle.NOTHING_LEFT


def test_what_a_source_proposed_for_one_that_was_merged_since_waits_for_nobody(
    office: Office, anna: int, two: tuple[int, int]
) -> None:
    with office.store.writing() as session:
        accept(session, two[0], person_id=anna, now=office.now)
        accept(session, two[1], person_id=anna, now=office.now)
    office.take("Kreis wirbt für Fahrten", PRESS.replace("15.03.", "29.04."), source="lokalblatt")
    with office.store.writing() as session:
        (line,) = waiting(session)
        decision = merge(session, *two, person_id=anna, now=office.now)
        assert (waiting(session), number_waiting(session)) == ((), 0)
        with pytest.raises(NothingWaits):
            adopt(session, line.id, person_id=anna, now=office.now)
        undo(session, person_id=anna, now=office.now, decision_id=decision.id)
