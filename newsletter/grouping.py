"""Which readers share an edition: a choice for each reader, and the signature of what it will say."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from aggregator.model import Rhythm
from newsletter.choosing import Chosen, choose, signature
from newsletter.pools import Pools
from newsletter.readers import Reader
from newsletter.settings import MailSettings

_KEPT = 50_000  # signatures kept for readers who are alike


class Circle(NamedTuple):
    """Readers who share an edition. `mark` is empty where nothing that is new to them concerns them.

    `chosen` is there for the first of them alone.
    """

    mark: str
    chosen: Chosen | None = None


class Grouping:
    """Readers who are alike in rhythm, interest and past are decided once."""

    def __init__(self, pools: Pools, settings: MailSettings, *, today: date) -> None:
        """`pools` say what there is for each rhythm."""
        self._pools, self._settings, self._today = pools, settings, today
        self._marks: dict[Hashable, str] = {}

    def circle(self, reader: Reader) -> Circle:
        """Those who get the same as this reader."""
        alike = (reader.rhythm, reader.interest.key(), tuple(reader.past.items()) if reader.past else ())
        mark = self._marks.get(alike)
        if mark is not None:
            return Circle(mark)
        if len(self._marks) >= _KEPT:
            self._marks.clear()
        chosen = self.chosen(reader)
        mark = self._marks[alike] = self._signature(reader, chosen)
        return Circle(mark, chosen)

    def chosen(self, reader: Reader) -> Chosen:
        """What a reader gets."""
        return choose(
            self._pools.of(reader.rhythm),
            reader.interest,
            most=self._settings.max_items,
            today=self._today,
            past=reader.past,
        )

    def _signature(self, reader: Reader, chosen: Chosen) -> str:
        if not chosen.items:
            return ""
        return signature(reader.interest, reader.language, chosen, reminding=is_reminded(reader))


def is_reminded(reader: Reader) -> bool:
    """Whether they get reminders of deadlines instead of the issue."""
    return reader.rhythm is Rhythm.DEADLINES
