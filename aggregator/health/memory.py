"""What is remembered of the last runs over a source: enough to know what is usual there, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from aggregator.finding import FailureKind, Pagination, RunOutcome
from aggregator.health.limits import limits
from aggregator.health.words import Fact, Verdict


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run, as far as health is concerned. `listed`: entries the source showed, None where it was not looked at."""

    at: datetime
    outcome: RunOutcome
    listed: int | None = None
    filled: Mapping[Fact, int] = field(default_factory=dict)
    new: int = 0
    pagination: Pagination = Pagination.NONE
    failure: FailureKind | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class GoodRun:
    """What a run showed that nobody had reason to doubt."""

    listed: int
    filled: Mapping[Fact, int]


@dataclass(frozen=True, slots=True)
class Arrival:
    """New entries, so many at once."""

    at: datetime
    entries: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A visit that was answered, and whether it brought news."""

    at: datetime
    news: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """The last runs of a source, oldest first; `trouble` adds up while runs fail and is 0 after one that did not."""

    good: tuple[GoodRun, ...] = ()
    news: tuple[Arrival, ...] = ()
    visits: tuple[Looked, ...] = ()
    trouble: float = 0.0
    failing_since: datetime | None = None

    def after(self, run: RunFacts) -> Memory:
        """What is known once a run has ended. Whether it was a good one is added by `with_good`."""
        if run.outcome is RunOutcome.FAILED:
            return replace(
                self,
                trouble=self.trouble + weight(run.failure or FailureKind.INTERNAL),
                failing_since=self.failing_since or run.at,
            )
        learn = limits().learn
        news = (*self.news, Arrival(run.at, run.new)) if run.new else self.news
        return replace(
            self,
            news=news[-learn.news :],
            visits=(*self.visits, Looked(run.at, run.new > 0))[-learn.visits :],
            trouble=0.0,
            failing_since=None,
        )

    def with_good(self, run: RunFacts, verdict: Verdict) -> Memory:
        """Remember as usual what a run showed, unless there is doubt about it or it looked at nothing."""
        if verdict.doubts_entries:
            return replace(self, news=tuple(arrival for arrival in self.news if arrival.at != run.at))
        if run.listed is None or run.outcome is RunOutcome.FAILED or verdict.quarantined:
            return self
        return replace(self, good=(*self.good, GoodRun(run.listed, dict(run.filled)))[-limits().learn.runs :])

    def forgetting(self) -> Memory:
        """What stays when a person says that the source has changed for good: its news, not what was usual."""
        return Memory(news=self.news, visits=self.visits)


def weight(failure: FailureKind) -> float:
    """How much one failed run weighs: 1 where waiting will not help, less where it often does."""
    numbers = limits()
    if failure in numbers.weights["temporary"]:
        return numbers.trouble.temporary
    return numbers.trouble.soft if failure in numbers.weights["soft"] else numbers.trouble.hard


def wait_after(trouble: float) -> timedelta:
    """How long a failing source is left alone: hours at first, then a day, in the end a week; never for good."""
    return timedelta(hours=max(step.hours for step in limits().retry if step.trouble <= trouble))


_MEMORY = TypeAdapter(Memory)


def read_memory(document: Mapping[str, Any]) -> Memory:
    """The memory as it was written down; an empty document remembers nothing."""
    return _MEMORY.validate_python(document)


def written(memory: Memory) -> dict[str, Any]:
    """The memory as plain JSON."""
    document: dict[str, Any] = _MEMORY.dump_python(memory, mode="json")
    return document


def gaps(news: Sequence[Arrival]) -> list[timedelta]:
    """The times between arrivals, in their order."""
    return [later.at - earlier.at for earlier, later in pairwise(news)]
