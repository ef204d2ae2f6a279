"""How a source is after a run: as usual, unusual, or broken, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from aggregator.finding import Pagination, RunOutcome
from aggregator.health.envelope import Envelope
from aggregator.health.limits import limits
from aggregator.health.memory import Memory, RunFacts
from aggregator.health.words import QUARANTINING, Fact, Health, Reason, ReasonKind, Verdict


def judge(run: RunFacts, memory: Memory, envelope: Envelope, before: Verdict) -> Verdict:
    """The verdict over a run. `memory` has this run already, `envelope` is what was usual before it.

    A run that could not look (it failed, or the source said that nothing changed) leaves standing what was found
    doubtful before: only a look that shows the usual clears it.
    """
    doubts = tuple(reason for reason in before.reasons if reason.kind in QUARANTINING)
    if run.outcome is RunOutcome.FAILED:
        return _failed(run, memory, envelope, before, doubts)
    looked = run.listed is not None
    if looked:
        doubts = tuple(_doubts(run, envelope))
    silent = _silence(memory, envelope, run.at)
    reasons = (*doubts, silent) if silent else doubts
    if reasons:
        return Verdict(Health.SUSPECT, reasons, quarantined=looked and bool(doubts))
    return Verdict(Health.OK if envelope.known else Health.LEARNING)


def _failed(run: RunFacts, memory: Memory, envelope: Envelope, before: Verdict, doubts: tuple[Reason, ...]) -> Verdict:
    weights = limits().trouble
    numbers = {} if envelope.weekly is None else {"weekly": envelope.weekly}
    failing = Reason(ReasonKind.FAILING, numbers, memory.failing_since, failure=run.failure, url=run.url)
    if memory.trouble >= weights.broken:
        return Verdict(Health.BROKEN, (failing, *doubts))
    if memory.trouble >= weights.suspect:
        return Verdict(Health.SUSPECT, (failing, *doubts))
    return Verdict(before.health, before.reasons)  # one stumble of a server is nobody's business


def _doubts(run: RunFacts, envelope: Envelope) -> list[Reason]:
    assert run.listed is not None
    reasons = []
    span = {"listed": run.listed, "least": envelope.seen_least, "most": envelope.seen_most}
    if envelope.least is not None and run.listed < envelope.least:
        reasons.append(Reason(ReasonKind.FEW, span, run.at))
    elif run.pagination is Pagination.FAILED and envelope.known:
        reasons.append(Reason(ReasonKind.TRUNCATED, {"listed": run.listed}, run.at))
    if envelope.most is not None and run.listed > envelope.most:
        reasons.append(Reason(ReasonKind.MANY, span, run.at))
    return reasons + _missing(run.listed, run.filled, envelope, run.at)


def _missing(listed: int, filled: Mapping[Fact, int], envelope: Envelope, at: datetime) -> list[Reason]:
    if listed < limits().filled.entries:
        return []
    reasons = []
    for fact, usual in envelope.filled.items():
        share = min(1.0, filled.get(fact, 0) / listed)
        if share < usual.bound:
            numbers = {"missing": 1 - share, "usual": 1 - usual.share}
            reasons.append(Reason(ReasonKind.MISSING, numbers, at, fact=fact))
    return reasons


def _silence(memory: Memory, envelope: Envelope, now: datetime) -> Reason | None:
    if envelope.gap is None or envelope.weekly is None or not memory.news:
        return None
    numbers = limits().silence
    longest = max(envelope.gap * numbers.factor, timedelta(days=numbers.least_days))
    since = memory.news[-1].at
    return Reason(ReasonKind.SILENT, {"weekly": envelope.weekly}, since) if now - since > longest else None
