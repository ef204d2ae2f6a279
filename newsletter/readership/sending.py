"""From the outbox to the mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aggregator.store import Store
from newsletter.delivery.outbox import Sent, hand_over_waiting
from newsletter.delivery.transport import Transport
from newsletter.readership.outbox import ReaderOutbox
from newsletter.settings import MailSettings


def send_waiting(store: Store, transport: Transport, settings: MailSettings, *, clock: Callable[[], datetime]) -> Sent:
    """Give the mail server what may be tried now. Several workers may run at once; so may it again."""
    lease = timedelta(seconds=settings.lease_seconds)
    return hand_over_waiting(store, transport, ReaderOutbox(settings), lease=lease, clock=clock)
