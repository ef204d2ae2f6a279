"""Servers on loopback in processes of their own, and the CPU that our process takes meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(module: str, *arguments: int) -> Iterator[str]:
    """A module that prints its port and serves until it is ended; gives its address."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


def milliseconds(work: Callable[[], object], pieces: int) -> float:
    """CPU of this process for each of so many pieces of work."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000 / pieces
