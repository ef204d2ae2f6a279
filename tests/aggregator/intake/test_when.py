"""When a source is visited again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import COLLECTED, SourceKind
from aggregator.health import Memory
from aggregator.health.memory import Looked
from aggregator.intake.when import OpenCalls, interval, next_fetch

NOON = datetime(2027, 1, 11, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def visits(hours: float, news: str) -> tuple[Looked, ...]:
    """Visits at a steady pace until NOON; `news` has a `+` for each that brought some, a `.` for the others."""
    last = len(news) - 1
    return tuple(Looked(NOON - (last - place) * hours * HOUR, sign == "+") for place, sign in enumerate(news))


def due(memory: Memory = Memory(), **parts: object) -> timedelta:  # noqa: B008  (frozen)
    calls = parts.pop("calls", OpenCalls())
    return next_fetch(SourceKind.FEED, NOON, memory=memory, calls=calls, **parts) - NOON  # type: ignore[arg-type]


def test_a_new_source_is_visited_as_its_kind_usually_is() -> None:
    assert due() == 3 * HOUR


def test_a_source_that_always_has_news_is_visited_sooner() -> None:
    assert interval(SourceKind.FEED, visits(4, "++++++++++")) == 2 * HOUR


def test_a_source_that_never_has_news_is_visited_later_step_by_step() -> None:
    assert interval(SourceKind.FEED, visits(4, "..........")) == 8 * HOUR


def test_a_source_with_news_at_every_second_visit_keeps_its_pace() -> None:
    assert interval(SourceKind.LISTING, visits(8, ".+.+.+.+.")) == 8 * HOUR


@given(st.sampled_from(COLLECTED), st.floats(0.01, 5000), st.text("+.", max_size=10))
def test_a_healthy_source_is_visited_at_least_daily_and_at_most_hourly(
    kind: SourceKind, hours: float, news: str
) -> None:
    assert HOUR <= interval(kind, visits(hours, news)) <= 24 * HOUR


def test_trouble_lengthens_the_wait() -> None:
    assert due(Memory(trouble=1)) == 24 * HOUR
    assert due(Memory(trouble=9)) == 168 * HOUR


@pytest.mark.parametrize(("days", "hours"), [(0, 24), (10, 24), (11, 168)])
def test_in_the_last_ten_days_before_a_deadline_even_a_broken_source_is_visited_daily(days: int, hours: int) -> None:
    calls = OpenCalls(date(2027, 1, 11) + timedelta(days=days))
    assert due(Memory(trouble=9), calls=calls) == hours * HOUR


def test_the_server_has_the_last_word_for_up_to_a_week() -> None:
    assert due(not_before=NOON + 9 * HOUR) == 9 * HOUR
    assert due(not_before=NOON + HOUR) == 3 * HOUR
    assert due(not_before=NOON + timedelta(days=365)) == timedelta(days=7)


def test_sources_are_spread_over_a_tenth_of_their_wait() -> None:
    assert due(jitter=0.5) == 0.95 * 3 * HOUR
