"""One database, a mail server and two workers, and somebody who kills them."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from aggregator.model import Delivery, DeliveryState
from aggregator.store import Store
from newsletter.editions import compose
from newsletter.issues import draft_issue, release
from tests.benchmarks._deliveries_made import add_waiting
from tests.chaos.worker import CONNECTIONS, office
from tests.newsletter.delivery.server import free_port
from tests.newsletter.samples import NOW, TODAY, colourful_issue
from tests.newsletter.stocking import add_reader, stock

_ROOT = Path(__file__).parents[2]
_WORKERS = 2
_LONGEST_PAUSE, _LONGEST_IDLE = 0.3, 10.0
_OPEN = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.HANDING_OVER, DeliveryState.DEFERRED)
_ENOUGH, _MORE = 300, 600
_PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of it: `lost` were handed over as the ledger says, and never arrived, or were forgotten."""

    kills: int
    lost: int
    double: int
    uncertain: int
    refused: int = 0

    @property
    def is_right(self) -> bool:
        """Nobody forgotten, nobody twice, and unknown only what was on its way."""
        return not (self.lost or self.double) and self.uncertain <= self.kills * CONNECTIONS


@dataclass(slots=True)
class House:
    """Everything that can be killed."""

    store: Store
    folder: Path
    mood: str = "steady"
    jumps: bool = False
    readers: int = _MORE
    room: int = 0
    """How large a worker's files may become, in bytes; a write beyond fails as on a full disk. 0: no matter."""
    port: int = field(default_factory=free_port)
    began: float = field(default_factory=time.time)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    issue_id: int = 0

    @property
    def log(self) -> Path:
        """What the mail server took."""
        return self.folder / "taken.log"

    def open(self) -> None:
        """An issue with readers, a mail server, workers."""
        stock(self.store, colourful_issue()[:3])
        with self.store.writing() as session:
            add_reader(session, "first@town.example")
            issue = draft_issue(session, title="Ausgabe", today=TODAY, now=NOW)
            self.issue_id = issue.id or 0
            release(session, self.issue_id, now=NOW)
            compose(session, self.issue_id, office(self.port), today=TODAY, now=NOW)
        add_waiting(self.store, self.issue_id, self.readers)
        self.start("sink")
        for number in range(_WORKERS):
            self.start(f"worker {number}")

    def start(self, name: str) -> None:
        """Start what is not there any more."""
        sink = [str(self.port), str(self.log), self.mood]
        address = self.store.engine.url.render_as_string(hide_password=False)
        worker = [address, str(self.port), str(self.began), "jumps" if self.jumps else "steady"]
        module, arguments = ("sink", sink) if name == "sink" else ("worker", worker)
        command = [sys.executable, "-m", f"tests.chaos.{module}", *arguments]
        told = subprocess.PIPE if name == "sink" else subprocess.DEVNULL
        room = self.room if name != "sink" else 0
        if room:  # for the process that is started: a limit set here could not be lifted again
            command = ["prlimit", f"--fsize={room}", *command]
        with (self.folder / f"{name}.err").open("a") as errors:
            self.running[name] = subprocess.Popen(command, cwd=_ROOT, stdout=told, stderr=errors, text=True)
        if name == "sink":
            ready = self.running[name].stdout
            assert ready is not None
            ready.readline()
            ready.close()

    def kill(self, name: str) -> None:
        """End a process at once, and start it again."""
        process = self.running.pop(name)
        process.kill()
        process.wait()
        self.start(name)

    def give_room(self) -> None:
        """The disk has room again; workers that gave up are started anew."""
        self.room = 0
        for number in range(_WORKERS):
            self.kill(f"worker {number}")

    def cut(self) -> None:
        """End a connection to the database; SQLite has none, there somebody else writes for a while."""
        if self.store.is_sqlite:
            with self.store.writing():
                time.sleep(0.3)
            return
        with self.store.engine.begin() as connection:
            ask = (
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() order by random() limit 1"
            )
            connection.execute(text(ask))

    def wait_for_work(self) -> None:
        """Until something arrives: who is killed while nothing happens proves nothing."""
        until, before = time.monotonic() + _LONGEST_IDLE, self.taken_now()
        while self.taken_now() == before and time.monotonic() < until:
            time.sleep(0.005)

    def wait_for_rest(self, seconds: float = 1.0) -> None:
        """Until nothing has arrived for so long."""
        before = -1
        while before != self.taken_now():
            before = self.taken_now()
            time.sleep(seconds)

    def taken_now(self) -> int:
        """How much the mail server has taken, in bytes of its log."""
        return self.log.stat().st_size if self.log.exists() else 0

    def top_up(self) -> None:
        """More readers, where few are left to be killed."""
        if self.open_now() < _ENOUGH:
            add_waiting(self.store, self.issue_id, _MORE)

    def open_now(self) -> int:
        """How many deliveries are not at their end."""
        with self.store.reading() as session:
            return len(session.exec(select(Delivery.id).where(col(Delivery.state).in_(_OPEN))).all())

    def settle(self, *, seconds: float = _PATIENCE) -> None:
        """Wait until nothing is open any more, or so long."""
        until = time.monotonic() + seconds
        while self.open_now() and time.monotonic() < until:
            time.sleep(0.5)

    def close(self) -> None:
        """Everything ends."""
        for process in self.running.values():
            process.kill()
            process.wait()

    def counted(self, kills: int) -> Counted:
        """The ledger beside what the mail server took."""
        taken = Counter(self.log.read_text().split())
        with self.store.reading() as session:
            rows = session.exec(select(Delivery.message_id, Delivery.state)).all()
        states = Counter(state for _, state in rows)
        handed_over = {known for known, state in rows if state is DeliveryState.HANDED_OVER}
        forgotten = sum(states[state] for state in _OPEN)
        return Counted(
            kills,
            len(handed_over - taken.keys()) + (0 if self.mood == "wild" else forgotten),
            sum(times - 1 for times in taken.values()),
            states[DeliveryState.UNCERTAIN],
            states[DeliveryState.REFUSED],
        )


@contextmanager
def house(
    store: Store, folder: Path, *, mood: str = "steady", jumps: bool = False, readers: int = _MORE, room: int = 0
) -> Iterator[House]:
    """A house at work; nothing of it is left afterwards."""
    made = House(store, folder, mood, jumps, readers, room)
    try:
        made.open()
        yield made
    finally:
        made.close()


def kill_at_random(
    made: House, kills: int, luck: random.Random, tell: Callable[[int], None] = lambda _: None, *, more: bool = True
) -> None:
    """Kill workers, mail server and connections, one after the other, at moments nobody chose."""
    victims: dict[str, Callable[[], None]] = {
        "sink": lambda: made.kill("sink"),
        "database": made.cut,
        **{f"worker {number}": (lambda name=f"worker {number}": made.kill(name)) for number in range(_WORKERS)},  # type: ignore[misc]
    }
    for number in range(kills):
        made.wait_for_work()
        time.sleep(luck.uniform(0, _LONGEST_PAUSE))
        try:
            victims[luck.choice(list(victims))]()
            if more:
                made.top_up()
        except DBAPIError:
            pass  # it was our own connection
        tell(number + 1)
