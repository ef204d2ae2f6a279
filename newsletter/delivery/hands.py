"""Hands: each holds one connection to the mail server and gives one message at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from aggregator.model import DeliveryState
from newsletter.delivery.claiming import Claimed
from newsletter.delivery.copies import Signer
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import Addressee
from newsletter.delivery.pool import Order, Pool
from newsletter.delivery.shaping import Provider, Rest, shaping
from newsletter.delivery.states import Outcome, outcome
from newsletter.delivery.transport import Answer, AnswerLost, Clock, Envelope, MailServerAway, SenderOf, Transport


@dataclass(frozen=True, slots=True)
class Given:
    """How one handing-over ended, and what the provider asks of us besides."""

    claimed: Claimed
    outcome: Outcome
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a hand tells the book: what came of the last, which it wants to begin, which cannot be begun or went back.

    `over`: this hand does nothing more, because of a `fault` if there is one.
    """

    hand: Hand
    given: Given | None = None
    begin: Claimed | None = None
    refused: tuple[Claimed, str] | None = None
    away: tuple[Claimed, str] | None = None
    over: bool = False
    fault: BaseException | None = None


class Hand(Thread):
    """One connection and what it does. Nothing is said to the mail server before the book has noted it."""

    def __init__(
        self,
        transport: Transport,
        pool: Pool,
        notes: SimpleQueue[Note],
        *,
        clock: Clock,
        sender: SenderOf,
        signer: Signer | None,
    ) -> None:
        """Takes from the pool until that is closed and empty."""
        super().__init__(name="hand", daemon=True)
        self._transport, self._pool, self._notes = transport, pool, notes
        self._clock, self._sender, self._signer = clock, sender, signer
        self._given: Given | None = None
        self._on_connection: Counter[str] = Counter()
        self.may: SimpleQueue[bool] = SimpleQueue()
        """Where the book answers each note: whether what it names may begin."""

    def run(self) -> None:
        """Hand over one after the other."""
        fault: BaseException | None = None
        try:
            while (order := self._next()) is not None and self._one(order):
                pass
        except BaseException as error:
            fault = error
        finally:
            self._transport.close()
            self._notes.put(Note(self, given=self._given, over=True, fault=fault))

    def _next(self) -> Order | None:
        order = self._pool.take(wait=False)
        if order is None:
            if self._given is not None:
                self._tell(Note(self, given=self._given))
            order = self._pool.take(wait=True)
        return order

    def _tell(self, note: Note) -> bool:
        """Wait until it is written down."""
        self._notes.put(note)
        self._given = None
        return self.may.get()

    def _one(self, order: Order) -> bool:
        """One delivery; False where the mail server is away and this hand can do nothing more."""
        claimed, taken = order.claimed, False
        try:
            # built before anything is noted: a message that cannot be built was never on its way
            envelope = self._envelope(order)
            if self._tell(Note(self, given=self._given, begin=claimed)):
                self._given = self._handed_over(order, envelope)
                taken = self._given.outcome.state is DeliveryState.HANDED_OVER
        except HeaderRefused as refused:
            self._tell(Note(self, given=self._given, refused=(claimed, str(refused))))
        except MailServerAway as away:
            self._tell(Note(self, away=(claimed, str(away))))
            return False
        finally:
            self._pool.done(claimed.provider, taken=taken)
        return True

    def _handed_over(self, order: Order, envelope: Envelope) -> Given:
        claimed = order.claimed
        self._renew_connection(claimed.provider)
        try:
            answer = self._transport.hand_over(envelope)
        except AnswerLost as lost:
            # we have no record that it was taken, and sending it again could make two of it: staff decide
            return Given(claimed, Outcome(DeliveryState.UNCERTAIN, str(lost)))
        rest = shaping().rest(claimed.provider, answer)
        now, attempts, useful_until = self._clock(), claimed.attempts + 1, order.sheet.useful_until
        if rest is not None and answer.code >= 500:
            answer = Answer(400, f"{answer.code} {answer.text}")  # it is about us, not about this reader
        return Given(claimed, outcome(answer, attempts=attempts, now=now, useful_until=useful_until), rest)

    def _renew_connection(self, provider: Provider) -> None:
        limit = shaping().default.per_connection
        if self._on_connection[provider.name] >= provider.per_connection or self._on_connection.total() >= limit:
            self._transport.close()
            self._on_connection.clear()
        self._on_connection[provider.name] += 1

    def _envelope(self, order: Order) -> Envelope:
        claimed, copies = order.claimed, order.sheet.copies
        if copies is None:
            raise HeaderRefused(order.sheet.refused)
        data = copies.copy(
            Addressee(claimed.subscriber_id, claimed.address),
            message_id=claimed.message_id,
            date=self._clock(),
            html=claimed.html,
            signer=self._signer,
        )
        sender = self._sender(claimed.id, claimed.address)
        return Envelope(sender, claimed.address, claimed.message_id, data, dotless=True)
