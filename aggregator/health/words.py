"""The words in which the health of a source is told: how it is, and why, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aggregator.finding import FailureKind


class Health(StrEnum):
    """How a source is, the worst first.

    `suspect`: it answers, yet not as usual; `learning`: too few good runs to know what is usual.
    """

    BROKEN = "broken"
    SUSPECT = "suspect"
    OK = "ok"
    LEARNING = "learning"
    PAUSED = "paused"


class Fact(StrEnum):
    """What an entry can say about itself; the share of entries that do is watched."""

    TEXT = "text"
    PUBLISHED = "published"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    EVENT = "event"


class ReasonKind(StrEnum):
    """The closed list of what can be said about a source that is not as it should be."""

    FAILING = "failing"
    FEW = "few"
    MANY = "many"
    MISSING = "missing"
    TRUNCATED = "truncated"
    SILENT = "silent"
    OVERDUE = "overdue"


QUARANTINING = frozenset({ReasonKind.FEW, ReasonKind.MANY, ReasonKind.MISSING, ReasonKind.TRUNCATED})
"""What casts doubt on the entries of a run; the others only say that there were none, or none new."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as data; `telling.sentence` says it.

    `numbers` by the names their sentence uses (shares from 0 to 1), `since` when it began, aware.
    """

    kind: ReasonKind
    numbers: Mapping[str, float] = field(default_factory=dict)
    since: datetime | None = None
    fact: Fact | None = None
    failure: FailureKind | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a source is after a run, and why it is not well. `quarantined`: what this run brought is not trusted."""

    health: Health
    reasons: tuple[Reason, ...] = ()
    quarantined: bool = False

    @property
    def doubts_entries(self) -> bool:
        """Whether even new entries are to be held back: there are far too many, or their facts are gone."""
        kinds = {reason.kind for reason in self.reasons}
        return self.quarantined and not kinds.isdisjoint({ReasonKind.MANY, ReasonKind.MISSING})
