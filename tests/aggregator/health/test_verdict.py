"""What counts as unusual, and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.finding import FailureKind, Pagination
from aggregator.health import Fact, Health, ReasonKind, RunFacts
from tests.aggregator.health.past import DAY, MORNING, days, failed, good, live, unchanged


def kinds(*runs: RunFacts, options: dict[str, object] | None = None) -> list[ReasonKind]:
    return [reason.kind for reason in live(*runs, options=options or {})[1].reasons]


def test_a_source_is_learned_before_it_is_judged() -> None:
    assert live(*days(3))[1].health is Health.LEARNING
    assert live(*days(4))[1].health is Health.OK
    assert kinds(*days(2), good(MORNING, listed=1)) == []


def test_half_a_list_is_doubted_and_a_shorter_one_is_not() -> None:
    assert kinds(*days(5), good(MORNING, listed=9)) == [ReasonKind.FEW]
    assert kinds(*days(5), good(MORNING, listed=10)) == []


def test_a_list_that_is_suddenly_empty_is_doubted() -> None:
    _, verdict = live(*days(5), good(MORNING, listed=0))
    assert (verdict.health, verdict.quarantined) == (Health.SUSPECT, True)
    assert not verdict.doubts_entries


def test_what_may_be_empty_may_be_empty() -> None:
    assert kinds(*days(5), good(MORNING, listed=0), options={"may_be_empty": True}) == []


def test_a_flood_of_entries_is_doubted_and_so_is_each_of_them() -> None:
    _, verdict = live(*days(5), good(MORNING, listed=300, new=280))
    assert [reason.kind for reason in verdict.reasons] == [ReasonKind.MANY]
    assert verdict.doubts_entries


def test_a_short_list_may_have_a_good_month() -> None:
    assert kinds(*days(5, listed=2), good(MORNING, listed=20)) == []


def test_deadlines_that_are_missing_from_forty_in_a_hundred_entries_are_told_with_what_is_usual() -> None:
    past = [good(MORNING - n * DAY, 20, deadline=19) for n in range(5, 0, -1)]
    _, verdict = live(*past, good(MORNING, 20, deadline=12))
    (reason,) = verdict.reasons
    assert (reason.kind, reason.fact) == (ReasonKind.MISSING, Fact.DEADLINE)
    assert reason.numbers["missing"] == pytest.approx(0.4)
    assert reason.numbers["usual"] == pytest.approx(0.05)


def test_a_source_whose_entries_seldom_have_deadlines_is_not_doubted_for_having_none() -> None:
    past = [good(MORNING - n * DAY, 20, deadline=n % 4) for n in range(8, 0, -1)]
    assert kinds(*past, good(MORNING, 20, deadline=0)) == []


def test_three_entries_without_deadline_prove_nothing() -> None:
    assert kinds(*days(5, listed=3), good(MORNING, 3, deadline=0)) == []


def test_a_list_that_broke_off_is_doubted_however_long_it_was() -> None:
    cut = RunFacts(MORNING, good(MORNING).outcome, 20, good(MORNING).filled, pagination=Pagination.FAILED)
    assert kinds(*days(5), cut) == [ReasonKind.TRUNCATED]


def test_nothing_changed_clears_no_doubt_and_raises_none() -> None:
    doubted = [*days(5), good(MORNING, listed=2)]
    assert kinds(*doubted, unchanged(MORNING + DAY)) == [ReasonKind.FEW]
    assert kinds(*days(5), unchanged(MORNING)) == []


def test_a_look_that_shows_the_usual_clears_the_doubt() -> None:
    assert live(*days(5), good(MORNING, listed=2), good(MORNING + DAY))[1].health is Health.OK


def test_a_doubtful_run_teaches_nothing() -> None:
    few = [good(MORNING + n * DAY, listed=2) for n in range(20)]
    assert live(*days(5), *few)[1].health is Health.SUSPECT


def test_what_a_person_expects_counts_more_than_what_was_learned() -> None:
    told: dict[str, object] = {"expected": {"least": 1, "most": 25, "deadline": 0.9}}
    assert kinds(*days(5), good(MORNING, listed=2), options=told) == []
    assert kinds(*days(5), good(MORNING, listed=26), options=told) == [ReasonKind.MANY]
    assert kinds(*days(5), good(MORNING, deadline=17), options=told) == [ReasonKind.MISSING]


def test_an_address_that_is_gone_breaks_a_source_at_once_and_a_stumbling_server_after_four_times() -> None:
    assert live(*days(5), failed(MORNING, FailureKind.GONE))[1].health is Health.BROKEN
    stumbles = [failed(MORNING + n * timedelta(hours=6), FailureKind.HTTP_ERROR) for n in range(4)]
    found = [live(*days(5), *stumbles[: n + 1])[1].health for n in range(4)]
    assert found == [Health.OK, Health.SUSPECT, Health.SUSPECT, Health.BROKEN]


def test_a_source_that_answers_again_is_well_again() -> None:
    runs = [*days(5), failed(MORNING, FailureKind.GONE), unchanged(MORNING + DAY)]
    assert live(*runs)[1].health is Health.OK


def test_failing_hides_no_doubt_from_before() -> None:
    runs = [*days(5), good(MORNING, listed=2), failed(MORNING + DAY, FailureKind.GONE), unchanged(MORNING + 2 * DAY)]
    assert kinds(*runs) == [ReasonKind.FEW]


def test_silence_is_noticed_within_twice_the_usual_time_between_news() -> None:
    usual = 4 * DAY
    past = [good(MORNING - (40 - n) * DAY, new=int(n % 4 == 0)) for n in range(41)]
    silent = [unchanged(MORNING + n * DAY) for n in range(1, 9)]
    first = next(n for n in range(8) if live(*past, *silent[: n + 1])[1].health is Health.SUSPECT)
    assert silent[first].at - MORNING <= 2 * usual
    assert kinds(*past, *silent) == [ReasonKind.SILENT]


def test_a_weekend_is_no_silence() -> None:
    past = [good(MORNING - (20 - n) * DAY, new=1) for n in range(21)]
    assert kinds(*past, unchanged(MORNING + 3 * DAY)) == []


def test_silence_casts_no_doubt_on_what_is_there() -> None:
    past = [good(MORNING - (20 - n) * DAY, new=1) for n in range(21)]
    _, verdict = live(*past, good(MORNING + 5 * DAY))
    assert (verdict.health, verdict.quarantined) == (Health.SUSPECT, False)
