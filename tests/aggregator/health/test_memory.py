"""What is remembered, and how long a failing source is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import FailureKind
from aggregator.health import ExpectedInvalid, Memory, expected, learn, overdue, read_memory, wait_after, written
from aggregator.health.memory import weight
from tests.aggregator.health.past import DAY, MORNING, days, failed, good, live


def test_no_more_is_remembered_than_is_needed() -> None:
    memory, _ = live(*days(60, new=1))
    assert (len(memory.good), len(memory.news), len(memory.visits)) == (10, 11, 10)


def test_a_memory_is_read_as_it_was_written() -> None:
    memory, _ = live(*days(5, new=1), failed(MORNING, FailureKind.TLS))
    assert read_memory(written(memory)) == memory
    assert read_memory({}) == Memory()


@pytest.mark.parametrize("failure", FailureKind)
def test_every_failure_weighs_something(failure: FailureKind) -> None:
    assert weight(failure) in (0.25, 0.5, 1.0)


def test_what_waiting_cannot_mend_weighs_most() -> None:
    assert weight(FailureKind.GONE) > weight(FailureKind.DNS) > weight(FailureKind.TIMEOUT)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_more_trouble_never_means_a_shorter_wait_and_none_is_for_ever(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert timedelta(hours=3) <= wait_after(less) <= wait_after(more) <= timedelta(days=7)


def test_new_entries_per_week_do_not_count_what_was_there_on_the_first_day() -> None:
    past = [good(MORNING - 14 * DAY, new=500), *[good(MORNING - n * DAY, new=3) for n in (7, 0)]]
    assert learn(live(*past)[0], {}).weekly == pytest.approx(3)


def test_a_flood_does_not_become_the_usual_number_of_new_entries() -> None:
    memory, _ = live(*days(20, new=1), good(MORNING, listed=900, new=880))
    assert max(arrival.entries for arrival in memory.news) == 1


def test_what_a_person_expects_is_checked_and_the_fault_named() -> None:
    assert expected({}).least is None
    with pytest.raises(ExpectedInvalid, match=r"expected\.deadline.*for example"):
        expected({"expected": {"deadline": 3}})
    with pytest.raises(ExpectedInvalid, match="must not be more"):
        expected({"expected": {"least": 9, "most": 3}})
    with pytest.raises(ExpectedInvalid, match="expected"):
        expected({"expected": "many"})


def test_a_source_that_nobody_visits_is_overdue_after_a_day() -> None:
    assert overdue(MORNING, now=MORNING + timedelta(hours=23)) is None
    assert overdue(MORNING, now=MORNING + DAY) is not None
    assert overdue(None, now=MORNING) is None
