"""Send what waits of an issue: claim, note, hand over, note the answer. Nobody twice, nobody forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from aggregator.store import Store
from newsletter.delivery import ledger
from newsletter.delivery.book import SERVER_AWAY, Book, Sent
from newsletter.delivery.guard import begin_sending, keep_in_file
from newsletter.delivery.hands import Hand
from newsletter.delivery.pool import Pool
from newsletter.delivery.resting import OUR_SERVER, note_rest
from newsletter.delivery.shaping import Rest, shaping
from newsletter.delivery.standing import claimable
from newsletter.delivery.transport import Clock
from newsletter.delivery.way_out import WayOut
from newsletter.settings import MailSettings

Progress = Callable[[int, int], None]
"""Called with how many deliveries were tried and how many there were to try."""


def send_issue(
    store: Store,
    way: WayOut,
    issue_id: int,
    settings: MailSettings,
    *,
    clock: Clock,
    worker: str,
    on_progress: Progress | None = None,
) -> Sent:
    """Hand over everything of an issue that may be tried now. Several workers may run at once; so may it again.

    After the issue is stopped nothing more is begun. `clock` gives aware moments.
    """
    if why := _not_allowed(store, settings, clock):
        return Sent(paused=why)
    with store.writing() as session:
        uncertain = ledger.expire(session, issue_id, now=clock())
    with store.reading() as session:
        total = claimable(session, issue_id, now=clock())
    pool = Pool(shaping())
    # what another run of the same process held is not ours
    own_name = f"{worker[:60]}:{secrets.token_hex(4)}"
    book = Book(store, issue_id, settings, pool, clock=clock, worker=own_name)
    sender = way.sender or (lambda _number, _address: settings.sender_address)
    hands = {Hand(each, pool, book.notes, clock=clock, sender=sender, signer=way.signer) for each in way.transports}
    _work(book, hands, _Teller(book, total, settings.claim_size, on_progress))
    if book.fault is not None:
        raise book.fault
    return replace(book.sent, uncertain=book.sent.uncertain + uncertain)


def _not_allowed(store: Store, settings: MailSettings, clock: Clock) -> str:
    """Why this database may not send; where it is so, nobody asks again for a while."""
    file = settings.sending_mark
    if file is None:
        return ""
    with store.writing() as session:
        why = begin_sending(session, file)
        if why:
            note_rest(session, OUR_SERVER, Rest(SERVER_AWAY, None), why, now=clock())
    if not why:
        with store.reading() as session:
            keep_in_file(session, file)
    return why


def _work(book: Book, hands: set[Hand], teller: _Teller) -> None:
    for hand in hands:
        hand.start()
    try:
        try:
            book.keep(hands, teller.tell)
        except KeyboardInterrupt:
            book.stop()
            book.keep(hands, teller.tell)  # what is on its way is still written down
            raise
    except BaseException:
        book.abandon(hands)
        raise
    finally:
        if not hands:
            teller.tell(at_last=True)
            book.end()


class _Teller:
    """Tells how far it is, a claim at a time."""

    def __init__(self, book: Book, total: int, step: int, on_progress: Progress | None) -> None:
        self._book, self._total, self._step, self._on_progress = book, total, step, on_progress
        self._told = 0

    def tell(self, *, at_last: bool = False) -> None:
        """Tell if there is something new worth it."""
        tried = self._book.sent.tried
        if self._on_progress is None or tried == self._told or not (at_last or tried - self._told >= self._step):
            return
        self._told = tried
        self._on_progress(tried, max(self._total, tried))
