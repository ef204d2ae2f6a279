"""When a change is told: twice seen, less time at once, back and forth not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aggregator.finding import RunOutcome, SourceKind
from aggregator.intake import NothingWaits, adopt
from aggregator.model import ChangeState
from aggregator.review import accept
from tests.aggregator.changes.seen import (
    ALIKE,
    TITLE,
    URL,
    changes,
    close_run,
    day,
    is_marked,
    publish,
    read,
    told,
    waiting,
)
from tests.aggregator.office import Office

MARCH, APRIL, MAY = "2027-03-15", "2027-04-30", "2027-05-31"
BOTH_SENTENCES = ("Bewerbungsschluss: 15.03.2027.", "Bewerbungsschluss: 30.04.2027.")


def test_a_later_deadline_is_told_when_it_was_read_twice(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    assert (told(office), waiting(office), day(office)) == ([], [("deadline", APRIL)], date(2027, 3, 15))
    office.wait(days=1)
    read(office, APRIL)
    assert told(office) == [("deadline_moved_later", MARCH, APRIL)]
    assert (waiting(office), day(office)) == ([], date(2027, 4, 30))


def test_an_earlier_deadline_is_told_at_once(office: Office) -> None:
    read(office, APRIL)
    publish(office)
    read(office, MARCH)
    assert told(office) == [("deadline_moved_earlier", APRIL, MARCH)]
    assert day(office) == date(2027, 3, 15)
    assert is_marked(office)


def test_an_earlier_hour_of_the_same_day_is_less_time_too(office: Office) -> None:
    read(office, MARCH)
    read(office, f"{MARCH}T12:00")
    assert told(office) == [("deadline_moved_earlier", MARCH, f"{MARCH}T12:00")]


def test_a_deadline_where_there_was_none_is_told_at_once(office: Office) -> None:
    read(office)
    read(office, MARCH)
    assert told(office) == [("deadline_set", None, MARCH)]


def test_a_deadline_that_is_dropped_waits_like_a_later_one(office: Office) -> None:
    read(office, MARCH)
    read(office)
    close_run(office)
    assert day(office) == date(2027, 3, 15)
    office.wait(days=1)
    read(office)
    assert told(office) == [("deadline_dropped", MARCH, None)]


def test_what_the_source_takes_back_is_never_told(office: Office) -> None:
    read(office, MARCH)
    publish(office)
    read(office, APRIL)
    office.wait(days=1)
    read(office, MARCH)
    assert (told(office), waiting(office), day(office)) == ([], [], date(2027, 3, 15))
    assert not is_marked(office)
    assert not office.views()[0].unsettled


def test_another_value_on_the_second_look_has_to_be_seen_twice_itself(office: Office) -> None:
    for value in (MARCH, APRIL, MAY):
        read(office, value)
        office.wait(days=1)
    assert waiting(office) == [("deadline", MAY)]
    read(office, MAY)
    assert told(office) == [("deadline_moved_later", MARCH, MAY)]


def test_two_looks_within_the_hour_are_one(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    read(office, APRIL)
    assert told(office) == []


def test_the_same_reading_again_tells_nothing_more(office: Office) -> None:
    read(office, MARCH)
    for _ in range(5):
        read(office, APRIL)
        office.wait(days=1)
    assert len(told(office)) == 1
    assert office.views()[0].sequence == 1


def test_other_words_with_the_same_new_value_confirm_it(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    office.wait(days=1)
    read(office, APRIL, text="Ein Aufruf an alle Vereine im Land.")
    assert told(office) == [("deadline_moved_later", MARCH, APRIL)]


def test_another_source_does_not_confirm_what_this_one_said(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    office.wait(days=1)
    office.take(TITLE, ALIKE, source="stadtverband", url=URL, fields={"kind": "call", "deadline": APRIL})
    assert len(office.views()) == 1
    assert (told(office), waiting(office)) == ([], [("deadline", APRIL)])


def test_a_source_that_says_otherwise_than_a_better_one_is_a_conflict_and_no_change(office: Office) -> None:
    read(office, MARCH, amount_max="500", currency="EUR")
    for number in range(3):
        fields = {"kind": "call", "deadline": MARCH, "amount_max": "900", "currency": "EUR", "number": str(number)}
        office.take(TITLE, ALIKE, source="lokalblatt", url=URL, fields=fields)
        office.wait(days=1)
    (conflict,) = changes(office, ChangeState.CONFLICT)
    assert (conflict.field, conflict.before, conflict.after) == ("amount", "/500 EUR", "/900 EUR")
    assert (told(office), waiting(office)) == ([], [])


def test_a_conflict_is_gone_when_the_sources_agree(office: Office) -> None:
    read(office, MARCH, amount_max="500", currency="EUR")
    for amount, conflicts in (("900", 1), ("500", 0)):
        fields = {"kind": "call", "deadline": MARCH, "amount_max": amount, "currency": "EUR"}
        office.take(TITLE, ALIKE, source="lokalblatt", url=URL, fields=fields)
        assert len(changes(office, ChangeState.CONFLICT)) == conflicts


def test_a_source_with_something_unconfirmed_is_read_again_within_a_day_and_in_full(office: Office) -> None:
    office.add("wochenblatt", kind=SourceKind.STANDING)
    read(office, MARCH)
    _, pages = close_run(office)
    assert pages[0].etag == '"a1"'
    office.wait(days=7)
    read(office, APRIL)
    soon, pages = close_run(office)
    assert soon <= timedelta(days=1)
    assert (pages[0].etag, pages[0].body_hash) == (None, None)
    office.wait(days=1)
    read(office, APRIL)
    assert close_run(office)[1][0].etag == '"a1"'


def test_a_failed_run_is_not_hurried(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    first, _ = close_run(office, RunOutcome.FAILED)
    assert first >= timedelta(hours=3)


def test_what_is_never_seen_again_is_asked_for_two_weeks_and_then_left_to_people(office: Office) -> None:
    read(office, MARCH)
    read(office, APRIL)
    office.wait(days=15)
    assert close_run(office)[1][0].etag == '"a1"'
    assert waiting(office) == [("deadline", APRIL)]


def test_a_person_can_take_it_over_before_it_is_confirmed(office: Office) -> None:
    read(office, MARCH)
    publish(office)
    read(office, APRIL)
    (change,) = changes(office, ChangeState.PENDING)
    assert change.id is not None
    with office.store.writing() as session:
        adopt(session, change.id, person_id=None, now=office.now)
    assert told(office) == [("deadline_moved_later", MARCH, APRIL)]
    assert day(office) == date(2027, 4, 30)
    assert not is_marked(office)
    office.wait(days=1)
    read(office, APRIL)
    assert len(told(office)) == 1
    with office.store.writing() as session, pytest.raises(NothingWaits):
        adopt(session, change.id, person_id=None, now=office.now)


def test_the_history_keeps_both_sentences_and_where_they_stood(office: Office) -> None:
    office.take(text=BOTH_SENTENCES[0], url=URL)
    office.take(text=BOTH_SENTENCES[1], url=URL, snapshot="ab" * 32)
    seen = office.now
    office.wait(days=1)
    office.take(text=BOTH_SENTENCES[1], url=URL, snapshot="ab" * 32)
    (change,) = changes(office)
    assert (change.sentence_before, change.sentence_after) == BOTH_SENTENCES
    assert (change.seen_at, change.at, change.snapshot) == (seen, office.now, "ab" * 32)
    assert change.finding_id is not None
    assert change.source_id is not None


def test_while_it_waits_the_former_value_keeps_its_proof(office: Office) -> None:
    office.take(text=BOTH_SENTENCES[0], url=URL)
    office.take(text=BOTH_SENTENCES[1], url=URL)
    proof = office.views()[0].proof_of("deadline")
    assert proof is not None
    assert proof.quote == BOTH_SENTENCES[0]


def test_only_what_people_decided_on_comes_back_to_them(office: Office) -> None:
    read(office, MARCH, place="Gliwice")
    publish(office)
    for place in ("Opole", "Opole"):
        office.wait(days=1)
        read(office, MARCH, place=place)
    assert told(office) == [("details", "Gliwice", "Opole")]
    assert (is_marked(office), office.views()[0].sequence) == (False, 0)


def test_a_fact_that_goes_back_and_forth_is_held_where_it_is(office: Office) -> None:
    read(office, MARCH)
    for number in range(12):
        office.wait(days=1)
        read(office, APRIL if number % 2 == 0 else MARCH)
    (held,) = changes(office, ChangeState.FLAPPING)
    assert (held.field, held.before) == ("deadline", MARCH)
    assert (told(office), day(office)) == ([], date(2027, 3, 15))


def test_told_changes_that_return_too_often_are_held_too(office: Office) -> None:
    read(office, MARCH)
    for value in (APRIL, MARCH) * 6:
        for _ in range(2):
            office.wait(days=1)
            read(office, value)
    assert len(told(office)) == 4
    assert len(changes(office, ChangeState.FLAPPING)) == 1
    assert day(office) == date(2027, 3, 15)


def test_a_held_fact_counts_again_after_a_calm_fortnight(office: Office) -> None:
    read(office, MARCH)
    for number in range(10):
        office.wait(days=1)
        read(office, APRIL if number % 2 == 0 else MARCH)
    office.wait(days=1)
    read(office, APRIL)
    office.wait(days=13)
    read(office, APRIL)
    assert day(office) == date(2027, 3, 15)
    office.wait(days=1)
    read(office, APRIL)
    assert day(office) == date(2027, 4, 30)
    assert changes(office, ChangeState.FLAPPING) == []


def test_honest_extensions_one_after_the_other_are_no_flapping(office: Office) -> None:
    read(office, MARCH)
    for value in ("2027-03-22", "2027-03-29", "2027-04-05", "2027-04-12", "2027-04-19"):
        for _ in range(2):
            office.wait(days=1)
            read(office, value)
    assert len(told(office)) == 5


def test_a_page_that_is_read_less_often_than_it_flickers_shows_the_last_good_value(office: Office) -> None:
    read(office, MARCH)
    with office.store.writing() as session:
        accept(session, office.views()[0].id, person_id=None, now=office.now)
    office.wait(days=1)
    read(office, "2028-12-31", amount_max="1", currency="EUR", place="Lorem")
    view = office.views()[0]
    assert (view.deadline, view.amount_max, view.place) == (date(2027, 3, 15), None, "")
    assert view.unsettled
