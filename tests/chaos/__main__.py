"""`make chaos`: so many kills on each database (`CHAOS_KILLS`, 200), then the count; the last line is JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.chaos.killing import Counted, house, kill_at_random
from tests.databases import PostgresDatabases

_KILLS = int(os.environ.get("CHAOS_KILLS", "200"))


def main() -> int:
    """Both databases, one after the other; 1 where somebody was forgotten or got something twice."""
    told: dict[str, dict[str, int]] = {}
    results: list[Counted] = []
    for name, store, folder in _stores():
        with house(store, folder) as made:
            kill_at_random(made, _KILLS, random.Random(_KILLS), lambda done, name=name: _tell(name, done))  # type: ignore[misc]
            made.settle()
            results.append(made.counted(_KILLS))
        sys.stdout.write(f"{name}: {results[-1]}, {len(made.log.read_text().split())} taken\n")
        told[name] = {key: value for key, value in asdict(results[-1]).items() if key != "refused"}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if all(result.is_right for result in results) else 1


def _tell(name: str, done: int) -> None:
    if done % 20 == 0:
        sys.stdout.write(f"{name}: {done} kills\n")
        sys.stdout.flush()


def _stores() -> Iterator[tuple[str, Store, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'store.sqlite'}")
        upgrade(store)
        yield "sqlite", store, Path(folder)
        store.close()
    postgres = PostgresDatabases()
    name = postgres.create()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(postgres.address(name).render_as_string(hide_password=False))
        upgrade(store)
        yield "postgresql", store, Path(folder)
        store.close()
    postgres.drop(name)


sys.exit(main())
