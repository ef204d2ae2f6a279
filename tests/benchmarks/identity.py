"""Recognising a new finding among 10,000 to a million stored ones, on both databases, beside MinHash in memory.

Recognising is what `Intake.take` does of it: look into the buckets, compare, write down fingerprint and buckets, in one
transaction. BENCH_MOST=100000 (or 10000) stops at so many; BENCH_LONG=1 gives the peer 100,000 texts too, which takes
minutes. All figures, those for each kind of copy among them, are written to `var/bench-identity.json`.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

from aggregator.identity import fingerprint
from tests.benchmarks import Measure
from tests.benchmarks._derived import derived
from tests.benchmarks._made import Call, probe, stored
from tests.benchmarks._prepared import Prepared
from tests.benchmarks._serving import ROOT
from tests.benchmarks._stocked import PostgresStock, SqliteStock, Stock
from tests.benchmarks._watched import watch
from tests.benchmarks.peers import installed
from tests.databases import PostgresDatabases

SIZES = (10_000, 100_000, 1_000_000)
PROBES = {"SQLite": 3_000, "PostgreSQL": 1_000}
RESULTS = ROOT / "var/bench-identity.json"
_FIRST_PROBE = 10_000_000
_SAMPLE = 200
_LIMIT = 5.0  # ms
_PROMISE = "what we promise"
_PEER = "datasketch, MinHashLSH"

Figures = dict[str, float]


def measure() -> list[Measure]:
    """Medians, growth, bytes and quality, with the peer's figures for the same texts where it is installed."""
    for call in map(stored, range(0, 97 * _SAMPLE, 97)):
        assert derived(call) == fingerprint(call.item), call
    sizes = [size for size in SIZES if size <= int(os.environ.get("BENCH_MOST", SIZES[-1]))]
    theirs = _of_peer()
    ours = {name: figures for size in _grown(sizes) for name, figures in size.items()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({**ours, **theirs}, indent=1), encoding="utf-8")
    measured = [one for name in (SqliteStock.name, PostgresStock.name) for one in _speed(name, sizes, ours)]
    return [*measured, *_beside(ours, theirs)]


def probes(among: int) -> list[Call]:
    """New calls, a tenth of them copies of stored ones."""
    return [probe(_FIRST_PROBE + among * 10 + number, among) for number in range(max(PROBES.values()))]


def _grown(sizes: Sequence[int]) -> Iterator[dict[str, Figures]]:
    """The figures of both stores at each size."""
    databases = PostgresDatabases()
    database = databases.create()
    with tempfile.TemporaryDirectory() as folder:
        prepared = Prepared(Path(folder), sizes)
        stocks = [SqliteStock(Path(folder)), PostgresStock(databases, database)]
        for stage, size in enumerate(sizes):
            with ProcessPoolExecutor(len(stocks)) as processes:
                list(processes.map(Stock.grow, stocks, [prepared] * len(stocks), [stage] * len(stocks)))
            yield {_of(stock.name, size): _figures(stock, size) for stock in stocks}
    databases.drop(database)


def _figures(stock: Stock, size: int) -> Figures:
    bytes_each = {f"bytes of {table}": taken / size for table, taken in stock.sizes().items()}
    return watch(stock, probes(size)[: PROBES[stock.name]]).figures() | bytes_each


def _speed(name: str, sizes: Sequence[int], ours: dict[str, Figures]) -> Iterator[Measure]:
    for size in sizes:
        figures, what = ours[_of(name, size)], f"recognising one among {_of(name, size)}"
        yield Measure(what, figures["median ms"], "ms, median", _PROMISE, _LIMIT)
        yield Measure(f"{what}, with its fingerprint", figures["median ms with making"], "ms, median", _PROMISE, _LIMIT)
        yield Measure(what, figures["p95 ms"], "ms, 95 of 100", "its median", figures["median ms"])
    if len(sizes) > 1:
        few, many = _of(name, sizes[0]), _of(name, sizes[-1])
        what = f"recognising one among {many} (at most twice)"
        yield Measure(what, ours[many]["median ms"], "ms, median", f"among {few}", ours[few]["median ms"])


def _beside(ours: dict[str, Figures], theirs: dict[str, Figures]) -> Iterator[Measure]:
    """What both can do, for the sizes that the peer was given."""
    for name, peer in theirs.items():
        size = name.removeprefix(f"{_PEER}, ")
        own = ours.get(f"{SqliteStock.name}, {size}")
        if own is None:
            continue
        among = f"among {size}"
        identity = own["bytes of fingerprint"] + own["bytes of bucket"]
        yield Measure(f"one {among}", own["median ms with making"], "ms, median", _PEER, peer["median ms"])
        yield Measure(f"kept of one {among}", identity, "bytes", f"{_PEER}, memory", peer["bytes"])
        yield Measure(f"copies met {among}", own["met %"], "%", _PEER, peer["met %"])
        yield Measure(f"copies merged or asked about {among}", own["same or unsure %"], "%", _PEER, peer["met %"])


def _of_peer() -> dict[str, Figures]:
    """The figures of the peer, which is told title and text of the same calls; nothing where it cannot be had."""
    python = installed()
    sizes = SIZES[: 2 if os.environ.get("BENCH_LONG") == "1" else 1]
    return {_of(_PEER, size): _asked(python, size) for size in sizes if python}


def _asked(python: Path, size: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            for call in chain(map(stored, range(size)), probes(size)):
                line = (call.original, call.kind or "", f"{call.title}. {call.text}")
                lines.write(json.dumps(line) + "\n")
        script = Path(__file__).parent / "_peers/with_datasketch.py"
        done = subprocess.run([python, script, path, str(size)], capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _of(name: str, size: int) -> str:
    return f"{name}, {size:,}"
