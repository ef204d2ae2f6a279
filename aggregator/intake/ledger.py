"""The end of a run: its row in the ledger, the validators of its pages, how the source is, and when it is due again."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session, col, func, insert, select

from aggregator.changes.history import unconfirmed
from aggregator.changes.limits import limits
from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, Validators
from aggregator.health import Health, Reason, ReasonKind, RunFacts, Verdict, judge, learn, read_memory, written
from aggregator.health.memory import wait_after
from aggregator.intake.cleaning import clean, hash_of
from aggregator.intake.holding import hide_new
from aggregator.intake.listing import confirm, listed, note_missing, note_rereading, note_visit
from aggregator.intake.pages import keep_pages
from aggregator.intake.when import OpenCalls, next_fetch
from aggregator.model import ChangeType, CrawlRun, Opportunity, OpportunityState, Sighting, Source, SourceState

_WRITE_RUN = insert(CrawlRun)
_MOST_BROKEN = 50  # entries that are named; the counts stay true
_LOOKED = (RunOutcome.READ, RunOutcome.PARTIAL)
_UNDECIDED = (OpportunityState.NEW, OpportunityState.LATER, OpportunityState.ACCEPTED)
_SHORT_WAIT = timedelta(days=1)
_REASONS = TypeAdapter(tuple[Reason, ...])


def write_run(session: Session, source: Source, report: RunReport) -> bool:
    """Write down what a run did and what that says of its source; whether it looked and nothing was doubtful.

    A first good run proves the source; one that finds nothing proves nothing, unless the source is said to be empty at
    times (`may_be_empty`). A run that is not as usual marks nothing as gone, and what it found anew waits unseen.
    """
    assert source.id is not None
    confirm(session, source, report)
    gone = note_rereading(session, source, report)
    note_visit(session, source, report)
    facts = _facts(session, source, report)
    verdict = _judge(source, facts)
    if verdict.doubts_entries:
        hide_new(session, source, since=report.started_at)
    elif _is_full(facts) and not verdict.quarantined:
        gone += note_missing(session, source, report)
    run = _row(source, report) | _judged(facts, verdict) | {"gone": gone}
    if verdict.quarantined and report.failure is None:
        run |= {"failure": _doubt_of(verdict), "failed_url": source.url}
    session.connection().execute(_WRITE_RUN, [run])  # without an object: there is a run for every visit
    doubts = unconfirmed(session, source.id, now=report.finished_at)
    # where "not modified" would leave a change unconfirmed, the pages are asked for in full
    pages = {url: Validators() for url in report.pages} if doubts else report.pages
    keep_pages(session, source.id, pages, at=report.finished_at)
    if source.state == SourceState.UNPROVEN and report.outcome != RunOutcome.FAILED:
        source.state = SourceState.PROVEN if report.found or source.options.get("may_be_empty") else source.state
    source.wanted_at = None
    source.next_fetch_at = _next_fetch(session, source, report, doubts)
    session.add(source)
    return facts.listed is not None and not verdict.quarantined


def forget_what_is_usual(session: Session, source: Source, *, now: datetime) -> None:
    """What was usual at a source holds no longer: it is learned anew."""
    source.memory = written(read_memory(source.memory).forgetting())
    _set_health(source, Verdict(Health.LEARNING), now)
    session.add(source)


def _row(source: Source, report: RunReport) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "outcome": report.outcome,
        "failure": report.failure.kind if report.failure else None,
        "failed_url": clean(report.failure.url) if report.failure else None,
        "detail": clean(report.failure.detail) if report.failure else "",
        "statuses": dict(report.statuses),
        "broken": [_named(broken) for broken in report.broken[:_MOST_BROKEN]],
        "received_bytes": report.received_bytes,
        "found": report.found,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "moved_to": clean(report.moved_to) if report.moved_to else None,
        "pagination": report.pagination,
    }


def _named(broken: Failure) -> dict[str, str]:
    return {"kind": broken.kind.value, "url": clean(broken.url), "detail": clean(broken.detail)}


def _judged(facts: RunFacts, verdict: Verdict) -> dict[str, Any]:
    return {
        "listed": facts.listed,
        "filled": {fact.value: number for fact, number in facts.filled.items()},
        "health": verdict.health,
        "quarantined": verdict.quarantined,
    }


def _doubt_of(verdict: Verdict) -> FailureKind:
    cut_off = any(reason.kind is ReasonKind.TRUNCATED for reason in verdict.reasons)
    return FailureKind.TRUNCATED if cut_off else FailureKind.SITE_CHANGED


def _judge(source: Source, facts: RunFacts) -> Verdict:
    before = read_memory(source.memory)
    memory = before.after(facts)
    envelope = learn(before, source.options)
    verdict = judge(facts, memory, envelope, Verdict(source.health, _REASONS.validate_python(source.reasons)))
    source.memory = written(memory.with_good(facts, verdict))
    _set_health(source, verdict, facts.at)
    return verdict


def _facts(session: Session, source: Source, report: RunReport) -> RunFacts:
    facts = RunFacts(
        at=report.finished_at,
        outcome=report.outcome,
        new=report.new,
        pagination=report.pagination,
        failure=report.failure.kind if report.failure else None,
        url=(clean(report.failure.url) if report.failure else None) or source.url,
    )
    unchanged_list = report.outcome is RunOutcome.UNCHANGED and report.list_read
    if report.outcome not in _LOOKED and not unchanged_list:
        return facts
    session.flush()
    shown = listed(session, source, report)
    if unchanged_list and not shown.entries:
        return facts
    # what was taken of a page with several entries are several; what could not be stored was found all the same
    return replace(facts, listed=max(shown.entries, report.found), filled=shown.filled)


def _is_full(facts: RunFacts) -> bool:
    """Whether the source was read to its end, so that what was not met is not there."""
    return bool(facts.listed) and facts.outcome is not RunOutcome.PARTIAL and facts.pagination.is_whole


def _set_health(source: Source, verdict: Verdict, now: datetime) -> None:
    if source.health is not verdict.health or source.health_since is None:
        source.health, source.health_since = verdict.health, now
    source.reasons = _REASONS.dump_python(verdict.reasons, mode="json")


def _next_fetch(session: Session, source: Source, report: RunReport, doubts: Set[ChangeType]) -> datetime:
    memory = read_memory(source.memory)
    # a source that is well is visited daily anyway: what hangs on it is asked for only where it would wait longer
    hanging = memory.trouble and wait_after(memory.trouble) > _SHORT_WAIT
    calls = _open_calls(session, source, report.finished_at) if hanging else OpenCalls()
    spread = int(hash_of(f"{source.key} {report.finished_at.isoformat()}")[:8], 16) / 2**32
    to_be_confirmed = report.outcome != RunOutcome.FAILED and bool(doubts - {ChangeType.DETAILS})
    return next_fetch(
        source.kind,
        report.finished_at,
        memory=memory,
        calls=calls,
        at_most=limits().until_second_look if to_be_confirmed else None,
        not_before=report.not_before,
        jitter=spread,
    )


def _open_calls(session: Session, source: Source, now: datetime) -> OpenCalls:
    # ix_sighting_source_id, then the opportunities by their keys
    question = (
        select(Opportunity.state, func.min(Opportunity.deadline))
        .join(Sighting)
        .where(Sighting.source_id == source.id, col(Opportunity.state).in_(_UNDECIDED))
        .where(col(Opportunity.deadline) >= now.date())
        .group_by(col(Opportunity.state))
    )
    rows = session.exec(question).all()
    nearest = min((day for _, day in rows if day is not None), default=None)
    return OpenCalls(nearest, any(state == OpportunityState.ACCEPTED for state, _ in rows))
