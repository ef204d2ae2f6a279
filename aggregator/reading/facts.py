"""What a reading consists of: facts, each with the passage it stands in.

Every span counts characters in `Reading.text`, end exclusive: `text[evidence.start:evidence.end] == evidence.quote`.
Codes of kinds, topics, audiences and countries are those of the taxonomy; dates are calendar days, times wall-clock.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Certainty(StrEnum):
    """How sure the calendar date of a deadline is. Only `exact` and `inferred` ones may be shown as a date."""

    EXACT = "exact"
    INFERRED = "inferred"  # day and month are stated, the year comes from elsewhere
    VAGUE = "vague"  # "Ende März", "tbc", a day and month that could be swapped
    ROLLING = "rolling"
    RELATIVE = "relative"  # "three months before the project starts"
    RECURRING = "recurring"  # "1 October of every year"
    NONE_STATED = "none_stated"  # the text says that there is no deadline, or none yet


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passage a fact stands in; `start` and `end` count characters in `Reading.text`, end exclusive."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One code or word found in the text. `evidence` is None where the fact follows from no single passage."""

    value: str
    evidence: Evidence | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day until which something can be applied for, or the rule that takes its place.

    `date` is None where no calendar day can be stored. `time` is None unless a time is printed; `zone` is an IANA name
    and given with a time alone. `label` is the wording that made the date a deadline.
    """

    date: datetime.date | None
    time: datetime.time | None
    zone: str | None
    certainty: Certainty
    label: str
    round: str | None
    evidence: Evidence
    rule: str
    confidence: float
    closed: bool = False  # the wording says that it is over
    stage: int | None = None  # 1 for sketch or expression of interest, 2 for the full application
    superseded: datetime.date | None = None  # the old day, where this one is an extension
    opens: datetime.date | None = None  # first day of the window that ends here
    criterion: str | None = None  # receipt, postmark or submission
    strict: bool = False  # Ausschlussfrist
    actor: str | None = None  # who has to submit, in the words of the text
    relative: str | None = None  # "P3M before project_start"
    recurs: tuple[str, ...] = ()  # "--10-01": month and day, every year


@dataclass(frozen=True, slots=True)
class Amount:
    """Money one applicant can get. `basis` is project, prize, rate or budget; a budget is never a grant."""

    min: Decimal | None
    max: Decimal | None
    currency: str
    evidence: Evidence
    rule: str
    confidence: float
    basis: str = "project"


@dataclass(frozen=True, slots=True)
class Event:
    """When something takes place, both days included; `end` is None for a single day."""

    start: datetime.date
    end: datetime.date | None
    evidence: Evidence
    rule: str
    confidence: float
    start_time: datetime.time | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to read: plain text, or HTML whose main text is taken. `language` is a hint and wins if given."""

    title: str
    text: str | None = None
    html: str | None = None
    url: str | None = None
    language: str | None = None
    published: datetime.date | None = None
    fetched: datetime.date | None = None  # day it was collected: a day without a year is the next one from there on


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says. All spans refer to `text` (for HTML: its main text)."""

    text: str
    language: str
    kind: Fact
    title: str = ""
    deadlines: tuple[Deadline, ...] = ()
    amount: Amount | None = None
    rate: Amount | None = None  # per head, day, place, kilometre …
    budget: Amount | None = None
    own_contribution: Fact | None = None  # share in per cent, "20"
    countries: tuple[Fact, ...] = ()
    topics: tuple[Fact, ...] = ()
    audiences: tuple[Fact, ...] = ()
    event: Event | None = None  # the one the text is about
    events: tuple[Event, ...] = ()  # all, for calendars
    opens: Fact | None = None  # ISO date
    place: Fact | None = None
    reach: Fact | None = None
    funding_types: tuple[Fact, ...] = ()
    references: tuple[Fact, ...] = ()  # CERV-2026-CITIZENS-TOWN-TT
    organiser: Fact | None = None
    summary: str = ""
    days: tuple[datetime.date, ...] = ()  # all that are named, whatever for
    sums: tuple[Decimal, ...] = ()  # likewise
    flags: tuple[str, ...] = ()  # what staff should look at: those of `details.odd_dates`, and "first_come"
    url: str = ""  # the item's own page, where a listing links to it
    reasons: tuple[str, ...] = ()  # why there is something to collect; none on an ordinary page

    @property
    def is_opportunity(self) -> bool:
        """Whether there is anything to apply for, to register for or to go to."""
        return bool(self.reasons)

    def effective_deadline(self, today: datetime.date) -> Deadline | None:
        """The next dated deadline on or after `today`, else the last one; None where no day is stated.

        For two stages the first counts, because newcomers have to meet it.
        """
        dated = [d for d in self.deadlines if d.date and d.certainty in (Certainty.EXACT, Certainty.INFERRED)]
        coming = [d for d in dated if d.date and d.date >= today and not d.closed]
        if coming:
            return min(coming, key=lambda d: (d.date or datetime.date.max, d.time or datetime.time.max))
        return max(dated, key=lambda d: d.date or datetime.date.min, default=None)
