"""A handful of kills in every run of the tests; `make chaos` does hundreds."""

from __future__ import annotations

import random
import shutil
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


def test_a_disk_that_is_full_stops_sending_and_with_room_again_it_goes_on(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "full.sqlite"
    shutil.copy(migrated_sqlite, file)
    store = Store(f"sqlite:///{file}")
    with house(store, tmp_path, readers=400, room=file.stat().st_size) as made:
        made.wait_for_work()
        made.wait_for_rest()
        left = made.open_now()
        made.give_room()
        made.settle()
        result = made.counted(2)
    store.close()
    assert left > 0
    assert result.is_right, result
