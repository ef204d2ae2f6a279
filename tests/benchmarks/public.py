"""Public pages a second, made anew and from memory; how soon the sitemap begins and ends, and how fast data leave."""

from __future__ import annotations

import asyncio
import os
import time
import urllib.request
from urllib.parse import urlsplit

from tests.benchmarks import Measure
from tests.benchmarks._serving import serving

_NUMBER = int(os.environ.get("BENCH_MOST", "10000"))
_CLIENTS = 8
_PAGE = "/fristen?land=PL&thema=jugend"


def measure() -> list[Measure]:
    """The limits are those of the finder's issue on two cores; whoever asks here takes one of the two."""
    with serving("tests.benchmarks._public_server", _NUMBER, 0) as address:
        made = _per_second(address, _PAGE, 200)
        first, whole, size = _streamed(f"{address}/sitemap/0.xml")
        index = min(_streamed(f"{address}/sitemap.xml")[1] for _ in range(5))
        _, export, exported = _streamed(f"{address}/daten/angebote.csv")
    with serving("tests.benchmarks._public_server", _NUMBER, 60) as address:
        kept = _per_second(address, _PAGE, 5000)
    return [
        Measure(f"page made anew, {_NUMBER:,} entries", made, "pages/s", "wanted at least", 400),
        Measure("page from memory", kept, "pages/s", "wanted at least", 5000),
        Measure("index of the sitemap", index * 1000, "ms", "wanted at most", 300),
        Measure("part of the sitemap, first piece", first * 1000, "ms", "wanted at most", 300),
        Measure("part of the sitemap, whole", whole * 1000, f"ms for {size / 1e6:.1f} MB", "wanted at most", 1000),
        Measure("open data as CSV", exported / 1e6 / export, "MB/s", "a slow line", 1),
    ]


def _per_second(address: str, path: str, number: int) -> float:
    asyncio.run(_ask(address, path, _CLIENTS))
    before = time.perf_counter()
    asyncio.run(_ask(address, path, number))
    return number / (time.perf_counter() - before)


async def _ask(address: str, path: str, number: int) -> None:
    await asyncio.gather(*(_client(address, path, number // _CLIENTS) for _ in range(_CLIENTS)))


async def _client(address: str, path: str, number: int) -> None:
    """One connection that asks again and again; reads what a browser reads."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    asked = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    for _ in range(number):
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head[:40]
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
    writer.close()
    await writer.wait_closed()


def _streamed(address: str) -> tuple[float, float, int]:
    """Seconds to the first piece and to the end, and the bytes."""
    before = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        size = len(answer.read(1000))
        first = time.perf_counter() - before
        size += len(answer.read())
    return first, time.perf_counter() - before, size
