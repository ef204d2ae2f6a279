from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerpost.demo.sites.days import Day, DayRuleError, day, days

ANY_DAY = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("language", "style", "printed"),
    [
        ("de", "long", "1. März 2027"),
        ("de", "weekday", "Montag, 1. März 2027"),
        ("de", "numeric", "01.03.2027"),
        ("de", "no_year", "1. März"),
        ("fr", "long", "1er mars 2027"),
        ("fr", "weekday", "lundi 1er mars 2027"),
        ("fr", "numeric", "01/03/2027"),
        ("en", "long", "1 March 2027"),
        ("pl", "long", "1 marca 2027 r."),
        ("pl", "month", "marzec 2027 r."),
        ("de", "iso", "2027-03-01"),
        ("de", "year", "2027"),
    ],
)
def test_a_day_is_printed_as_its_language_writes_it(language: str, style: str, printed: str) -> None:
    assert format(Day(date(2027, 3, 1), language), style) == printed


def test_only_the_first_of_a_french_month_is_an_ordinal() -> None:
    assert f"{Day(date(2027, 3, 11), 'fr'):long}" == "11 mars 2027"


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("+1", date(2026, 12, 28)),  # Friday 25 is a holiday, the 26th too, then Sunday
        ("-1", date(2026, 12, 23)),
        ("+2sa", date(2027, 1, 2)),  # the Saturday two days on is Boxing Day
        ("+2mo", date(2026, 12, 28)),
        ("+2mo+2", date(2026, 12, 30)),
    ],
)
def test_rules_of_days_step_over_weekends_and_holidays(rule: str, meant: date) -> None:
    assert day(rule, date(2026, 12, 24)) == meant


@pytest.mark.parametrize("rule", ["34", "+34xx", "morgen", ""])
def test_a_rule_nobody_understands_is_refused_with_examples(rule: str) -> None:
    with pytest.raises(DayRuleError, match=r"write \+34"):
        day(rule, date(2027, 1, 4))


def test_a_style_nobody_knows_is_refused() -> None:
    with pytest.raises(DayRuleError, match="no style"):
        format(Day(date(2027, 1, 4), "de"), "longest")


@given(today=ANY_DAY, offset=st.integers(min_value=0, max_value=200))
def test_a_day_ahead_is_a_working_day_within_six_days_of_its_offset(today: date, offset: int) -> None:
    found = day(f"+{offset}", today)
    assert found.weekday() < 5
    assert timedelta(offset) <= found - today <= timedelta(offset + 6)


@given(today=ANY_DAY)
def test_today_is_always_among_the_named_days(today: date) -> None:
    assert days({"deadline": "+5"}, today, "pl")["today"].date == today
