"""Send what waits of an issue: claim, note, hand over, note the answer. Nobody twice, nobody forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from aggregator.store import Store
from newsletter import holding
from newsletter.delivery import ledger
from newsletter.delivery.book import Book, Sent
from newsletter.delivery.guard import NotAllowed, begin_sending, keep_in_file
from newsletter.delivery.hands import Hand
from newsletter.delivery.pool import Pool
from newsletter.delivery.shaping import shaping
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
    if why := _not_allowed(store, settings):
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


def _not_allowed(store: Store, settings: MailSettings) -> str:
    """Why nothing may be sent. What seems to be a copy holds all mail until a person lets it leave."""
    with store.reading() as session:
        if why := holding.held(session):
            return why
    file = settings.sending_mark
    if file is None:
        return ""
    try:
        with store.writing() as session:
            installation = begin_sending(session, file)
    except NotAllowed as copy:
        with store.writing() as session:
            holding.hold(session, str(copy))
        return str(copy)
    with store.reading() as session:
        keep_in_file(session, installation, file)
    return ""


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
