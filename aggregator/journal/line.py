"""One line of the journal: when, who, what was done, about what, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Thing(StrEnum):
    """What something was done about."""

    OPPORTUNITY = "opportunity"
    SOURCE = "source"
    ISSUE = "issue"
    PERSON = "person"
    BARRIER = "barrier"
    MUNICIPALITY = "municipality"
    READER = "reader"
    """Readers go by their number alone: their addresses are nobody's business in the journal."""


class Author(StrEnum):
    """Who did it: one of the staff, a rule of the office, a command, a source that said so, or the program itself."""

    PERSON = "person"
    RULE = "rule"
    COMMAND = "command"
    SOURCE = "source"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class By:
    """Who it was; `id` and `name` are those of a person or a source, empty for all others."""

    author: Author
    id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The thing. `title` is empty where it is gone; `language` is that of the title, `key` that of a source."""

    thing: Thing
    id: int
    title: str = ""
    language: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """When something was taken back (aware, UTC), and by whom."""

    at: datetime
    by: By


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the journal; lines stand by moment, at the same moment by ledger, there by number."""

    at: datetime
    ledger: str
    id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `act` is the ledger's own word; `before` and `after` hold what it changed, by field, as the ledger does.

    `other` is the second thing where there are two, `reason` what the machine gave as one, `because` the word that a
    person gave, `undone` says whether it was taken back since; the taking back is a line of its own.
    `at` is aware, UTC.
    """

    at: datetime
    ledger: str
    id: int
    by: By
    act: str
    about: About
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    other: About | None = None
    reason: str = ""
    because: str = ""
    undone: Undone | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.at, self.ledger, self.id)
