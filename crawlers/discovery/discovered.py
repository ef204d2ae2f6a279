"""What a look at an address gives, and what is told while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aggregator.finding import Failure, Probe
from crawlers.discovery.trial import Trial
from crawlers.ledger import Answer


class Stage(StrEnum):
    """The steps of a look, in their order."""

    FETCH = "fetch"
    RECOGNISE = "recognise"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage begins, or is done after so many seconds."""

    stage: Stage
    seconds: float | None = None


Tell = Callable[[Step], None]
"""Called as the stages begin and end, from the thread that looks."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """An address looked at: what it is, and the ways in which it can be collected, best first.

    `answers` are all bodies that were fetched, by the address asked for.
    """

    probe: Probe
    trials: tuple[Trial, ...] = ()
    steps: tuple[Step, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def best(self) -> Trial | None:
        """The way that is proposed."""
        return self.trials[0] if self.trials else None

    @property
    def failure(self) -> Failure | None:
        """Why there is no way; none where there is one."""
        return self.probe.failure if not self.trials else None
