"""What differs between two readings, and what each difference means: pure, without a store."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from aggregator.changes import FactName, differences, facts
from aggregator.model import ChangeType

TODAY = date(2027, 1, 11)


def meaning(name: FactName, before: str | None, after: str | None, **others: str) -> tuple[ChangeType, bool] | None:
    """Type of the one difference, and whether people must hear of it; None where nothing differs."""
    around = {FactName(other): value for other, value in others.items()}
    found = differences({**around, name: before}, {**around, name: after}, today=TODAY)
    assert len(found) < 2
    return (found[0].type, found[0].is_news) if found else None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2027-03-15", "2027-04-30", ChangeType.DEADLINE_MOVED_LATER),
        ("2027-04-30", "2027-03-15", ChangeType.DEADLINE_MOVED_EARLIER),
        ("2027-03-15T12:00", "2027-03-15", ChangeType.DEADLINE_MOVED_LATER),
        ("2027-03-15T17:00[Europe/London]", "2027-03-15T17:00", ChangeType.DEADLINE_MOVED_EARLIER),
        (None, "2027-03-15", ChangeType.DEADLINE_SET),
        ("rolling", "2027-03-15", ChangeType.DEADLINE_SET),
        ("2027-03-15", None, ChangeType.DEADLINE_DROPPED),
        ("2027-03-15", "rolling", ChangeType.DEADLINE_DROPPED),
        ("2027-01-10", "2027-03-15", ChangeType.REOPENED),
        ("2027-01-10", "2027-01-09", ChangeType.DEADLINE_MOVED_EARLIER),
        ("0001-01-01", "9999-12-31", ChangeType.REOPENED),
    ],
)
def test_a_deadline_that_differs_has_one_exact_meaning(
    before: str | None, after: str | None, expected: ChangeType
) -> None:
    assert meaning(FactName.DEADLINE, before, after) == (expected, True)


def test_another_rule_in_the_place_of_a_day_is_a_detail() -> None:
    assert meaning(FactName.DEADLINE, "rolling", "recurring") == (ChangeType.DETAILS, False)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("announced", "open", ChangeType.OPENED),
        (None, "closed", ChangeType.CLOSED),
        ("open", "withdrawn", ChangeType.WITHDRAWN),
        ("closed", "open", ChangeType.REOPENED),
        ("withdrawn", None, ChangeType.REOPENED),
    ],
)
def test_a_status_that_differs_has_one_exact_meaning(
    before: str | None, after: str | None, expected: ChangeType
) -> None:
    assert meaning(FactName.STATUS, before, after, deadline="2027-03-15") == (expected, True)


@pytest.mark.parametrize(("before", "after"), [(None, "open"), ("open", None), ("open", "announced")])
def test_a_status_that_says_what_was_known_is_a_detail(before: str | None, after: str | None) -> None:
    assert meaning(FactName.STATUS, before, after) == (ChangeType.DETAILS, False)


def test_that_something_is_closed_whose_day_has_passed_is_no_news() -> None:
    assert meaning(FactName.STATUS, None, "closed", deadline="2027-01-10") == (ChangeType.CLOSED, False)
    assert meaning(FactName.STATUS, "closed", None, deadline="2027-01-10") == (ChangeType.DETAILS, False)


def test_a_day_that_merely_passed_is_no_difference() -> None:
    kept = {FactName.DEADLINE: "2027-01-10"}
    found = {FactName.DEADLINE: "2027-06-01"}
    rounds = {date(2027, 1, 10), date(2027, 6, 1)}
    assert differences(kept, found, today=TODAY, known=rounds, named=rounds) == ()
    assert len(differences(kept, found, today=TODAY, known=rounds, named={date(2027, 6, 1)})) == 1


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (FactName.TITLE, "Begegnung in Köln", "BEGEGNUNG IN KÖLN"),
        (FactName.PLACE, "Łódź", "Lodz"),
        (FactName.ORGANISER, "Jugendring e. V.", "Jugendring e.V"),
        (FactName.COUNTRY, facts.codes(["PL", "FR"]), facts.codes(["FR", "PL", "PL"])),
        (FactName.AMOUNT, facts.amount(None, Decimal("500.00"), "EUR"), facts.amount(None, Decimal(500), "EUR")),
        (
            FactName.DEADLINE,
            facts.deadline(date(2027, 3, 15), time(12), "Europe/Berlin", "exact"),
            facts.deadline(date(2027, 3, 15), time(12), None, "inferred"),
        ),
        (FactName.EVENT, facts.days(date(2027, 5, 1), None), facts.days(date(2027, 5, 1), date(2027, 5, 1))),
    ],
)
def test_capitals_accents_order_and_spelling_make_no_difference(
    name: FactName, before: str | None, after: str | None
) -> None:
    assert meaning(name, before, after) is None


def test_a_title_without_any_letter_still_differs_from_another() -> None:
    assert meaning(FactName.TITLE, "???", "!!!") == (ChangeType.DETAILS, False)


@pytest.mark.parametrize("low", [None, Decimal("0.5"), Decimal(100)])
@pytest.mark.parametrize("high", [None, Decimal("1234.56"), Decimal("999999999999.99")])
@pytest.mark.parametrize("currency", [None, "EUR"])
def test_a_sum_that_was_written_down_can_be_taken_apart(
    low: Decimal | None, high: Decimal | None, currency: str | None
) -> None:
    value = facts.amount(low, high, currency)
    assert (facts.sums(value) if value else (None, None, currency or "")) == (low, high, currency or "")
