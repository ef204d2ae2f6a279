"""What part of the journal is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aggregator.journal.line import Thing


class Whose(StrEnum):
    """Whose acts: everybody's, those of people, or those that no person at the desk did."""

    ALL = "all"
    PEOPLE = "people"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`by` is the number of a person, or whose acts; `numbers` are those of things of one kind, none: all of them.

    `since` is inclusive, `until` exclusive; both aware.
    """

    by: int | Whose = Whose.ALL
    thing: Thing | None = None
    numbers: frozenset[int] = field(default_factory=frozenset)
    since: datetime | None = None
    until: datetime | None = None
