"""Send what waits of an issue: claim, note, hand over, note the answer. Nobody twice, nobody forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model import DeliveryState
from aggregator.store import Store
from newsletter.delivery import ledger
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.ledger import Claimed
from newsletter.delivery.letters import Letters
from newsletter.delivery.message import Addressee, issue_message
from newsletter.delivery.states import Outcome, outcome
from newsletter.delivery.transport import AnswerLost, Envelope, MailServerAway, Transport
from newsletter.settings import MailSettings

_SERVER_AWAY = timedelta(minutes=5)

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]
"""Called with how many deliveries were tried and how many there were to try."""


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


def send_issue(
    store: Store,
    transport: Transport,
    issue_id: int,
    settings: MailSettings,
    *,
    clock: Clock,
    worker: str,
    on_progress: Progress | None = None,
) -> Sent:
    """Hand over everything of an issue that may be tried now. Several workers may run at once; so may it again.

    Stops within one message after the issue is cancelled. `clock` gives aware moments.
    """
    run = _Run(store, transport, issue_id, settings, clock=clock, worker=worker)
    with store.writing() as session:
        run.count(uncertain=ledger.expire(session, issue_id, now=clock()))
    with store.reading() as session:
        total = ledger.claimable(session, issue_id, now=clock())
    try:
        while not run.sent.paused and run.batch():
            if on_progress is not None:
                on_progress(run.sent.tried, max(total, run.sent.tried))
    finally:
        transport.close()
        with store.writing() as session:
            ledger.let_go(session, issue_id, worker=worker, now=clock())
            ledger.finish_if_done(session, issue_id)
    return run.sent


class _Run:
    """One worker's run, counting as it goes."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        issue_id: int,
        settings: MailSettings,
        *,
        clock: Clock,
        worker: str,
    ) -> None:
        self._store, self._transport, self._issue_id, self._settings = store, transport, issue_id, settings
        self._clock, self._worker = clock, worker
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._letters = Letters(store)
        self.sent = Sent()

    def batch(self) -> bool:
        """Claim some and hand them over; False where nothing was left or the issue was stopped."""
        with self._store.writing() as session:
            claim = ledger.claim(
                session,
                self._issue_id,
                worker=self._worker,
                now=self._clock(),
                lease=self._lease,
                size=self._settings.claim_size,
                secret=self._settings.secret,
            )
        self.count(skipped=claim.skipped)
        begun = [self._one(claimed) for claimed in claim.held if not self.sent.paused]
        return any(begun) or claim.skipped > 0

    def count(self, **more: int) -> None:
        """Add to the counts."""
        self.sent = replace(self.sent, **{name: getattr(self.sent, name) + number for name, number in more.items()})

    def _one(self, claimed: Claimed) -> bool:
        try:
            # built before anything is noted: a message that cannot be built was never on its way
            envelope = self._envelope(claimed)
        except HeaderRefused as refused:
            with self._store.writing() as session:
                ledger.refuse(session, claimed, str(refused), worker=self._worker, now=self._clock())
            self.count(refused=1)
            return True
        if not self._begun(claimed):
            return False
        try:
            answer = self._transport.hand_over(envelope)
        except MailServerAway as away:
            self._away(claimed, str(away))
            return True
        except AnswerLost as lost:
            # we have no record that it was taken, and sending it again could make two of it: staff decide
            result = Outcome(DeliveryState.UNCERTAIN, str(lost))
        else:
            result = outcome(answer, attempts=claimed.attempts + 1, now=self._clock())
        with self._store.writing() as session:
            if ledger.close(session, claimed, result, worker=self._worker, now=self._clock()):
                self.count(**{result.state.value: 1})
        return True

    def _begun(self, claimed: Claimed) -> bool:
        now, secret = self._clock(), self._settings.secret
        with self._store.writing() as session:
            if ledger.begin(session, claimed, worker=self._worker, now=now, lease=self._lease, secret=secret):
                return True
            unwanted = ledger.skip_if_unwanted(session, claimed, worker=self._worker, now=now, secret=secret)
        self.count(skipped=int(unwanted))
        return False

    def _away(self, claimed: Claimed, why: str) -> None:
        now = self._clock()
        with self._store.writing() as session:
            again = now + _SERVER_AWAY
            ledger.put_back(session, claimed, worker=self._worker, now=now, why=why, again_at=again)
        self.sent = replace(self.sent, paused=why)

    def _envelope(self, claimed: Claimed) -> Envelope:
        letter = self._letters.of(claimed.edition_id)
        addressee = Addressee(claimed.subscriber_id, claimed.address)
        data = issue_message(letter, addressee, self._settings, message_id=claimed.message_id, date=self._clock())
        return Envelope(self._settings.sender_address, claimed.address, claimed.message_id, data)
