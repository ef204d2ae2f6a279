"""What people type into a field: days and sums in the forms of four languages."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.typed import NoSuchDay, TypedDay, TypedSum, Unreadable, typed_days, typed_sum
from templates import LANGUAGES
from templates.language import short_date, span, sums

TODAY = date(2026, 11, 23)
DAY = date(2027, 3, 15)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "15.3.2027",
        "15. März 2027",
        "2027-03-15",
        "15/03/2027",
        "15 mars 2027",
        "15 marca 2027",
        "15 March 2027",
        "15.3.",
        "15.03",
        "15/3",
        "15.3.27",
        "15.3.'27",
        "15 mars 27",
        "15 March 27",
        "15 marca 27 r.",
        "Mo, 15.3.2027",
        "lundi 15 mars",
        "poniedziałek, 15 marca 2027",
        "15 III 2027",
        "bis 15. März",
    ],
)
def test_a_day_is_read_in_every_form_whatever_the_language_of_the_page(typed: str, language: str) -> None:
    assert typed_days(typed, language, today=TODAY) == (TypedDay(DAY),)


@pytest.mark.parametrize(
    "typed",
    [
        "15.3.2027 12 Uhr",
        "15.3.2027, 12:00",
        "2027-03-15T12:00",
        "15.3. um 12",
        "15.3.2027 godz. 12",
        "15 March at 12",
        "15 mars 2027 à 12h",
        "15.03.2027 r., godz. 12:00",
    ],
)
def test_a_time_may_stand_beside_it(typed: str) -> None:
    assert typed_days(typed, "de", today=TODAY) == (TypedDay(DAY, time(12)),)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("31.02.2027", date(2027, 2, 28)),
        ("30.2.", date(2027, 2, 28)),
        ("2028-02-30", date(2028, 2, 29)),
        ("32.03.2027", date(2027, 3, 31)),
        ("31.13.2027", None),
        ("15.13.", None),
        ("32. Dezember", date(2026, 12, 31)),
        ("31 février", date(2027, 2, 28)),
        ("31 lutego", date(2027, 2, 28)),
        ("Sept 31", date(2027, 9, 30)),
        ("31.4.27", date(2027, 4, 30)),
    ],
)
def test_a_day_that_does_not_exist_is_told_with_the_last_one_of_its_month(typed: str, nearest: date | None) -> None:
    with pytest.raises(NoSuchDay) as told:
        typed_days(typed, "de", today=TODAY)
    assert (told.value.printed, told.value.nearest) == (typed, nearest)


@pytest.mark.parametrize(
    "typed", ["", "bald", "März 2027", "15.3.2027 25:00", "15.3.2027 10-12 Uhr", "1234567", "1" * 300]
)
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    with pytest.raises(Unreadable):
        typed_days(typed, "de", today=TODAY)


@pytest.mark.parametrize(
    "typed", ["1.–4. Mai 2027", "01.05.2027 – 04.05.2027", "du 1er au 4 mai 2027", "1-4 maja 2027"]
)
def test_a_span_is_two_days(typed: str) -> None:
    days = typed_days(typed, "de", today=TODAY)
    assert [one.day for one in days] == [date(2027, 5, 1), date(2027, 5, 4)]


@pytest.mark.parametrize(
    ("typed", "least", "most", "currency"),
    [
        ("5.000", None, "5000", "EUR"),
        ("5 000 €", None, "5000", "EUR"),
        ("bis 5000", None, "5000", "EUR"),
        ("500 – 5.000 €", "500", "5000", "EUR"),
        ("500-5000", "500", "5000", "EUR"),
        ("5000 - 500", "5000", "500", "EUR"),
        ("ab 500 €", "500", None, "EUR"),
        ("od 500 zł", "500", None, "PLN"),
        ("500 SEK – 5000 SEK", "500", "5000", "SEK"),
        ("2.500,50", None, "2500.50", "EUR"),
    ],
)
def test_a_sum_is_read_as_sources_write_it(typed: str, least: str | None, most: str | None, currency: str) -> None:
    expected = TypedSum(Decimal(least) if least else None, Decimal(most) if most else None, currency)
    assert typed_sum(typed) == expected


@pytest.mark.parametrize("typed", ["", "viel", "-500", "1. 2. 3", "50 %", "5.000.00", "9" * 300])
def test_what_is_no_sum_is_not_guessed(typed: str) -> None:
    with pytest.raises(Unreadable):
        typed_sum(typed)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(LANGUAGES))
def test_what_a_page_shows_can_be_typed_back(day: date, language: str) -> None:
    assert typed_days(short_date(day, language), language, today=TODAY) == (TypedDay(day),)
    later = date(2099, 12, 31)
    both = typed_days(span((day, later), language), language, today=TODAY)
    assert [one.day for one in both] == [day, later]


@given(st.integers(1, 10**9), st.sampled_from(["EUR", "PLN", "CHF", "GBP", "CZK"]), st.sampled_from(LANGUAGES))
def test_a_sum_that_a_page_shows_can_be_typed_back(number: int, currency: str, language: str) -> None:
    shown = sums(None, Decimal(number), currency, language)
    assert typed_sum(shown) == TypedSum(None, Decimal(number), currency)


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_read_or_refused(text: str, language: str) -> None:
    for how in (lambda: typed_days(text, language, today=TODAY), lambda: typed_sum(text)):
        try:
            assert how()
        except (Unreadable, NoSuchDay) as refused:
            assert str(refused) is not None
