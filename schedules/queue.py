"""The port through which work is queued: `enqueue(job, key)`. Nothing outside this file knows what stands behind it.

Today one worker runs its own queue in threads: the state in the store says what has to be done, so nothing is lost
when it dies. Queues shared by several workers come behind the same port.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Queue(Protocol):
    """Where the ticker puts what is due."""

    def enqueue(self, job: str, key: str) -> bool:
        """Queue a job once: False if one with this key is waiting or running."""
        ...


class WorkerQueue:
    """Runs jobs in this process, each key once at a time. A job that fails is logged and found due again later."""

    def __init__(self, jobs: dict[str, Callable[[str], None]], *, threads: int = 2) -> None:
        """`jobs` maps the name of a job to what runs it with its key."""
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._open: set[tuple[str, str]] = set()
        self._lock = Lock()

    def enqueue(self, job: str, key: str) -> bool:
        """See `Queue.enqueue`."""
        with self._lock:
            if (job, key) in self._open:
                return False
            self._open.add((job, key))
        self._pool.submit(self._jobs[job], key).add_done_callback(lambda done: self._done(job, key, done))
        return True

    def close(self) -> None:
        """Let what runs end, start nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _done(self, job: str, key: str, future: Future[None]) -> None:
        with self._lock:
            self._open.discard((job, key))
        error = None if future.cancelled() else future.exception()
        if error is not None:
            log.error("job failed", job=job, key=key, exc_info=error)
