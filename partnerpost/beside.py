"""The worker beside the web server: started, started again when it dies, ended when the server ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

log = structlog.get_logger(__name__)

_LONGEST_PAUSE = 60.0
_TO_FINISH = 60.0
"""Seconds a worker gets to finish what it is doing."""


@contextmanager
def worker_beside(*, pause: float = 1.0) -> Iterator[None]:
    """Keep one worker running while the block runs; `pause` seconds before a restart, twice as long each time."""
    stop = Event()
    watching = Thread(target=_watch, args=(stop, pause), name="beside")
    watching.start()
    try:
        yield
    finally:
        stop.set()
        watching.join()


def _watch(stop: Event, pause: float) -> None:
    while not stop.is_set():
        # the worker leaves by itself when the end of this pipe closes: also when we are killed and cannot say so
        worker = subprocess.Popen([sys.executable, "-m", "partnerpost", "worker", "--tied"], stdin=subprocess.PIPE)
        while worker.poll() is None and not stop.wait(0.5):
            pass
        if stop.is_set():
            _end(worker)
            return
        log.error("the worker died, it is started again", code=worker.returncode, seconds=pause)
        stop.wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(_TO_FINISH)
    except subprocess.TimeoutExpired:
        worker.kill()  # what it had claimed is taken over when its leases run out
        worker.wait()
