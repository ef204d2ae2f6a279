"""A worker in a process of its own: `python -m tests.chaos.worker STORE PORT BEGAN JUMPS`.

Its clock runs sixty times as fast, so that leases and pauses of minutes are over in seconds; with JUMPS it is now and
then an hour wrong.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import datetime, timedelta

from aggregator.store import Store
from newsletter.delivery import SmtpTransport, WayOut, issues_to_send, send_issue
from newsletter.settings import MailSettings
from tests.newsletter.samples import NOW, settings

CONNECTIONS = 4
FASTER = 60


def office(port: int) -> MailSettings:
    """Hands over to the sink."""
    return settings(smtp_port=port, connections=CONNECTIONS, claim_size=40, smtp_timeout=2.0)


class FastClock:
    """The same in all processes that know when it began."""

    def __init__(self, began: float, *, jumps: bool) -> None:
        self._began, self._jumps = began, jumps
        self._luck = random.Random()

    def __call__(self) -> datetime:
        moment = NOW + timedelta(seconds=(time.time() - self._began) * FASTER)
        if self._jumps and self._luck.random() < 0.01:
            moment += timedelta(minutes=self._luck.choice((-60, 60)))
        return moment


def main() -> None:
    """Send whatever is to be sent, until killed."""
    address, port, began, jumps = sys.argv[1:]
    store, mail = Store(address), office(int(port))
    clock = FastClock(float(began), jumps=jumps == "jumps")
    while True:
        with store.reading() as session:
            waiting = issues_to_send(session, now=clock())
        for issue_id in waiting:
            way = WayOut([SmtpTransport(mail) for _ in range(CONNECTIONS)])
            send_issue(store, way, issue_id, mail, clock=clock, worker=f"worker {os.getpid()}")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
