"""What is told of one thing, decided from what was told and what is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aggregator.model import AlertRhythm, News
from newsletter.alerts.rhythm import next_look
from newsletter.alerts.verdict import What, facts, reminder, standing_news

TODAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")
OPEN = facts(TODAY + timedelta(days=30), "")
LATER = facts(TODAY + timedelta(days=60), "")


def what(*told: object, fits: bool = True, now: object = OPEN, own: object = None) -> What | None:
    found = standing_news(now, own, told, fits=fits, today=TODAY)  # type: ignore[arg-type]
    return found.what if found else None


def test_what_fits_and_was_never_told_is_new() -> None:
    assert what() is What.NEW
    assert what(fits=False) is None


def test_what_was_told_is_not_told_again_unless_it_differs() -> None:
    assert what(own=OPEN) is None
    assert what(own=LATER) is What.MOVED


def test_a_moved_deadline_is_told_though_it_does_not_fit_any_more() -> None:
    assert what(own=OPEN, now=LATER, fits=False) is What.MOVED


def test_what_was_told_of_a_merged_one_counts() -> None:
    assert what(OPEN) is What.KNOWN
    assert what(LATER) is What.MOVED


def test_a_withdrawn_one_is_told_once_to_who_knew_of_it() -> None:
    gone = facts(OPEN.day, "withdrawn")
    assert what(own=OPEN, now=gone, fits=False) is What.OVER
    assert what(own=gone, now=gone, fits=False) is None
    assert what(now=gone, fits=False) is None


def test_the_next_round_of_what_is_over_is_new_where_it_fits() -> None:
    past = facts(TODAY - timedelta(days=1), "")
    assert what(own=past) is What.NEW
    assert what(own=past, fits=False) is None


@pytest.mark.parametrize(
    ("left", "news"), [(20, None), (14, News.FORTNIGHT), (9, News.FORTNIGHT), (3, News.LAST_DAYS), (0, News.LAST_DAYS)]
)
def test_a_deadline_is_reminded_of_at_fourteen_days_and_at_three(left: int, news: News | None) -> None:
    now = facts(TODAY + timedelta(days=left), "")
    found = reminder(now, (), today=TODAY)
    assert (found.news if found else None) == news
    assert reminder(now, {(News.FORTNIGHT, now.day), (News.LAST_DAYS, now.day)}, today=TODAY) is None


def test_another_day_is_reminded_of_anew() -> None:
    now = facts(TODAY + timedelta(days=10), "")
    assert reminder(now, {(News.FORTNIGHT, TODAY + timedelta(days=12))}, today=TODAY) is not None


def test_alerts_are_looked_at_in_the_morning_of_the_office_also_when_the_clocks_change() -> None:
    saturday = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert next_look(AlertRhythm.DAILY, saturday, zone=BERLIN) == datetime(2027, 3, 28, 4, tzinfo=UTC)
    assert next_look(AlertRhythm.WEEKLY, saturday, zone=BERLIN) == datetime(2027, 3, 29, 4, tzinfo=UTC)
    assert next_look(AlertRhythm.DAILY, saturday.replace(hour=3), zone=BERLIN) == saturday.replace(hour=5)
