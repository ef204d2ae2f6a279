"""Workers that are really killed: a process of its own, ended with SIGKILL while it hands over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from aggregator.model import DeliveryState
from aggregator.store import Store
from newsletter.delivery import FolderTransport, Sent, WayOut, send_issue
from newsletter.delivery.standing import counted
from tests.newsletter.samples import NOW, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock

_WORKER = """
import sys, time
from pathlib import Path
from aggregator.store import Store
from newsletter.delivery import FolderTransport, WayOut, send_issue
from tests.newsletter.samples import NOW, settings

class DiesAtTheThird(FolderTransport):
    given = 0
    def hand_over(self, envelope):
        self.given += 1
        if self.given == 3:
            if sys.argv[3] == "after":
                super().hand_over(envelope)
            print("now", flush=True)
            time.sleep(60)
        return super().hand_over(envelope)

transport = DiesAtTheThird(Path(sys.argv[2]))
send_issue(Store(sys.argv[1]), WayOut([transport]), 1, settings(), clock=lambda: NOW, worker="killed")
"""


def _kill_in_the_middle(store: Store, folder: Path, when: str) -> None:
    address = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _WORKER, address, str(folder), when]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env=dict(os.environ)) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"now\n"
        worker.send_signal(signal.SIGKILL)


def _stocked(store: Store) -> int:
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        for number in range(5):
            add_reader(session, f"r{number}@example.org")
        issue_id, _ = composed_issue(session, settings())
    assert issue_id == 1
    return issue_id


def test_after_a_kill_nobody_gets_it_twice_and_only_the_one_in_hand_is_uncertain(store: Store, tmp_path: Path) -> None:
    issue_id = _stocked(store)
    _kill_in_the_middle(store, tmp_path, "after")
    already = {path.name for path in tmp_path.glob("*.eml")}
    assert len(already) == 3

    rest = FolderTransport(tmp_path / "second")
    after_the_lease = NOW + timedelta(hours=1)
    sent = send_issue(store, WayOut([rest]), issue_id, settings(), clock=lambda: after_the_lease, worker="next")

    assert sent == Sent(handed_over=2, uncertain=1)
    again = {path.name for path in (tmp_path / "second").glob("*.eml")}
    assert len(already | again) == 5
    assert not already & again
    with store.reading() as session:
        assert counted(session, issue_id) == {DeliveryState.HANDED_OVER: 4, DeliveryState.UNCERTAIN: 1}


def test_a_kill_before_the_server_took_it_is_told_as_uncertain_not_as_sent(store: Store, tmp_path: Path) -> None:
    issue_id = _stocked(store)
    _kill_in_the_middle(store, tmp_path, "before")
    after_the_lease = NOW + timedelta(hours=1)
    rest = FolderTransport(tmp_path / "second")
    assert (
        send_issue(store, WayOut([rest]), issue_id, settings(), clock=lambda: after_the_lease, worker="next").uncertain
        == 1
    )
    assert len(list(tmp_path.rglob("*.eml"))) == 4
