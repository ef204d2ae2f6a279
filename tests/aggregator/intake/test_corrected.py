"""What people corrected, met by later readings: never overwritten; what is new at the source is proposed to them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aggregator import review
from aggregator.changes import FactName
from aggregator.changes.history import number_waiting, waiting
from aggregator.intake import NothingWaits
from aggregator.model import ChangeState, OpportunityState
from aggregator.review import AlreadyDecided
from tests.aggregator.changes.seen import ALIKE, TITLE, URL, publish, read, told
from tests.aggregator.office import CALL, Office
from tests.aggregator.review.corrected import (
    APRIL,
    JUNE,
    MARCH,
    MAY,
    changes,
    correct,
    history,
    is_marked,
    keep,
    proposal,
    proposed,
    reinstate,
    rounds,
    shown,
    take_back,
    take_over,
    view,
)

OTHER_WORDS = "Ein Aufruf an alle Vereine im Land."


def crawl(office: Office, deadline: str | None, *, text: str = OTHER_WORDS, **fields: str) -> None:
    """The next day's reading."""
    office.wait(days=1)
    read(office, deadline, text=text, **fields)


def test_a_corrected_deadline_survives_the_next_crawls(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    for number in range(3):
        crawl(office, MARCH, text=f"Ein Aufruf an Vereine, zum Mal {number}.")
    assert (view(office).deadline, rounds(office)) == (date(2027, 4, 30), [date(2027, 4, 30)])
    assert (proposed(office), told(office)) == ([], [])


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        (FactName.TITLE, "Begegnung in Polen", "title"),
        (FactName.KIND, "event", "kind"),
        (FactName.PLACE, "Gliwice", "place"),
        (FactName.COUNTRY, "FR", "countries"),
        (FactName.TOPIC, None, "topics"),
        (FactName.AMOUNT, "/5000 EUR", "amount_max"),
        (FactName.EVENT, "2027-05-01/2027-05-04", "event_start"),
        (FactName.STATUS, "open", "status"),
    ],
)
def test_no_corrected_fact_is_overwritten_while_all_others_follow_their_source(
    office: Office, anna: int, field: FactName, value: str | None, column: str
) -> None:
    read(office, MAY, amount_max="900", currency="EUR", place="Bottrop")
    correct(office, field, value, anna)
    said = getattr(view(office), column)
    crawl(office, APRIL, amount_max="900", currency="EUR", place="Bottrop")
    assert getattr(view(office), column) == said
    assert view(office).deadline == date(2027, 4, 30)


def test_what_the_source_says_anew_is_a_proposal_with_its_sentence_and_changes_nothing(
    office: Office, anna: int
) -> None:
    office.take()
    correct(office, FactName.DEADLINE, APRIL, anna)
    office.wait(days=1)
    office.take(text=CALL.replace("15.03.", "31.05."))
    assert proposed(office) == [("deadline", APRIL, MAY)]
    assert proposal(office).sentence_after == "Bewerbungsschluss: 31.05.2027."
    assert (view(office).deadline, view(office).unsettled) == (date(2027, 4, 30), False)
    assert told(office) == []


def test_no_summary_says_in_the_words_of_the_source_what_a_person_says_otherwise(office: Office, anna: int) -> None:
    office.take()
    assert "15.03.2027" in view(office).summary
    number = correct(office, FactName.DEADLINE, APRIL, anna)
    assert view(office).summary == ""
    office.wait(days=1)
    office.take(text=CALL.replace("15.03.", "31.05."))
    assert view(office).summary == ""
    take_back(office, number, anna)
    assert "31.05.2027" in view(office).summary


def test_less_time_is_proposed_too_and_does_not_count_at_once(office: Office, anna: int) -> None:
    read(office, APRIL)
    correct(office, FactName.DEADLINE, MAY, anna)
    crawl(office, MARCH)
    assert (proposed(office), view(office).deadline) == ([("deadline", MAY, MARCH)], date(2027, 5, 31))


def test_a_proposal_of_an_accepted_entry_shows_in_the_inbox_until_it_is_answered(office: Office, anna: int) -> None:
    read(office, MARCH)
    publish(office)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    assert is_marked(office)
    with office.store.reading() as session:
        (row,) = review.inbox(session, today=office.today).rows
        assert (row.changed, number_waiting(session)) == (True, 1)
        assert [line.state for line in waiting(session)] == [ChangeState.PROPOSED]
    keep(office, anna)
    assert not is_marked(office)


def test_what_is_proposed_leaves_the_mark_of_another_change_alone(office: Office, anna: int) -> None:
    read(office, MARCH, amount_max="500", currency="EUR")
    publish(office)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY, amount_max="900", currency="EUR")
    crawl(office, MAY, amount_max="900", currency="EUR")
    keep(office, anna)
    assert told(office) == [("amount_changed", "/500 EUR", "/900 EUR")]
    assert is_marked(office)


