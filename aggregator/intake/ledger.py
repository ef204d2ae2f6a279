"""The end of a run: its row in the ledger, the validators of its pages, how the source is, and when it is due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlmodel import Session, col, func, select

from aggregator.finding import FailureKind, Pagination, RunOutcome, RunReport
from aggregator.health import Health, Reason, ReasonKind, RunFacts, Verdict, judge, learn, read_memory, written
from aggregator.health.memory import wait_after
from aggregator.intake.cleaning import clean, hash_of
from aggregator.intake.holding import hide_new
from aggregator.intake.listing import confirm_pages, listed, note_missing, note_rereading
from aggregator.intake.when import OpenCalls, next_fetch
from aggregator.model import CrawlRun, Opportunity, OpportunityState, Page, Sighting, Source, SourceState

_MOST_BROKEN = 50  # entries that are named; the counts stay true
_LOOKED = (RunOutcome.READ, RunOutcome.PARTIAL)
_UNDECIDED = (OpportunityState.NEW, OpportunityState.LATER, OpportunityState.ACCEPTED)
_TO_THE_END = (Pagination.NONE, Pagination.END, Pagination.REPEATED)
_SHORT_WAIT = timedelta(days=1)
_REASONS = TypeAdapter(tuple[Reason, ...])


def write_run(session: Session, source: Source, report: RunReport) -> CrawlRun:
    """Write down what a run did and what that says of its source.

    A first good run proves the source; one that finds nothing proves nothing, unless the source is said to be empty at
    times (`may_be_empty`). A run that is not as usual marks nothing as gone, and what it found anew waits unseen.
    """
    assert source.id is not None
    confirm_pages(session, source, report)
    run = _row(source.id, report)
    session.add(run)
    _keep_validators(session, source.id, report)
    run.gone = note_rereading(session, source, report)
    verdict = _judge(session, source, run, report)
    if verdict.doubts_entries:
        hide_new(session, source, since=report.started_at)
    elif _is_full(run, report) and not verdict.quarantined:
        run.gone += note_missing(session, source, report)
    if source.state == SourceState.UNPROVEN and report.outcome != RunOutcome.FAILED:
        source.state = SourceState.PROVEN if report.found or source.options.get("may_be_empty") else source.state
    source.wanted_at = None
    source.next_fetch_at = _next_fetch(session, source, report)
    session.add(source)
    return run


def forget_what_is_usual(session: Session, source: Source, *, now: datetime) -> None:
    """What was usual at a source holds no longer: it is learned anew."""
    source.memory = written(read_memory(source.memory).forgetting())
    _set_health(source, Verdict(Health.LEARNING), now)
    session.add(source)


def _row(source_id: int, report: RunReport) -> CrawlRun:
    return CrawlRun(
        source_id=source_id,
        started_at=report.started_at,
        finished_at=report.finished_at,
        outcome=report.outcome,
        failure=report.failure.kind if report.failure else None,
        failed_url=clean(report.failure.url) if report.failure else None,
        detail=clean(report.failure.detail) if report.failure else "",
        statuses=dict(report.statuses),
        broken=[
            {"kind": broken.kind.value, "url": clean(broken.url), "detail": clean(broken.detail)}
            for broken in report.broken[:_MOST_BROKEN]
        ],
        received_bytes=report.received_bytes,
        found=report.found,
        new=report.new,
        changed=report.changed,
        same=report.same,
        pagination=report.pagination,
    )


def _judge(session: Session, source: Source, run: CrawlRun, report: RunReport) -> Verdict:
    facts = _facts(session, source, run, report)
    before = read_memory(source.memory)
    memory = before.after(facts)
    envelope = learn(before, source.options)
    verdict = judge(facts, memory, envelope, Verdict(source.health, _REASONS.validate_python(source.reasons)))
    source.memory = written(memory.with_good(facts, verdict))
    run.listed, run.health, run.quarantined = facts.listed, verdict.health, verdict.quarantined
    run.filled = {fact.value: number for fact, number in facts.filled.items()}
    if verdict.quarantined and run.failure is None:
        cut_off = any(reason.kind is ReasonKind.TRUNCATED for reason in verdict.reasons)
        run.failure, run.failed_url = FailureKind.TRUNCATED if cut_off else FailureKind.SITE_CHANGED, source.url
    _set_health(source, verdict, report.finished_at)
    return verdict


def _facts(session: Session, source: Source, run: CrawlRun, report: RunReport) -> RunFacts:
    facts = RunFacts(
        at=report.finished_at,
        outcome=report.outcome,
        new=report.new,
        pagination=report.pagination,
        failure=run.failure,
        url=run.failed_url or source.url,
    )
    # a list is always read, though all that it leads to may be unchanged
    list_was_read = report.outcome is RunOutcome.UNCHANGED and source.url not in report.pages
    if report.outcome not in _LOOKED and not list_was_read:
        return facts
    session.flush()
    shown = listed(session, source, report.started_at)
    if list_was_read and not shown.entries:
        return facts
    # what was taken of a page with several entries are several; what could not be stored was found all the same
    return replace(facts, listed=max(shown.entries, report.found), filled=shown.filled)


def _is_full(run: CrawlRun, report: RunReport) -> bool:
    """Whether the source was read to its end, so that what was not met is not there."""
    return bool(run.listed) and report.outcome is not RunOutcome.PARTIAL and report.pagination in _TO_THE_END


def _set_health(source: Source, verdict: Verdict, now: datetime) -> None:
    if source.health is not verdict.health or source.health_since is None:
        source.health, source.health_since = verdict.health, now
    source.reasons = _REASONS.dump_python(verdict.reasons, mode="json")


def _next_fetch(session: Session, source: Source, report: RunReport) -> datetime:
    memory = read_memory(source.memory)
    # a source that is well is visited daily anyway: what hangs on it is asked for only where it would wait longer
    hanging = memory.trouble and wait_after(memory.trouble) > _SHORT_WAIT
    calls = _open_calls(session, source, report.finished_at) if hanging else OpenCalls()
    spread = int(hash_of(f"{source.key} {report.finished_at.isoformat()}")[:8], 16) / 2**32
    return next_fetch(
        source.kind,
        report.finished_at,
        memory=memory,
        calls=calls,
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


def _keep_validators(session: Session, source_id: int, report: RunReport) -> None:
    known = {page.url_hash: page for page in session.exec(select(Page).where(Page.source_id == source_id))}
    for url, validators in report.pages.items():
        page = known.get(hash_of(clean(url)))
        if page is None:
            page = Page(
                source_id=source_id, url=clean(url), url_hash=hash_of(clean(url)), fetched_at=report.finished_at
            )
        page.etag = clean(validators.etag) if validators.etag else None
        page.last_modified = clean(validators.last_modified)[:100] if validators.last_modified else None
        page.body_hash = validators.body_hash
        page.fetched_at = report.finished_at
        session.add(page)
