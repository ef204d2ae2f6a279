"""The book of one run: what all hands begin and end is written together, in as few transactions as may be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from aggregator.store import Store
from newsletter.delivery import ledger
from newsletter.delivery.claiming import Claim, Claimed, claim, is_released
from newsletter.delivery.hands import Given, Hand, Note
from newsletter.delivery.ledger import Begun
from newsletter.delivery.letters import Letters
from newsletter.delivery.pool import Order, Pool
from newsletter.delivery.resting import OUR_SERVER, note_rest
from newsletter.delivery.shaping import Rest
from newsletter.delivery.standing import finish_if_done
from newsletter.delivery.states import SERVER_AWAY
from newsletter.delivery.transport import Clock
from newsletter.settings import MailSettings

_LOOKS_UP = 5.0  # seconds after which leases are looked at although nothing happened
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did. `handed_over` means taken by the mail server, not read by anybody.

    `paused` says in a sentence why the run ended early; empty where everything that could be tried was tried.
    """

    handed_over: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    skipped: int = 0
    paused: str = ""

    @property
    def tried(self) -> int:
        """Deliveries this run dealt with."""
        return self.handed_over + self.deferred + self.refused + self.uncertain + self.skipped


class Book:
    """Claims, and writes down what the hands tell. Kept by one thread."""

    def __init__(
        self, store: Store, issue_id: int, settings: MailSettings, pool: Pool, *, clock: Clock, worker: str
    ) -> None:
        """`worker` must be the name of this run alone."""
        self._store, self._issue_id, self._settings, self._pool = store, issue_id, settings, pool
        self._clock, self._worker = clock, worker
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._letters = Letters(settings)
        self._after, self._renew_at = 0, clock() + self._lease / 3
        self._is_all_claimed = False
        self._were_away: dict[Hand, str] = {}
        self._tried: set[Hand] = set()
        self.notes: SimpleQueue[Note] = SimpleQueue()
        self.sent = Sent()
        self.fault: BaseException | None = None

    def keep(self, hands: set[Hand], told: Callable[[], None]) -> None:
        """Write until no hand is left; `told` is called whenever something was written. Hands leave the set.

        Raises DBAPIError where the store does not come back before what is held is lost anyhow.
        """
        self.refill()
        while hands:
            notes = self._next()
            if notes:
                self._write(notes)
                told()
            hands -= {note.hand for note in notes if note.over}
            self.refill()
            self._renew()
        # a server that lets in fewer than we are is not away; hands that got nothing to do know nothing of it
        if self._were_away and self._tried <= self._were_away.keys():
            self._pause(next(reversed(self._were_away.values())))

    def refill(self) -> None:
        """Claim until there is enough for all hands, or nothing more."""
        enough = max(1, self._settings.claim_size // 2)
        while not self._is_all_claimed and len(self._pool) < enough:
            got = self._kept(self._claim)
            self._count(skipped=got.skipped)
            self._pool.add(Order(one, got.sheets[one.edition_id]) for one in got.held)
            if not got.is_empty:
                self._after = got.last
            elif self._after:
                self._after = 0  # what came back meanwhile stands before it
            else:
                self._is_all_claimed = True
                self._pool.close()

    def stop(self) -> None:
        """Begin nothing more; what waits is given back when the run ends."""
        self._is_all_claimed = True
        self._pool.withdraw()
        self._pool.close()

    def end(self) -> None:
        """What is held and was not begun waits again; an issue of which nothing is open is finished."""
        self._kept(self._end)

    def abandon(self, hands: set[Hand]) -> None:
        """Let hands end of which nothing can be written down any more: nobody begins anything."""
        self.stop()
        for hand in hands:
            hand.may.put(False)  # some wait for what was read and never answered
        while hands:
            note = self.notes.get()
            note.hand.may.put(False)
            hands -= {note.hand} if note.over else set()

    def _claim(self, session: Session, _again: bool) -> Claim:
        return claim(
            session,
            self._letters,
            self._issue_id,
            worker=self._worker,
            now=self._clock(),
            after=self._after,
        )

    def _next(self) -> list[Note]:
        """All notes there are; none where nothing happened for a while."""
        try:
            notes = [self.notes.get(timeout=_LOOKS_UP)]
        except Empty:
            return []
        while not self.notes.empty():
            notes.append(self.notes.get())
        return notes

    def _write(self, notes: Sequence[Note]) -> None:
        back = [
            order.claimed
            for given in _given(notes)
            if given.rest is not None
            for order in self._pool.withdraw(given.claimed.provider.name)
        ]
        begun, goes_on = self._kept(lambda session, again: self._written(session, notes, back, again=again))
        self._count(skipped=begun.skipped, refused=sum(note.refused is not None for note in notes))
        for given in _given(notes):
            self._count(**{given.outcome.state.value: 1})
        for note in notes:
            if note.begin is not None:
                self._tried.add(note.hand)
            if note.away is not None:
                self._were_away[note.hand] = note.away[1]
            if note.fault is not None:
                self.fault = note.fault
            note.hand.may.put(note.begin is not None and note.begin.id in begun.ids)
        if not goes_on or self.fault is not None:
            self.stop()

    def _written(
        self, session: Session, notes: Sequence[Note], back: Sequence[Claimed], *, again: bool
    ) -> tuple[Begun, bool]:
        """What may begin, and whether the issue goes on."""
        worker, now = self._worker, self._clock()
        wanted = [note.begin for note in notes if note.begin is not None]
        if again:
            ledger.not_begun(session, wanted, worker=worker)
        given = _given(notes)
        ledger.close(session, [(one.claimed, one.outcome) for one in given], worker=worker, now=now)
        for one in given:
            if one.rest is not None:
                note_rest(session, one.claimed.provider.name, one.rest, one.outcome.reply, now=now)
        if back:
            ledger.give_back(session, back, worker=worker, now=now)
        for note in notes:
            if note.refused is not None:
                ledger.refuse(session, *note.refused, worker=worker, now=now)
            if note.away is not None:
                claimed, why = note.away
                ledger.put_back(session, claimed, worker=worker, now=now, why=why, again_at=now + SERVER_AWAY)
        if not wanted:
            return Begun(frozenset()), True
        begun = ledger.begin(session, wanted, worker=worker, now=now, lease=self._lease)
        all_right = len(begun.ids) + begun.skipped == len(wanted)
        return begun, all_right or is_released(session, self._issue_id)

    def _renew(self) -> None:
        now = self._clock()
        if now >= self._renew_at:
            self._renew_at = now + self._lease / 3
            issue_id, worker, lease = self._issue_id, self._worker, self._lease
            self._kept(lambda session, _again: ledger.renew(session, issue_id, worker=worker, now=now, lease=lease))

    def _pause(self, why: str) -> None:
        """Our mail server is away: nobody tries for a while."""
        now = self._clock()
        self._kept(lambda session, _again: note_rest(session, OUR_SERVER, Rest(SERVER_AWAY, None), why, now=now))
        self.sent = replace(self.sent, paused=why)

    def _end(self, session: Session, _again: bool) -> None:
        ledger.let_go(session, self._issue_id, worker=self._worker, now=self._clock())
        finish_if_done(session, self._issue_id)

    def _count(self, **more: int) -> None:
        self.sent = replace(self.sent, **{name: getattr(self.sent, name) + number for name, number in more.items()})

    def _kept(self, work: Callable[[Session, bool], T]) -> T:
        """Do something in one transaction, again if the store was away meanwhile: then it is told so.

        Patience ends with the lease: by then another worker has taken over what is held here.
        """
        pause, until = _FIRST_PAUSE, time.monotonic() + self._lease.total_seconds()
        again = False
        while True:
            try:
                with self._store.writing() as session:
                    return work(session, again)
            except (OperationalError, InterfaceError):
                if time.monotonic() > until:
                    raise
            again = True
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _given(notes: Sequence[Note]) -> list[Given]:
    return [note.given for note in notes if note.given is not None]
