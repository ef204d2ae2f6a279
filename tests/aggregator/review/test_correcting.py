"""People correct what was read: at once, in every fact, and so that each step can be undone."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from aggregator import review
from aggregator.changes import FactName
from aggregator.model import ChangeState
from aggregator.review import AlreadyDecided, CannotBe, Flaw, Unknown
from aggregator.search import Query, find
from tests.aggregator.changes.seen import publish, read
from tests.aggregator.office import Office
from tests.aggregator.review.corrected import (
    APRIL,
    JUNE,
    MARCH,
    MAY,
    changes,
    correct,
    history,
    kept,
    office_number,
    reinstate,
    rounds,
    shown,
    take_back,
    view,
)


def test_a_corrected_deadline_counts_at_once_and_moves_the_calendar_entry(office: Office, anna: int) -> None:
    read(office, MARCH)
    correct(office, FactName.DEADLINE, "2027-04-30T12:00", anna)
    after = view(office)
    assert (after.deadline, after.deadline_time, after.certainty) == (date(2027, 4, 30), time(12), "exact")
    assert (after.version, after.sequence) == (1, 1)
    assert rounds(office) == [date(2027, 4, 30)]
    assert history(office) == [("corrected", MARCH, "2027-04-30T12:00")]


def test_what_proved_the_former_value_does_not_stand_beside_the_new_one(office: Office, anna: int) -> None:
    office.take()
    assert view(office).proof_of("deadline") is not None
    correct(office, FactName.DEADLINE, APRIL, anna)
    assert view(office).proof_of("deadline") is None
    (written,) = changes(office, ChangeState.CORRECTED)
    assert written.sentence_before == "Bewerbungsschluss: 15.03.2027."


@pytest.mark.parametrize(
    ("field", "value", "column", "after"),
    [
        (FactName.TITLE, "Begegnung in Polen", "title", "Begegnung in Polen"),
        (FactName.KIND, "event", "kind", "event"),
        (FactName.PLACE, "Gliwice", "place", "Gliwice"),
        (FactName.ORGANISER, "Stadt Bottrop", "organiser", "Stadt Bottrop"),
        (FactName.STATUS, "closed", "status", "closed"),
        (FactName.EVENT, "2027-05-01/2027-05-04", "event_end", date(2027, 5, 4)),
        (FactName.EVENT, "2027-05-01", "event_end", None),
        (FactName.AMOUNT, "500/5000 EUR", "amount_max", Decimal(5000)),
        (FactName.AMOUNT, "500/ PLN", "currency", "PLN"),
        (FactName.AMOUNT, None, "amount_max", None),
        (FactName.DEADLINE, "rolling", "certainty", "rolling"),
        (FactName.DEADLINE, None, "certainty", "none_stated"),
        (FactName.COUNTRY, "PL FR", "countries", ("FR", "PL")),
        (FactName.TOPIC, None, "topics", ()),
        (FactName.AUDIENCE, "school", "audiences", ("school",)),
    ],
)
def test_every_fact_can_be_corrected(
    office: Office, anna: int, field: FactName, value: str | None, column: str, after: object
) -> None:
    read(office, MARCH, amount_max="900", currency="EUR")
    correct(office, field, value, anna)
    assert getattr(view(office), column) == after


def test_a_corrected_title_is_found_by_its_new_words(office: Office, anna: int) -> None:
    read(office, MARCH)
    publish(office)
    correct(office, FactName.TITLE, "Segelfreizeit", anna)
    with office.store.reading() as session:
        found = find(session, Query(words="segelfreizeit"), today=office.today).items
    assert [one.title for one in found] == ["Segelfreizeit"]


@pytest.mark.parametrize(
    ("field", "value", "flaw"),
    [
        (FactName.TITLE, None, Flaw.MISSING),
        (FactName.TITLE, " \n ", Flaw.MISSING),
        (FactName.TITLE, "a" * 501, Flaw.TOO_LONG),
        (FactName.KIND, "party", Flaw.UNKNOWN_CODE),
        (FactName.KIND, "call event", Flaw.UNKNOWN_CODE),
        (FactName.STATUS, "maybe", Flaw.UNKNOWN_CODE),
        (FactName.COUNTRY, "PL XX1", Flaw.UNKNOWN_CODE),
        (FactName.TOPIC, "fishing", Flaw.UNKNOWN_CODE),
        (FactName.AUDIENCE, "youth", Flaw.UNKNOWN_CODE),
        (FactName.DEADLINE, "2027-02-31", Flaw.NO_DAY),
        (FactName.DEADLINE, "0027-03-15", Flaw.NO_DAY),
        (FactName.DEADLINE, "soon", Flaw.NO_DAY),
        (FactName.DEADLINE, "2027-03-15T25:00", Flaw.NO_TIME),
        (FactName.DEADLINE, "2027-03-15T12:00[Nowhere/Land]", Flaw.NO_TIME),
        (FactName.EVENT, "2027-05-04/2027-05-01", Flaw.END_BEFORE_START),
        (FactName.EVENT, "2027-05-04/2027-05-32", Flaw.NO_DAY),
        (FactName.AMOUNT, "5000/500 EUR", Flaw.LEAST_ABOVE_MOST),
        (FactName.AMOUNT, "/ EUR", Flaw.NO_SUM),
        (FactName.AMOUNT, "/-5 EUR", Flaw.NO_SUM),
        (FactName.AMOUNT, "/NaN EUR", Flaw.NO_SUM),
        (FactName.AMOUNT, "/1000000000000 EUR", Flaw.NO_SUM),
        (FactName.AMOUNT, "/500 euros", Flaw.UNKNOWN_CODE),
        (FactName.DEADLINE, MARCH, Flaw.UNCHANGED),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    office: Office, anna: int, field: FactName, value: str | None, flaw: Flaw
) -> None:
    read(office, MARCH)
    with pytest.raises(CannotBe) as told:
        correct(office, field, value, anna)
    assert (told.value.name, told.value.flaw) == (field, flaw)
    assert (kept(office), view(office).version) == ([], 0)


def test_taking_back_brings_back_what_stood_before_with_its_proof(office: Office, anna: int) -> None:
    office.take(text="Bewerbungsschluss: 15.03.2027. Zweite Runde: Bewerbungsschluss: 30.09.2027.", fields={})
    assert rounds(office) == [date(2027, 3, 15), date(2027, 9, 30)]
    number = correct(office, FactName.DEADLINE, APRIL, anna)
    assert rounds(office) == [date(2027, 4, 30)]
    office.wait(days=1)
    take_back(office, number, anna)
    after = view(office)
    assert (after.deadline, after.sequence) == (date(2027, 3, 15), 2)
    assert after.proof_of("deadline") is not None
    assert rounds(office) == [date(2027, 3, 15), date(2027, 9, 30)]
    assert history(office) == [("corrected", MARCH, APRIL), ("corrected", APRIL, MARCH)]


def test_a_newer_correction_supersedes_the_older_one_which_comes_back_when_it_is_taken_back(
    office: Office, anna: int
) -> None:
    read(office, MARCH)
    first = correct(office, FactName.DEADLINE, APRIL, anna)
    second = correct(office, FactName.DEADLINE, MAY, anna)
    assert [one.machine_value for one in kept(office)] == [MARCH, MARCH]
    with pytest.raises(AlreadyDecided):
        take_back(office, first, anna)
    take_back(office, second, anna)
    assert view(office).deadline == date(2027, 4, 30)
    take_back(office, first, anna)
    assert view(office).deadline == date(2027, 3, 15)
    assert [one.undone_by for one in kept(office)] == [anna, anna]


def test_what_was_taken_back_can_be_put_in_again(office: Office, anna: int) -> None:
    read(office, MARCH)
    number = correct(office, FactName.DEADLINE, APRIL, anna)
    office.wait(days=1)
    take_back(office, number, anna)
    ended = shown(office).ended[FactName.DEADLINE]
    assert (ended.correction_id, ended.value, ended.person, ended.at) == (number, APRIL, "Anna", office.now)
    office.wait(days=1)
    reinstate(office, number, anna)
    assert view(office).deadline == date(2027, 4, 30)
    assert not shown(office).ended
    assert [one.undone_at for one in kept(office)] == [None]


def test_a_correction_is_not_put_in_again_over_a_newer_one(office: Office, anna: int) -> None:
    read(office, MARCH)
    number = correct(office, FactName.DEADLINE, APRIL, anna)
    take_back(office, number, anna)
    office.wait(days=1)
    correct(office, FactName.DEADLINE, JUNE, anna)
    assert not shown(office).ended
    with pytest.raises(AlreadyDecided):
        reinstate(office, number, anna)


def test_who_corrects_an_older_version_hears_who_was_first(office: Office, anna: int) -> None:
    read(office, MARCH)
    piotr = office.hire("Piotr")
    correct(office, FactName.DEADLINE, APRIL, piotr, version=0)
    with pytest.raises(AlreadyDecided) as told:
        correct(office, FactName.DEADLINE, MAY, anna, version=0)
    assert (told.value.action, told.value.person_name, told.value.at) == (None, "Piotr", office.now)
    with pytest.raises(AlreadyDecided):
        take_back(office, kept(office)[0].id or 0, anna, version=0)
    assert view(office).deadline == date(2027, 4, 30)


def test_who_decides_on_an_older_version_hears_who_corrected_it(office: Office, anna: int) -> None:
    read(office, MARCH)
    publish(office)
    office.wait(days=1)
    correct(office, FactName.DEADLINE, APRIL, anna)
    with office.store.writing() as session, pytest.raises(AlreadyDecided) as told:
        review.reject(session, office_number(office), person_id=None, now=office.now, version=1)
    assert (told.value.action, told.value.person_name) == (None, "Anna")


@pytest.mark.parametrize("number", [0, 99, 2**40])
def test_what_does_not_exist_is_not_corrected(office: Office, number: int) -> None:
    read(office, MARCH)
    with pytest.raises(Unknown), office.store.writing() as session:
        review.correct(session, number, FactName.PLACE, "Gliwice", person_id=None, now=office.now)
    with pytest.raises(Unknown):
        take_back(office, number)


def test_the_desk_reads_who_corrected_and_what_the_source_says(office: Office, anna: int) -> None:
    office.take()
    correct(office, FactName.DEADLINE, APRIL, anna)
    its = shown(office).standing[FactName.DEADLINE]
    assert (its.person, its.at, its.value) == ("Anna", office.now, APRIL)
    assert (its.said, its.sentence) == (MARCH, "Bewerbungsschluss: 15.03.2027.")
