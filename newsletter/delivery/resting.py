"""Providers that asked us to go slower, or do not let us in: kept in the store, so that all workers obey."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from aggregator.model import MailRest
from newsletter.delivery.shaping import Rest

OUR_SERVER = ""
"""Stands for the mail server that takes all our mail."""


class Resting:
    """Who rests now, for one claim."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        """Those who rest are a handful."""
        self._now = now
        resting = select(MailRest).where(col(MailRest.until) > now, col(MailRest.provider) != OUR_SERVER)
        self._by_name = {each.provider: each for each in session.exec(resting)}

    def put_off(self, provider: str, due_since: datetime | None) -> datetime | None:
        """Until when a mail has to wait; None where it may go. `due_since` is the turn it was given before, if any."""
        rest = self._by_name.get(provider)
        if rest is None or (rest.every_seconds and due_since is not None and due_since > rest.since):
            return None
        if not rest.every_seconds:
            return rest.until
        turn = max(rest.next_at, self._now + timedelta(seconds=1))
        if turn >= rest.until:
            return rest.until
        rest.next_at = turn + timedelta(seconds=rest.every_seconds)
        return turn


def note_rest(session: Session, provider: str, rest: Rest, reply: str, *, now: datetime) -> None:
    """Let a provider rest from now on. Where it rests already, it does so for longer."""
    every = int(rest.every.total_seconds()) if rest.every else 0
    known = session.get(MailRest, provider)
    if known is not None and known.until > now and known.every_seconds == every:
        known.until, known.reply = now + rest.lasts, reply
    else:
        row = MailRest(
            provider=provider, since=now, until=now + rest.lasts, every_seconds=every, next_at=now, reply=reply
        )
        row.next_at = now + timedelta(seconds=every)
        session.merge(row)
    session.flush()


def our_rest(session: Session, *, now: datetime) -> MailRest | None:
    """Since when and until when nothing at all is handed over, and why; None where it is."""
    known = session.get(MailRest, OUR_SERVER)
    return known if known is not None and known.until > now else None
