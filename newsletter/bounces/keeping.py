"""What came back is stored before anything else is done with it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from aggregator.model import ReturnedMail
from aggregator.store import Store
from aggregator.store.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it came: its beginning, and how many bytes it had in all."""

    beginning: bytes
    size: int

    @property
    def mark(self) -> str:
        """By which the same mail is known again, 64 hex digits."""
        return sha256(b"%d:" % self.size + self.beginning).hexdigest()


def keep(store: Store, mail: Arrived, *, now: datetime) -> None:
    """Store a mail, in a transaction of its own; one that is stored already stays as it is."""
    row = ReturnedMail(
        mark=mail.mark,
        raw=zlib.compress(mail.beginning),
        size=mail.size,
        is_cut=mail.size > len(mail.beginning),
        received_at=now,
    )
    with store.writing() as session:
        insert_new(session, ReturnedMail, [row.model_dump(exclude={"id"})], unique=("mark",))


def text_of(row: ReturnedMail) -> bytes:
    """The stored beginning of a mail; empty once it was forgotten."""
    return zlib.decompress(row.raw) if row.raw else b""
