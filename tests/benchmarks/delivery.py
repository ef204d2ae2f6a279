"""Hand-over into Postfix's smtp-sink: 87 kB messages, each different, RSA-signed, with the ledger, on both databases.

Beside it, in the same run, what an office would write itself: `smtplib` in a loop and `aiosmtplib`, making the same
content with `EmailMessage` and signing it with the same signer; and both with finished messages, which is bare sending.
Then a million waiting deliveries: memory, and how fast they are claimed from the first to the last. `BENCH_MOST=100000`
takes fewer of these, `BENCH_SENT` another number of sent ones. All figures are in `var/bench-delivery.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import smtplib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import aiosmtplib

from aggregator.store import Store
from aggregator.store.migrate import upgrade
from newsletter.delivery.message import Letter
from tests.benchmarks import Measure
from tests.benchmarks._deliveries_made import by_hand, composed, letters, many_waiting, office, signer
from tests.benchmarks._sink import program, sink
from tests.benchmarks._worker import Ran, claimed_all, sent_by
from tests.databases import PostgresDatabases
from tests.newsletter.samples import NOW

RESULTS = Path("var/bench-delivery.json")
_MOST = min(1_000_000, int(os.environ.get("BENCH_MOST", "1000000")))
_READERS = int(os.environ.get("BENCH_SENT", "6000"))
_BY_HAND, _FINISHED, _EDITIONS = 200, 2_000, 100
_CONNECTIONS = 10
_WANTED = {"SQLite": 1_000.0, "PostgreSQL": 1_500.0}
_WORKERS = {"SQLite": 1, "PostgreSQL": 2}
_MEGABYTES = 300.0

Figures = dict[str, float]


def measure() -> list[Measure]:
    """Messages a second against what we promise and the better peer; memory and claims with a million waiting."""
    measures: list[Measure] = []
    figures: Figures = {}
    path = program()
    for name, address in _stores():
        if path is not None:
            with sink(path) as port:
                measures += _sending(name, address, port, figures)
    for name, address in _stores():
        measures += _waiting(name, address, figures)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1))
    return measures


def _sending(name: str, address: str, port: int, figures: Figures) -> list[Measure]:
    store = Store(address)
    composed(store, _READERS)
    said = letters(store, _EDITIONS)
    store.close()
    peers = _peers(said, port)
    ran = sent_by(_WORKERS[name], address, port)
    figures |= {f"{name}: {peer}, /s": rate for peer, rate in peers.items()}
    figures |= {
        f"{name}: sent, /s": ran.per_second,
        f"{name}: sent, microseconds of CPU": ran.cpu_microseconds,
        f"{name}: sent": ran.done,
        f"{name}: bytes of a message": fmean(len(by_hand(one, 1, office(port))) for one in said),
        f"{name}: sending, megabytes": ran.megabytes,
    }
    better = max(("smtplib", "aiosmtplib"), key=lambda peer: peers[peer])
    what = f"signed messages handed over, {name}"
    return [
        Measure(what, ran.per_second, "/s", "what we promise", _WANTED[name]),
        Measure(what, ran.per_second, "/s", f"{better}, making and signing them", peers[better]),
        Measure(what, ran.per_second, "/s", "smtplib, finished messages, unsigned", peers["smtplib, finished"]),
        Measure(what, ran.per_second, "/s", "aiosmtplib, finished messages, unsigned", peers["aiosmtplib, finished"]),
        Measure(f"CPU of a message, {name}", ran.cpu_microseconds, "us", "two CPUs at 1,500/s", 1e6 / 750),
    ]


def _peers(said: list[Letter], port: int) -> Figures:
    """Messages a second of each."""
    mail, signing = office(port), signer()

    def signed(number: int) -> bytes:
        return signing.signed(by_hand(said[number % len(said)], number, mail), at=NOW)

    finished = [signed(number) for number in range(_BY_HAND)]
    rates = {}
    before = time.perf_counter()
    _loop(port, (signed(number) for number in range(_BY_HAND)))
    rates["smtplib"] = _BY_HAND / (time.perf_counter() - before)
    before = time.perf_counter()
    asyncio.run(_several(port, (signed(number) for number in range(_BY_HAND))))
    rates["aiosmtplib"] = _BY_HAND / (time.perf_counter() - before)
    again = [finished[number % _BY_HAND] for number in range(_FINISHED)]
    before = time.perf_counter()
    _loop(port, iter(again))
    rates["smtplib, finished"] = _FINISHED / (time.perf_counter() - before)
    before = time.perf_counter()
    asyncio.run(_several(port, iter(again)))
    rates["aiosmtplib, finished"] = _FINISHED / (time.perf_counter() - before)
    return rates


def _loop(port: int, messages: Iterator[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for message in messages:
            connection.sendmail("post@partnerbuero.example", ["a@town.example"], message)


async def _several(port: int, messages: Iterator[bytes]) -> None:
    async def work() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as connection:
            for message in messages:
                await connection.sendmail("post@partnerbuero.example", ["a@town.example"], message)

    await asyncio.gather(*(work() for _ in range(_CONNECTIONS)))


def _waiting(name: str, address: str, figures: Figures) -> list[Measure]:
    store = Store(address)
    many_waiting(store, _MOST)
    store.close()
    ran: Ran = claimed_all(address, _MOST)
    assert ran.done == _MOST
    figures |= {
        f"{name}: claimed, begun and closed, /s": ran.per_second,
        f"{name}: claimed, microseconds of CPU": ran.cpu_microseconds,
        f"{name}: first tenth, /s": ran.slices[0],
        f"{name}: last tenth, /s": ran.slices[-1],
        f"{name}: megabytes at {_MOST:,}": ran.megabytes,
    }
    of_all = f"of {_MOST:,} waiting, {name}"
    return [
        Measure(f"claimed, begun and closed {of_all}: last tenth", ran.slices[-1], "/s", "first tenth", ran.slices[0]),
        Measure(f"memory of a worker {of_all}", ran.megabytes, "MB", "what we promise", _MEGABYTES),
    ]


def _stores() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        _made(address)
        yield "SQLite", address
    postgres = PostgresDatabases()
    name = postgres.create()
    address = postgres.address(name).render_as_string(hide_password=False)
    _made(address)
    yield "PostgreSQL", address
    postgres.drop(name)


def _made(address: str) -> None:
    store = Store(address)
    upgrade(store)
    store.close()
