"""The feeds of `feeds.py` collected by other programs, beside the same bare loop.

They live in an environment of their own, `var/bench-peers`, made from the extra `bench` of
pyproject.toml.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.benchmarks import Measure
from tests.benchmarks._serving import ROOT, milliseconds, serving
from tests.benchmarks.feeds import BARE, ENTRIES, UNIT, bare

FEEDS = 200
PEERS = {"with_reader": "reader", "with_rss2email": "rss2email", "with_scrapy": "scrapy + feedparser"}
_PLACE = ROOT / "var/bench-peers"


def measure() -> list[Measure]:
    """First and second time of each peer; nothing where they cannot be installed."""
    python = installed()
    if python is None:
        return []
    with serving("tests.benchmarks._feed_server", FEEDS, ENTRIES) as site, tempfile.TemporaryDirectory() as folder:
        addresses = [f"{site}/{number}" for number in range(FEEDS)]
        asyncio.run(bare(addresses[:2], Path(folder) / "warm.sqlite"))
        theirs = milliseconds(lambda: asyncio.run(bare(addresses, Path(folder) / "bare.sqlite")), FEEDS)
        measured = []
        for script, name in PEERS.items():
            place = Path(folder) / script
            place.mkdir()
            first, second = _collected(python, script, site, place)
            measured.append(Measure(f"{name}: feeds of 30, first time", first, UNIT, BARE, theirs))
            measured.append(Measure(f"{name}: feeds of 30, unchanged", second, UNIT, BARE, theirs))
    return measured


def _collected(python: Path, script: str, site: str, place: Path) -> tuple[float, float]:
    path = Path(__file__).parent / "_peers" / f"{script}.py"
    command = [str(python), str(path), site, str(FEEDS), str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=place)
    first, second = map(float, done.stdout.split())
    return first, second


def installed() -> Path | None:
    """The Python that has the peers; None where they cannot be had."""
    python, uv = _PLACE / "bin/python", Path(sys.executable).parent / "uv"
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["bench"]
    install: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", python, *wanted]
    make: list[str | Path] = [uv, "venv", "--quiet", _PLACE]
    commands = [install] if python.exists() else [make, install]
    if any(subprocess.run(command, check=False).returncode for command in commands):
        sys.stderr.write("the peers of the benchmark cannot be installed: measured without them\n")
        return None
    return python
