"""One report of something, as identity is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aggregator.identity.addresses import canonical_url
from aggregator.reading import Reading


@dataclass(frozen=True, slots=True)
class Item:
    """One report. `days` are deadlines and event days that were read, `events` the latter alone, `mentioned` all days.

    `key` names the report within its source: two keys of one source are two things to that source. `guid` is a name
    that its publisher gave it for ever; `links` are addresses at which it says that the original stands. `sums` are
    amounts of money as whole numbers, `references` the source's own numbers.
    """

    title: str
    text: str
    url: str = ""
    days: frozenset[date] = frozenset()
    events: frozenset[date] = frozenset()
    mentioned: frozenset[date] = frozenset()
    references: frozenset[str] = frozenset()
    language: str = ""
    source_key: str = ""
    key: str = ""
    guid: str = ""
    links: frozenset[str] = frozenset()
    organiser: str = ""
    sums: frozenset[int] = frozenset()

    @property
    def address(self) -> str:
        """Its canonical address."""
        return canonical_url(self.url)


def item_of(reading: Reading, *, url: str = "") -> Item:
    """The report that a reading is; what is known besides is put into it with `dataclasses.replace`."""
    days = {deadline.date for deadline in reading.deadlines} | {one.superseded for one in reading.deadlines}
    days |= {reading.event.start if reading.event else None}
    return Item(
        title=reading.title,
        text=reading.text,
        url=url,
        days=frozenset(day for day in days if day),
        language=reading.language,
        organiser=reading.organiser.value if reading.organiser else "",
        events=frozenset({reading.event.start} if reading.event else ()),
        mentioned=frozenset(reading.days),
        sums=frozenset(int(amount) for amount in reading.sums if amount),
    )
