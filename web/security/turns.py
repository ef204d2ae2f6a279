"""How often somebody may ask for what costs others something: kept in the memory of this process."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock


class Turns:
    """So many turns per person and span of time; `at_once` of them, of all people together, at the same time."""

    def __init__(self, number: int, per: timedelta, *, at_once: int) -> None:
        self._number = number
        self._per = per
        self._free = at_once
        self._taken: defaultdict[int, deque[datetime]] = defaultdict(deque)
        self._lock = Lock()

    def wait(self, person_id: int, now: datetime) -> timedelta | None:
        """Take a turn, to be given back with `done`; else how long to wait, which is no time where all are busy."""
        with self._lock:
            taken = self._taken[person_id]
            while taken and taken[0] <= now - self._per:
                taken.popleft()
            if len(taken) >= self._number:
                return taken[0] + self._per - now
            if self._free == 0:
                return timedelta()
            self._free -= 1
            taken.append(now)
        return None

    def done(self) -> None:
        """Give a turn back."""
        with self._lock:
            self._free += 1
