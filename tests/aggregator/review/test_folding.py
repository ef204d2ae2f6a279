"""Entries that may be one stand in one row, are answered at once, and taken back at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.model import Action, Decision, OpportunityState, Resemblance, ResemblanceState, Sighting
from aggregator.review import (
    AlreadyDecided,
    Choice,
    NotTogether,
    Part,
    accept,
    answer,
    inbox,
    inbox_numbers,
    keep_all_apart,
    merge_all,
    reject,
    undo,
)
from aggregator.review.folding import connected
from tests.aggregator.office import Office


@pytest.fixture
def three(office: Office) -> list[int]:
    """Three entries of three sources that questions hold together, and one that stands alone."""
    places = {"Eins": "jugendring", "Zwei": "stadtverband", "Drei": "lokalblatt", "Vier": "lokalblatt"}
    for title, source in places.items():
        url = f"https://{source}.example.org/{title}"
        office.take(title, f"{title}: mehr folgt.", source=source, url=url, fields={"deadline": "2027-06-01"})
    numbers = [view.id for view in office.views()]
    ask(office, numbers[0], numbers[1])
    ask(office, numbers[1], numbers[2])
    return numbers[:3]


def ask(office: Office, one: int, other: int) -> int:
    """An open question about two; gives its number."""
    with office.store.writing() as session:
        findings = sorted(
            session.exec(select(Sighting.finding_id).where(Sighting.opportunity_id == number)).one()
            for number in (one, other)
        )
        question = Resemblance(one_id=findings[0], other_id=findings[1], grounds=[["title", "x"]], at=office.now)
        session.add(question)
        session.flush()
        assert question.id is not None
        return question.id


def rows(office: Office, choice: Choice | None = None) -> list[tuple[int, list[int]]]:
    """The leading ones with those inside their row."""
    with office.store.reading() as session:
        found = inbox(session, today=office.today, choice=choice)
        counted = inbox_numbers(session, today=office.today, choice=choice)
    assert found.total == len(found.rows)
    assert (counted.total, counted.numbers) == (found.total, found.numbers)
    return [(row.view.id, [other.view.id for other in row.others]) for row in found.rows]


def states(office: Office) -> list[str]:
    return [view.state for view in office.views()]


def seen(office: Office, numbers: list[int]) -> dict[int, int]:
    return {view.id: view.version for view in office.views() if view.id in numbers}


def test_what_may_be_one_is_one_row_also_by_way_of_another(office: Office, three: list[int]) -> None:
    one, two, three_ = three
    assert (three_, [two, one]) in rows(office)
    with office.store.reading() as session:
        row = next(row for row in inbox(session, today=office.today).rows if row.others)
    assert row.sources == 3
    assert all(other.question and other.waits for other in row.others)


def test_pages_count_rows_and_not_entries(office: Office, three: list[int]) -> None:
    with office.store.reading() as session:
        first = inbox(session, today=office.today, limit=1)
        second = inbox(session, today=office.today, limit=1, offset=1)
        third = inbox(session, today=office.today, limit=1, offset=2)
    assert (first.total, first.offers, len(third.rows)) == (2, 2, 0)
    assert first.rows[0].view.id != second.rows[0].view.id


def test_a_source_that_is_looked_at_alone_leads_its_row(office: Office, three: list[int]) -> None:
    assert rows(office, Choice(source="stadtverband")) == [(three[1], [three[0], three[2]])]
    assert rows(office, Choice(country="XX")) == []


def test_a_decided_one_is_named_inside_and_never_leads(office: Office, anna: int, three: list[int]) -> None:
    with office.store.writing() as session:
        accept(session, three[2], person_id=anna, now=office.now)
    leading = dict(rows(office))
    assert set(leading[three[1]]) == {three[0], three[2]}
    with office.store.reading() as session:
        row = next(row for row in inbox(session, today=office.today).rows if row.others)
    assert {other.view.id: other.waits for other in row.others} == {three[0]: True, three[2]: False}


def test_all_of_a_row_are_merged_and_taken_back_with_one_press(office: Office, anna: int, three: list[int]) -> None:
    with office.store.writing() as session:
        decisions = merge_all(session, seen(office, three), person_id=anna, today=office.today, now=office.now)
    assert {decision.step for decision in decisions} == {decisions[0].id}
    assert sorted(states(office)) == ["merged", "merged", "new", "new"]
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now)
    assert states(office) == ["new"] * 4
    assert len(rows(office)) == 2


def test_merging_goes_into_the_one_that_people_decided_on(office: Office, anna: int, three: list[int]) -> None:
    with office.store.writing() as session:
        accept(session, three[2], person_id=anna, now=office.now)
    with office.store.writing() as session:
        decisions = merge_all(session, seen(office, three), person_id=anna, today=office.today, now=office.now)
    assert {decision.opportunity_id for decision in decisions} == {three[2]}
    assert sum(state == OpportunityState.NEW for state in states(office)) == 1


def test_nothing_is_merged_where_one_changed_since(office: Office, anna: int, three: list[int]) -> None:
    before = seen(office, three)
    with office.store.writing() as session:
        reject(session, three[1], person_id=office.hire("Piotr"), now=office.now)
    with pytest.raises(AlreadyDecided) as told, office.store.writing() as session:
        merge_all(session, before, person_id=anna, today=office.today, now=office.now)
    assert told.value.person_name == "Piotr"
    assert "merged" not in states(office)


def test_nothing_is_merged_where_a_question_was_answered_since(office: Office, anna: int, three: list[int]) -> None:
    with office.store.reading() as session:
        first = session.exec(select(Resemblance.id)).all()[0]
    assert first is not None
    with office.store.writing() as session:
        answer(session, first, are_one=False, seen=None, person_id=anna, now=office.now)
    with pytest.raises(NotTogether), office.store.writing() as session:
        merge_all(session, seen(office, three), person_id=anna, today=office.today, now=office.now)
    assert "merged" not in states(office)


def test_each_a_thing_of_its_own_and_asked_again_after_undo(office: Office, anna: int, three: list[int]) -> None:
    with office.store.writing() as session:
        decisions = keep_all_apart(session, seen(office, three), person_id=anna, today=office.today, now=office.now)
    assert [decision.action for decision in decisions] == [Action.APART, Action.APART]
    assert [others for _, others in rows(office)] == [[], [], [], []]
    with office.store.writing() as session:
        undo(session, person_id=anna, now=office.now)
    with office.store.reading() as session:
        assert {row.state for row in session.exec(select(Resemblance))} == {ResemblanceState.OPEN}
        assert all(decision.undone_at for decision in session.exec(select(Decision)))


def test_other_parts_count_the_same_rows(office: Office, three: list[int]) -> None:
    with office.store.reading() as session:
        numbers = inbox(session, today=office.today).numbers
    assert (numbers[Part.OFFERS], numbers[Part.CHANGED], numbers[Part.LATER]) == (2, 0, 0)
    assert numbers[Part.UNSURE] == len(rows(office, Choice(Part.UNSURE)))


pairs = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda pair: pair[0] != pair[1]), max_size=40)


@given(pairs)
def test_groups_hold_whoever_a_chain_of_pairs_connects(found: list[tuple[int, int]]) -> None:
    groups = connected(found)
    assert all(not one & other for one, other in pairwise(sorted(groups, key=min)))
    assert {number for group in groups for number in group} == {number for pair in found for number in pair}
    assert all(any({one, other} <= group for group in groups) for one, other in found)
    assert sum(len(group) - 1 for group in groups) <= len(found)
