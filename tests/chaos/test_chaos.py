"""A handful of kills in every run of the tests; `make chaos` does hundreds."""

from __future__ import annotations

import random
from pathlib import Path

from aggregator.store import Store
from tests.chaos.killing import house, kill_at_random


def test_after_kills_at_random_nobody_is_forgotten_and_nobody_has_it_twice(store: Store, tmp_path: Path) -> None:
    with house(store, tmp_path, readers=60) as made:
        kill_at_random(made, 2, random.Random(9), more=False)
        made.settle()
        result = made.counted(2)
    assert result.is_right, result
    assert result.refused == 0


def test_a_mail_server_gone_wild_and_clocks_that_jump_lose_nobody_and_double_nobody(
    store: Store, tmp_path: Path
) -> None:
    with house(store, tmp_path, mood="wild", jumps=True, readers=60) as made:
        made.wait_for_work()
        made.settle(seconds=6)  # some were put off for an hour and a half
        result = made.counted(0)
    assert (result.lost, result.double) == (0, 0), result
