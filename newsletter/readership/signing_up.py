"""The first step of a sign-up, from whatever page: always the same answer, at most one mail a day."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from aggregator.model import ReaderMailKind, SubscriberState
from newsletter import subscribers
from newsletter.addresses import normal_address
from newsletter.consent import Circumstances
from newsletter.readership import outbox
from newsletter.settings import MailSettings
from newsletter.suppression import suppressed


def sign_up(
    session: Session,
    address: str,
    settings: MailSettings,
    *,
    language: str,
    municipality_ags: str | None,
    where: Circumstances,
    now: datetime,
) -> None:
    """Keep a sign-up and let a mail ask whether it is wanted; who is a reader already gets a link to their choices.

    Raises AddressRefused. Nothing tells the caller whether the address is known: an address that must get no mail, or
    was asked within 24 hours, is answered as all others are.
    """
    address = normal_address(address, smtputf8=settings.international_addresses)
    if suppressed(session, [address], secret=settings.secret):
        return
    reader = subscribers.subscribe(
        session,
        address,
        language=language,
        municipality_ags=municipality_ags,
        where=where,
        smtputf8=settings.international_addresses,
        now=now,
    )
    is_reader = reader.state is SubscriberState.CONFIRMED
    kind = ReaderMailKind.PREFERENCES if is_reader else ReaderMailKind.CONFIRMATION
    outbox.queue(session, reader, kind, now=now)
