"""The end of a run: its row in the ledger, the validators of its pages, and when the source is due again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from aggregator.finding import RunOutcome, RunReport, SourceKind
from aggregator.intake.cleaning import clean, hash_of
from aggregator.model import CrawlRun, Page, Source, SourceState

_MOST_BROKEN = 50  # entries that are named; the counts stay true


def write_run(session: Session, source: Source, report: RunReport) -> CrawlRun:
    """Write down what a run did. A first good run proves the source; a failed one puts the next visit off.

    A run that finds nothing proves nothing, unless the source is said to be empty at times (`may_be_empty`).
    """
    assert source.id is not None
    run = CrawlRun(
        source_id=source.id,
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
    )
    session.add(run)
    _keep_validators(session, source.id, report)
    if source.state == SourceState.UNPROVEN and report.outcome != RunOutcome.FAILED:
        source.state = SourceState.PROVEN if report.found or source.options.get("may_be_empty") else source.state
    failures = _failures_in_a_row(session, source.id) if report.outcome == RunOutcome.FAILED else 0
    source.wanted_at = None
    source.next_fetch_at = next_visit(source.kind, report.finished_at, failures)
    session.add(source)
    return run


def next_visit(kind: SourceKind, finished_at: datetime, failures: int) -> datetime:
    """When a source of this kind is due again after so many failed runs in a row; never is it given up."""
    later = _intervals()["after_failures"]
    usual: float = _intervals()[kind.value]
    hours = max(usual, later[min(failures, len(later)) - 1]) if failures else usual
    return finished_at + timedelta(hours=hours)


def _failures_in_a_row(session: Session, source_id: int) -> int:
    session.flush()
    # ix_crawl_run_source_started
    question = select(CrawlRun.outcome).where(CrawlRun.source_id == source_id)
    latest = session.exec(question.order_by(col(CrawlRun.started_at).desc(), col(CrawlRun.id).desc()).limit(20)).all()
    return next((place for place, outcome in enumerate(latest) if outcome != RunOutcome.FAILED), len(latest))


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


@cache
def _intervals() -> dict[str, Any]:
    with (Path(__file__).parent / "intervals.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