def test_a_proposal_follows_its_source(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    crawl(office, JUNE)
    assert proposed(office) == [("deadline", APRIL, JUNE)]


@pytest.mark.parametrize("said", [MARCH, APRIL])
def test_a_proposal_lapses_when_the_source_agrees_or_says_what_it_said_before(
    office: Office, anna: int, said: str
) -> None:
    read(office, MARCH)
    publish(office)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    crawl(office, said, text=ALIKE)
    assert (proposed(office), is_marked(office)) == ([], False)
    assert view(office).deadline == date(2027, 4, 30)


def test_when_the_source_comes_to_agree_its_sentence_proves_the_correction(office: Office, anna: int) -> None:
    office.take()
    correct(office, FactName.DEADLINE, APRIL, anna)
    office.wait(days=1)
    office.take(text=CALL.replace("15.03.", "30.04."))
    proof = view(office).proof_of("deadline")
    assert proof is not None
    assert proof.quote == "Bewerbungsschluss: 30.04.2027."
    assert shown(office).standing[FactName.DEADLINE].value == APRIL


def test_what_was_declined_is_asked_again_only_when_the_source_says_something_new(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    keep(office, anna)
    for said in (MARCH, MAY):
        crawl(office, said, text=f"Text {said}")
    assert proposed(office) == []
    crawl(office, JUNE)
    assert proposed(office) == [("deadline", APRIL, JUNE)]


def test_keeping_ours_can_be_undone(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    number = keep(office, anna)
    declined = shown(office).declined[FactName.DEADLINE]
    assert (declined.change_id, declined.said, declined.person) == (number, MAY, "Anna")
    with office.store.writing() as session:
        review.ask_again(session, number, person_id=anna, now=office.now)
    assert proposed(office) == [("deadline", APRIL, MAY)]
    assert not shown(office).declined


def test_an_answer_is_not_undone_when_the_source_said_something_new_since(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    number = keep(office, anna)
    crawl(office, JUNE)
    with pytest.raises(AlreadyDecided), office.store.writing() as session:
        review.ask_again(session, number, person_id=anna, now=office.now)


def test_taking_over_ends_the_correction_and_tells_the_change(office: Office, anna: int) -> None:
    read(office, MARCH)
    first = correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    take_over(office, anna)
    assert view(office).deadline == date(2027, 5, 31)
    assert history(office) == [("corrected", MARCH, APRIL), ("told", APRIL, MAY)]
    assert shown(office).ended[FactName.DEADLINE].correction_id == first
    crawl(office, MARCH, text=ALIKE)
    assert view(office).deadline == date(2027, 3, 15)


def test_taking_over_ends_every_correction_of_the_fact_and_undoing_brings_them_all_back(
    office: Office, anna: int
) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, "2027-04-01", anna)
    newest = correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    take_over(office, anna)
    assert not shown(office).standing
    reinstate(office, newest, anna)
    assert view(office).deadline == date(2027, 4, 30)
    assert proposed(office) == [("deadline", APRIL, MAY)]
    take_back(office, newest, anna)
    assert view(office).deadline == date(2027, 4, 1)


def test_a_proposal_stands_against_the_older_correction_when_the_newer_one_is_taken_back(
    office: Office, anna: int
) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    newest = correct(office, FactName.DEADLINE, MAY, anna)
    crawl(office, JUNE)
    take_back(office, newest, anna)
    assert proposed(office) == [("deadline", APRIL, JUNE)]


def test_an_answered_proposal_is_not_answered_twice(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    number = keep(office, anna)
    with pytest.raises(NothingWaits), office.store.writing() as session:
        review.take_over(session, number, person_id=anna, now=office.now)
    with pytest.raises(NothingWaits), office.store.writing() as session:
        review.keep(session, 2**40, person_id=anna, now=office.now)


def test_taking_back_lets_the_source_speak_again_as_it_speaks_now(office: Office, anna: int) -> None:
    read(office, MARCH)
    number = correct(office, FactName.DEADLINE, APRIL, anna)
    crawl(office, MAY)
    take_back(office, number, anna)
    assert (view(office).deadline, proposed(office)) == (date(2027, 5, 31), [])
    crawl(office, APRIL, text=ALIKE)
    assert view(office).deadline == date(2027, 4, 30)


def test_what_waited_when_a_person_corrected_is_known_to_them_and_not_proposed(office: Office, anna: int) -> None:
    read(office, MARCH)
    crawl(office, MAY)
    assert view(office).unsettled
    correct(office, FactName.DEADLINE, APRIL, anna)
    assert not view(office).unsettled
    crawl(office, MAY, text=ALIKE)
    assert (proposed(office), view(office).deadline) == ([], date(2027, 4, 30))


def test_a_fact_that_went_back_and_forth_is_settled_by_a_person(office: Office, anna: int) -> None:
    for number in range(9):
        crawl(office, APRIL if number % 2 else MARCH)
    assert changes(office, ChangeState.FLAPPING)
    correct(office, FactName.DEADLINE, MAY, anna)
    crawl(office, MARCH, text=ALIKE)
    assert (changes(office, ChangeState.FLAPPING), proposed(office), view(office).unsettled) == ([], [], False)


def test_a_round_that_passes_by_the_calendar_is_nothing_new_until_the_corrected_day_has_passed_too(
    office: Office, anna: int
) -> None:
    rounds_said = "2027-01-20;2027-09-30"
    read(office, rounds_said)
    correct(office, FactName.DEADLINE, "2027-02-10", anna)
    office.now += timedelta(days=15)
    crawl(office, rounds_said)
    assert proposed(office) == []
    office.now += timedelta(days=30)
    crawl(office, rounds_said, text=ALIKE)
    assert proposed(office) == [("deadline", "2027-02-10", "2027-09-30")]


def test_another_source_changes_no_corrected_fact_either(office: Office, anna: int) -> None:
    read(office)
    office.take(TITLE, ALIKE, source="stadtverband", url=URL, fields={"kind": "call"})
    correct(office, FactName.DEADLINE, APRIL, anna)
    office.wait(days=1)
    office.take(TITLE, ALIKE, source="stadtverband", url=URL, fields={"kind": "call", "deadline": MAY})
    assert view(office).deadline == date(2027, 4, 30)
    assert proposed(office) == [("deadline", APRIL, MAY)]


def test_the_same_words_again_propose_nothing_more(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, APRIL, anna)
    for _ in range(3):
        crawl(office, MAY)
    assert len(changes(office, ChangeState.PROPOSED, ChangeState.LAPSED)) == 1
    assert view(office).state == OpportunityState.NEW
