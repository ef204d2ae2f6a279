"""From a mailbox into the store, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aggregator.store import Store
from newsletter.bounces.acting import read_what_came
from newsletter.bounces.boxes import Box, BoxAway
from newsletter.bounces.keeping import keep
from newsletter.bounces.refusals import note_refusals
from newsletter.settings import MailSettings


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run did; `away` says why the mailbox could not be read to its end, empty if it could."""

    stored: int = 0
    read: int = 0
    refusals: int = 0
    away: str = ""


def collect(store: Store, box: Box | None, settings: MailSettings, *, clock: Callable[[], datetime]) -> Collected:
    """Store what lies in the box, then read what was stored, then judge what mail servers refused. May run twice."""
    stored, away = _stored(store, box, clock=clock) if box is not None else (0, "")
    read = read_what_came(store, settings, clock=clock)
    return Collected(stored, read, note_refusals(store, settings, clock=clock), away)


def _stored(store: Store, box: Box, *, clock: Callable[[], datetime]) -> tuple[int, str]:
    stored = 0
    try:
        for mail in box.mails():
            keep(store, mail, now=clock())  # committed before the box is asked for the next, and so may delete this one
            stored += 1
    except BoxAway as away:
        return stored, str(away)
    return stored, ""
