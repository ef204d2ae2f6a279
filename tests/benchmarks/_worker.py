"""A worker in a process of its own, so that what it needs can be counted: `python -m tests.benchmarks._worker …`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.model import DeliveryState
from aggregator.store import Store
from newsletter.delivery import SmtpTransport, WayOut, send_issue
from newsletter.delivery.claiming import claim
from newsletter.delivery.ledger import begin, close
from newsletter.delivery.letters import Letters
from newsletter.delivery.states import Outcome
from tests.benchmarks._deliveries_made import office, signer
from tests.benchmarks._serving import ROOT
from tests.newsletter.samples import NOW

_SLICES = 10


@dataclass(frozen=True, slots=True)
class Ran:
    """What workers did together: deliveries, seconds of the clock, of their CPU, megabytes of the largest.

    `slices`: deliveries a second in each tenth of the run.
    """

    done: int
    seconds: float
    cpu_seconds: float
    megabytes: float
    slices: tuple[float, ...] = ()

    @property
    def per_second(self) -> float:
        """How many a second."""
        return self.done / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        """What the workers' CPUs did for each, without database and mail server."""
        return 1e6 * self.cpu_seconds / self.done


def sent_by(workers: int, address: str, port: int) -> Ran:
    """Issue 1 sent by so many processes that begin together."""
    return _together([["send", address, str(port)]] * workers)


def claimed_all(address: str, deliveries: int) -> Ran:
    """All deliveries of issue 1 claimed, begun and closed by one process, without a mail server."""
    return _together([["claim", address, str(deliveries)]])


def _together(arguments: Sequence[Sequence[str]]) -> Ran:
    command = [sys.executable, "-m", "tests.benchmarks._worker"]
    running = [
        subprocess.Popen([*command, *each], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for each in arguments
    ]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    before = time.perf_counter()
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    ended = [json.loads(each.communicate()[0]) for each in running]
    seconds = time.perf_counter() - before
    return Ran(
        sum(each["done"] for each in ended),
        seconds,
        sum(each["cpu"] for each in ended),
        max(each["megabytes"] for each in ended),
        tuple(ended[0]["slices"]),
    )


def _send(store: Store, port: int) -> tuple[int, list[float]]:
    mail = office(port)
    way = WayOut([SmtpTransport(mail) for _ in range(mail.connections)], signer())
    sent = send_issue(store, way, 1, mail, clock=lambda: NOW, worker="bench")
    assert not sent.paused, sent.paused
    assert sent.handed_over == sent.tried, sent
    return sent.handed_over, []


def _claim(store: Store, deliveries: int) -> tuple[int, list[float]]:
    mail, letters = office(25), Letters(office(25))
    taken, lease = Outcome(DeliveryState.HANDED_OVER, "250 taken"), timedelta(seconds=mail.lease_seconds)
    done, after, at = 0, 0, time.perf_counter()
    slices: list[float] = []
    while True:
        with store.writing() as session:
            got = claim(session, letters, 1, worker="bench", now=NOW, after=after)
        if got.is_empty:
            return done, slices
        after = got.last
        with store.writing() as session:
            begin(session, got.held, worker="bench", now=NOW, lease=lease)
        with store.writing() as session:
            done += close(session, [(one, taken) for one in got.held], worker="bench", now=NOW)
        if done >= deliveries // _SLICES * (len(slices) + 1):
            now = time.perf_counter()
            slices.append(deliveries / _SLICES / (now - at))
            at = now


def main() -> None:
    """Open everything, wait for the word, work, tell."""
    what, address, number = sys.argv[1:]
    store = Store(address)
    store.ping()
    signer()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    before = time.process_time()
    done, slices = (_send if what == "send" else _claim)(store, int(number))
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"done": done, "cpu": time.process_time() - before, "megabytes": used.ru_maxrss / 1000, "slices": slices}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
