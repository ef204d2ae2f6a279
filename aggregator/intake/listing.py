"""What a run showed that the store knows already, and what it did not show any more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Update, bindparam
from sqlmodel import Session, col, func, select, update

from aggregator.finding import FailureKind, Pagination, RunOutcome, RunReport, SourceKind
from aggregator.health import Fact
from aggregator.model import HeldFinding, KeptFinding, KeptReading, Opportunity, Sighting, Source
from aggregator.sources.again import has_own_pages
from aggregator.store.batches import in_batches

MISSED = 3
"""So many full, sound runs in a row must not show an entry …"""
UNSEEN = timedelta(days=8)
"""… and so long it was not met: longer than the week after which accepted calls are read at their own address."""


# built once: every run asks them. Each reads ix_sighting_source_id
_HERE: BindParameter[Any] = bindparam("source")
_SINCE: BindParameter[Any] = bindparam("since")
_SHOWN = (
    select(KeptReading.filled, HeldFinding.filled)
    .join(Sighting, col(Sighting.finding_id) == KeptReading.finding_id)
    .join(
        HeldFinding,
        (col(HeldFinding.finding_id) == KeptReading.finding_id) & (col(HeldFinding.held_at) >= _SINCE),
        isouter=True,
    )
    .where(col(Sighting.source_id) == _HERE)
    .where(col(Sighting.reread_at).is_(None) | (col(Sighting.reread_at) < _SINCE))
)
_MET = _SHOWN.where(col(Sighting.last_seen) >= _SINCE)
_KNOWN = _SHOWN.where((col(Sighting.last_seen) >= _SINCE) | col(Sighting.gone_at).is_(None))
_UNSEEN = (
    select(func.count())
    .select_from(Sighting)
    .where(col(Sighting.source_id) == _HERE, col(Sighting.last_seen) < _SINCE, col(Sighting.gone_at).is_(None))
)


@dataclass(frozen=True, slots=True)
class Listed:
    """How many entries a source showed in a run, and how many of them state each fact."""

    entries: int = 0
    filled: Mapping[Fact, int] = field(default_factory=dict)


def confirm(session: Session, source: Source, report: RunReport) -> None:
    """Entries whose own page was as known, or was read lately, were not handed in, yet they are still there."""
    there = set(report.still_there)
    if not there:
        return
    # ix_sighting_source_id; asked only for sources with detail pages
    question = select(KeptFinding.id, KeptFinding.key, KeptFinding.url).join(Sighting)
    unmet = question.where(Sighting.source_id == source.id, Sighting.last_seen < report.started_at)
    rows = session.exec(unmet).all()
    met = [number for number, key, url in rows if number is not None and _is_among(there, key, url)]
    for some in in_batches(met):
        seen_at = report.finished_at
        _run(session, update(KeptFinding).where(col(KeptFinding.id).in_(some)).values(last_seen=seen_at))
        # the version that waits beside the kept one is the one that was confirmed
        _run(session, update(HeldFinding).where(col(HeldFinding.finding_id).in_(some)).values(held_at=seen_at))
        theirs = col(Sighting.finding_id).in_(some)
        _run(session, update(Sighting).where(theirs).values(last_seen=seen_at, missed=0, gone_at=None))
        seen = select(Sighting.opportunity_id).where(theirs)
        _run(session, update(Opportunity).where(col(Opportunity.id).in_(seen)).values(checked_at=seen_at))


def listed(session: Session, source: Source, report: RunReport) -> Listed:
    """The entries met in a run, with the facts they state in the version that was met, held or kept.

    A run that ended at what was known says of the rest that it is as it was. Those that were read again at their own
    address are left out: the source itself may not show them.
    """
    question = _KNOWN if report.pagination is Pagination.KNOWN else _MET
    rows = session.connection().execute(question, {"source": source.id, "since": report.started_at}).all()
    counts = Counter(fact for kept, held in rows for fact in (kept if held is None else held))
    return Listed(len(rows), {fact: counts[fact] for fact in Fact if counts[fact]})


def note_missing(session: Session, source: Source, report: RunReport) -> int:
    """After a full, sound run: count what it did not show; gives how many count as not listed any more since now.

    A feed shows its newest entries alone: one older than all it shows has fallen off its end, which says nothing.
    """
    if not session.connection().execute(_UNSEEN, {"source": source.id, "since": report.started_at}).scalar_one():
        return 0
    # ix_sighting_source_id; an entry is counted three times and then left in peace
    unseen = (col(Sighting.source_id) == source.id) & (col(Sighting.last_seen) < report.started_at)
    few = col(Sighting.missed) < MISSED
    _run(session, update(Sighting).where(unseen, few).values(missed=col(Sighting.missed) + 1))
    missing = unseen & (col(Sighting.missed) >= MISSED) & col(Sighting.gone_at).is_(None)
    vanished = update(Sighting).where(missing, col(Sighting.last_seen) <= report.finished_at - UNSEEN)
    if source.kind == SourceKind.FEED:
        vanished = vanished.where(col(Sighting.finding_id).in_(_within_reach(source, report.started_at)))
    return _run(session, vanished.values(gone_at=report.finished_at))


def note_rereading(session: Session, source: Source, report: RunReport) -> int:
    """Write down which entries were read again on purpose, and how that went.

    Gives how many of them are not listed any more since now: their own pages are gone.
    """
    by_fate: dict[FailureKind | None, list[str]] = defaultdict(list)
    for url, why in report.again.items():
        by_fate[why].append(url)
    at, gone = report.finished_at, 0
    for why, urls in by_fate.items():
        since = func.coalesce(col(Sighting.failed_since), at) if why else None
        fate = {"wanted_at": None, "failure": why.value if why else "", "failed_since": since}
        for some in in_batches(urls):
            here = (col(Sighting.source_id) == source.id) & col(Sighting.url).in_(some)
            _run(session, update(Sighting).where(here).values(reread_at=at, **fate))
            if why is FailureKind.GONE:
                gone += _run(session, update(Sighting).where(here, col(Sighting.gone_at).is_(None)).values(gone_at=at))
    return gone


def note_visit(session: Session, source: Source, report: RunReport) -> None:
    """Where a source shows all it has at each visit, the visit is what was asked for: the wishes before it are met."""
    if has_own_pages(source):
        return
    why = report.failure.kind if report.failure and report.outcome is RunOutcome.FAILED else None
    since = func.coalesce(col(Sighting.failed_since), report.finished_at) if why else None
    fate = {"wanted_at": None, "failure": why.value if why else "", "failed_since": since}
    # ix_sighting_wanted_at: hardly ever any
    wanted = (col(Sighting.source_id) == source.id) & (col(Sighting.wanted_at) <= report.started_at)
    _run(session, update(Sighting).where(wanted).values(**fate))


def _is_among(there: Set[str], key: str, url: str) -> bool:
    """Of a page with several entries each has the page's own key or address and something behind it."""
    return not there.isdisjoint((key, key.partition("#")[0], url))


def _within_reach(source: Source, since: datetime) -> Any:
    """Findings of a feed that are younger than the oldest one it shows now."""
    age = func.coalesce(col(KeptFinding.published), col(KeptFinding.first_seen))
    shown = select(func.min(age)).where(KeptFinding.source_id == source.id, KeptFinding.last_seen >= since)
    return select(KeptFinding.id).where(KeptFinding.source_id == source.id, age > shown.scalar_subquery())


def _run(session: Session, statement: Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
