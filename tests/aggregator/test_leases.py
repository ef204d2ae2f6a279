"""Several may try, one does."""

from __future__ import annotations

import threading
from datetime import timedelta

from aggregator.leases import acquire, release
from aggregator.store import Store
from tests.aggregator.office import MORNING


def ask(store: Store, holder: str, seconds_later: float = 0) -> bool:
    with store.writing() as session:
        return acquire(session, "ticker", holder, now=MORNING + timedelta(seconds=seconds_later), seconds=10)


def test_one_holder_has_it_until_it_runs_out(store: Store) -> None:
    assert ask(store, "first")
    assert not ask(store, "second", 9)
    assert ask(store, "second", 10)
    assert not ask(store, "first", 11)


def test_its_holder_may_prolong_it(store: Store) -> None:
    assert ask(store, "first")
    assert ask(store, "first", 9)
    assert not ask(store, "second", 12)


def test_it_can_be_given_back_by_its_holder_alone(store: Store) -> None:
    assert ask(store, "first")
    with store.writing() as session:
        release(session, "ticker", "second")
    assert not ask(store, "second", 1)
    with store.writing() as session:
        release(session, "ticker", "first")
    assert ask(store, "second", 1)


def test_of_many_who_ask_at_once_one_gets_it(store: Store) -> None:
    got: list[str] = []
    start = threading.Barrier(4)

    def try_it(holder: str) -> None:
        start.wait()
        if ask(store, holder):
            got.append(holder)

    threads = [threading.Thread(target=try_it, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
