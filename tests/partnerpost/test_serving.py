"""Serving: the worker runs beside the web server, comes back when it dies, and leaves with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest


def _eventually(true: Callable[[], object]) -> None:
    """Wait until something is so; the bound only ends a test that hangs."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("did not happen within a minute")


def _workers(server: int) -> list[int]:
    """The worker processes this server started, living ones."""
    children = Path(f"/proc/{server}/task").glob("*/children")
    found = [int(pid) for each in children for pid in each.read_text().split()]
    return [pid for pid in found if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A served office and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PARTNERPOST_DATA": str(tmp_path / "var")}
    command = [sys.executable, "-m", "partnerpost"]
    subprocess.run([*command, "init"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    served = subprocess.Popen([*command, "serve", "--port", str(port)], cwd=tmp_path, env=environment)
    address = f"http://127.0.0.1:{port}"
    _eventually(lambda: _answers(address))
    yield served, address
    if served.poll() is None:
        served.kill()
        served.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for child processes under /proc")
@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_worker_leaves_with_the_server(server: tuple[subprocess.Popen[bytes], str], way: signal.Signals) -> None:
    served, _address = server
    _eventually(lambda: _workers(served.pid))
    (worker,) = _workers(served.pid)
    served.send_signal(way)
    served.wait(60)
    _eventually(lambda: not _alive(worker))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for child processes under /proc")
def test_a_worker_that_dies_is_started_again(server: tuple[subprocess.Popen[bytes], str]) -> None:
    served, address = server
    _eventually(lambda: _workers(served.pid))
    (first,) = _workers(served.pid)
    os.kill(first, signal.SIGKILL)
    _eventually(lambda: _workers(served.pid) and _workers(served.pid) != [first])
    assert _answers(address)


def test_a_tied_worker_that_is_told_to_end_ends_in_peace(tmp_path: Path) -> None:
    environment = os.environ | {"PARTNERPOST_DATA": str(tmp_path / "var")}
    command = [sys.executable, "-m", "partnerpost"]
    subprocess.run([*command, "init"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    with (tmp_path / "said").open("wb") as said:
        tied = [*command, "worker", "--tied"]
        worker = subprocess.Popen(tied, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stderr=said, stdout=said)
    _eventually(lambda: b"worker started" in (tmp_path / "said").read_bytes())
    worker.terminate()
    assert worker.wait(60) == 0
    assert worker.stdin is not None
    worker.stdin.close()
    assert b"Fatal" not in (tmp_path / "said").read_bytes()
