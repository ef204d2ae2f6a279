"""However many workers there are, a host sees one crawl at a time, with a distance between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.store import Store
from schedules.hosts import host_turn

A, ALSO_A, B = "https://a.example/feed", "https://A.example/liste?x=1", "https://b.example/"


@dataclass
class _Clock:
    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def test_a_host_that_is_asked_is_not_asked_by_another_crawl(store: Store) -> None:
    clock = _Clock()
    with (
        host_turn(store, A, gap_seconds=0, clock=clock) as first,
        host_turn(store, ALSO_A, gap_seconds=0, clock=clock) as second,
        host_turn(store, B, gap_seconds=0, clock=clock) as elsewhere,
    ):
        pass
    assert (first is not None, second, elsewhere is not None) == (True, None, True)


def test_after_a_crawl_its_host_has_a_gap_of_rest(store: Store) -> None:
    clock = _Clock()
    with host_turn(store, A, gap_seconds=30, clock=clock):
        pass
    clock.wait(29)
    with host_turn(store, A, gap_seconds=30, clock=clock) as too_early:
        pass
    clock.wait(1)
    with host_turn(store, A, gap_seconds=30, clock=clock) as in_time:
        pass
    assert (too_early, in_time is not None) == (None, True)


def test_a_host_that_asked_for_patience_gets_it_from_all(store: Store) -> None:
    clock = _Clock()
    with host_turn(store, A, gap_seconds=1, clock=clock) as turn:
        assert turn is not None
        turn.rest_until = clock.now + timedelta(hours=2)
    clock.wait(7199)
    with host_turn(store, ALSO_A, gap_seconds=1, clock=clock) as too_early:
        pass
    clock.wait(1)
    with host_turn(store, ALSO_A, gap_seconds=1, clock=clock) as in_time:
        pass
    assert (too_early, in_time is not None) == (None, True)


def test_the_host_of_a_worker_that_died_is_free_after_a_minute(store: Store) -> None:
    clock = _Clock()
    dead = host_turn(store, A, gap_seconds=0, clock=clock)
    dead.__enter__()  # and never comes back
    clock.wait(60)
    with host_turn(store, A, gap_seconds=0, clock=clock) as next_worker:
        assert next_worker is not None
    dead.__exit__(None, None, None)
