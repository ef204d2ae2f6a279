"""What a person can point at in a text: every day, sum and country, where it stands."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.named import Named, NamedCountry, NamedDay, NamedSum, find_named
from aggregator.taxonomy import is_country

TODAY = date(2026, 11, 23)
PIECES = (
    *("31.01.2027", "15. März", "bis 1. April 2027, 12 Uhr", "23.-26.11.2027", "31.02.2027", "Ende März 2027", "KW 12"),
    *("2 II 2027", "May 5, 2027", "le 3 mai 2027 à 12 h", "5.000 €", "500 bis 4.500 Euro", "1.00.0 €", "ab 300 PLN"),
    *("Polen", "deutsch-polnische", "auf Polnisch", "Ukraine", "France", "Weimarer Dreieck", "\n\n", " ", ". ", "<b>"),
    *("ﷺ", "\u202e", "İ", "\x00", "Termine", "Weitere Ausschreibungen\n", "€", "31"),
)


def named(text: str, language: str = "de") -> tuple[Named, ...]:
    """What a text names, read today."""
    return find_named(text, language, published=date(2026, 11, 20), fetched=TODAY, today=TODAY)


def printed(text: str) -> list[str]:
    """The words that can be pointed at."""
    return [text[one.start : one.end] for one in named(text)]


def test_days_sums_and_countries_come_in_the_order_of_the_text() -> None:
    text = "Für Polen gibt es bis zu 4.500 Euro; Anträge bis 31. Januar 2027, auch für Partner in der Ukraine."
    assert printed(text) == ["Polen", "4.500 Euro", "31. Januar 2027", "Ukraine"]


def test_a_day_brings_its_time_and_zone() -> None:
    (day,) = named("Bewerbungen bis zum 31. Januar 2027, 12 Uhr.")
    assert isinstance(day, NamedDay)
    assert (day.day, day.time, day.zone) == (date(2027, 1, 31), time(12), "Europe/Berlin")


def test_a_day_without_a_year_is_the_next_one_after_publication() -> None:
    (day,) = named("Anmeldung bis 15. März.")
    assert isinstance(day, NamedDay)
    assert day.day == date(2027, 3, 15)


def test_both_days_of_a_span_know_the_span() -> None:
    text = "Die Begegnung findet vom 1. April bis 31. Oktober 2027 statt."
    days = [one for one in named(text) if isinstance(one, NamedDay)]
    assert [(one.day, one.first, one.last) for one in days] == [
        (date(2027, 4, 1), date(2027, 4, 1), date(2027, 10, 31)),
        (date(2027, 10, 31), date(2027, 4, 1), date(2027, 10, 31)),
    ]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Gefördert werden bis zu 4.500 Euro.", None, Decimal(4500)),
        ("Gefördert werden 500 bis 4.500 Euro.", Decimal(500), Decimal(4500)),
        ("Anträge ab 300 Euro.", Decimal(300), None),
        ("A grant of at least 2,000 euros.", Decimal(2000), None),
    ],
)
def test_a_sum_knows_which_end_it_is(text: str, least: Decimal | None, most: Decimal | None) -> None:
    (found,) = named(text)
    assert isinstance(found, NamedSum)
    assert (found.least, found.most, found.currency) == (least, most, "EUR")


def test_a_country_is_named_by_its_adjective_too_but_not_by_its_language() -> None:
    found = named("Die deutsch-polnische Jury liest Anträge auf Polnisch. Projekte in Polen und in Polen.")
    assert [one.code for one in found if isinstance(one, NamedCountry)] == ["DE", "PL", "PL", "PL"]


@pytest.mark.parametrize(
    "text", ["Am 31.02.2027.", "Ende März 2027.", "In KW 12.", "Das Weimarer Dreieck.", "", "\x00"]
)
def test_what_is_no_single_day_and_no_single_country_cannot_be_pointed_at(text: str) -> None:
    assert named(text) == ()


def test_what_stands_at_the_end_about_other_things_is_left_out() -> None:
    text = (
        "Anträge bis 31. Januar 2027. "
        + "Wir fördern Begegnungen. " * 20
        + "\n\nWeitere Ausschreibungen\n1.5.2027 Polen"
    )
    assert printed(text) == ["31. Januar 2027"]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40), st.sampled_from(["de", "fr", "en", "pl", ""])
)
def test_of_any_text_the_spans_lie_in_it_in_order_apart_and_mean_something(pieces: list[str], language: str) -> None:
    text = " ".join(pieces)
    found = named(text, language)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    for one in found:
        match one:
            case NamedDay():
                assert one.first <= one.day <= one.last
                assert one.time is not None or one.zone is None
            case NamedSum():
                ends = [end for end in (one.least, one.most) if end is not None]
                assert ends and ends == sorted(ends)
                assert len(one.currency) == 3
            case NamedCountry():
                assert is_country(one.code)
