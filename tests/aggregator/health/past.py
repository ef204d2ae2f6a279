"""Runs over a made source, told in a few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.finding import FailureKind, RunOutcome
from aggregator.health import Fact, Health, Memory, RunFacts, Verdict, judge, learn

MORNING = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING_SAID: dict[str, object] = {}


def good(at: datetime, listed: int = 20, new: int = 0, **filled: int) -> RunFacts:
    """A run that read a list; facts that are not named are stated by every entry."""
    facts = {fact: filled.get(fact.value, listed) for fact in Fact}
    return RunFacts(at, RunOutcome.READ, listed, facts, new)


def unchanged(at: datetime) -> RunFacts:
    """A run to which the server said that nothing is new."""
    return RunFacts(at, RunOutcome.UNCHANGED)


def failed(at: datetime, failure: FailureKind) -> RunFacts:
    """A run that brought nothing home."""
    return RunFacts(at, RunOutcome.FAILED, failure=failure, url="https://amt.example.org/liste")


def live(*runs: RunFacts, options: dict[str, object] = NOTHING_SAID) -> tuple[Memory, Verdict]:
    """What is remembered and said of a source after these runs, from its first day on."""
    memory, verdict = Memory(), Verdict(Health.LEARNING)
    for run in runs:
        before = memory
        memory = before.after(run)
        verdict = judge(run, memory, learn(before, options), verdict)
        memory = memory.with_good(run, verdict)
    return memory, verdict


def days(number: int, listed: int = 20, new: int = 0) -> list[RunFacts]:
    """Good runs on so many days before MORNING."""
    return [good(MORNING - (number - place) * DAY, listed, new) for place in range(number)]
