"""The end of a run: its row in the ledger, the validators of its pages, and when the source is due again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, insert, select

from aggregator.changes.history import unconfirmed
from aggregator.changes.limits import limits
from aggregator.finding import RunOutcome, RunReport, SourceKind, Validators
from aggregator.intake.cleaning import clean
from aggregator.intake.pages import keep_pages
from aggregator.model import ChangeType, CrawlRun, Source, SourceState

_WRITE_RUN = insert(CrawlRun)
_MOST_BROKEN = 50  # entries that are named; the counts stay true


def write_run(session: Session, source: Source, report: RunReport) -> None:
    """Write down what a run did. A first good run proves the source; a failed one puts the next visit off.

    A run that finds nothing proves nothing, unless the source is said to be empty at times (`may_be_empty`).
    """
    assert source.id is not None
    run = {
        "source_id": source.id,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "outcome": report.outcome,
        "failure": report.failure.kind if report.failure else None,
        "failed_url": clean(report.failure.url) if report.failure else None,
        "detail": clean(report.failure.detail) if report.failure else "",
        "statuses": dict(report.statuses),
        "broken": [
            {"kind": broken.kind.value, "url": clean(broken.url), "detail": clean(broken.detail)}
            for broken in report.broken[:_MOST_BROKEN]
        ],
        "received_bytes": report.received_bytes,
        "found": report.found,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "moved_to": clean(report.moved_to) if report.moved_to else None,
    }
    session.connection().execute(_WRITE_RUN, [run])  # without an object: there is a run for every visit
    doubts = unconfirmed(session, source.id, now=report.finished_at)
    # where "not modified" would leave a change unconfirmed, the pages are asked for in full
    pages = {url: Validators() for url in report.pages} if doubts else report.pages
    keep_pages(session, source.id, pages, at=report.finished_at)
    if source.state == SourceState.UNPROVEN and report.outcome != RunOutcome.FAILED:
        source.state = SourceState.PROVEN if report.found or source.options.get("may_be_empty") else source.state
    failures = _failures_in_a_row(session, source.id) if report.outcome == RunOutcome.FAILED else 0
    source.wanted_at = None
    usual = next_visit(source.kind, report.finished_at, failures)
    if report.outcome != RunOutcome.FAILED and doubts - {ChangeType.DETAILS}:
        usual = min(usual, report.finished_at + limits().until_second_look)
    source.next_fetch_at = max(usual, report.not_before or usual)
    session.add(source)


def next_visit(kind: SourceKind, finished_at: datetime, failures: int) -> datetime:
    """When a source of this kind is due again after so many failed runs in a row; never is it given up."""
    later = _intervals()["after_failures"]
    usual: float = _intervals()[kind.value]
    hours = max(usual, later[min(failures, len(later)) - 1]) if failures else usual
    return finished_at + timedelta(hours=hours)


def _failures_in_a_row(session: Session, source_id: int) -> int:
    # ix_crawl_run_source_started
    question = select(CrawlRun.outcome).where(CrawlRun.source_id == source_id)
    latest = session.exec(question.order_by(col(CrawlRun.started_at).desc(), col(CrawlRun.id).desc()).limit(20)).all()
    return next((place for place, outcome in enumerate(latest) if outcome != RunOutcome.FAILED), len(latest))


@cache
def _intervals() -> dict[str, Any]:
    with (Path(__file__).parent / "intervals.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
