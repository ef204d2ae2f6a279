"""Which kept opportunity a finding reports, if any, and about which ones people have to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, func, select

from aggregator.identity import Fingerprint, Ground, Judgement, Reason, Verdict, compare
from aggregator.identity.buckets import Bucket, BucketKind, buckets
from aggregator.identity.succession import is_relisted
from aggregator.intake.candidates import Candidate, Neighbours, candidates
from aggregator.intake.fingerprints import buckets_left, enter, keep_fingerprint, kept_fingerprint, leave
from aggregator.model import CrawlRun, Crowd, ResemblanceState, Source
from aggregator.resemblances import MOST_QUESTIONS, Likeness, ask
from aggregator.store.upsert import insert_new

_LONGEST_NAME = 500
# two verdicts on one opportunity: what its other reports say against it outweighs what one of them says for it
_SEPARATING = frozenset({Ground.OTHER_REFERENCE, Ground.OTHER_NUMBERS, Ground.OTHER_DAYS, Ground.OTHER_STRAND})


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a finding was recognised as: surely `opportunity_id`, and perhaps those of `likenesses`."""

    report: Fingerprint
    met: Neighbours
    opportunity_id: int | None = None
    reasons: tuple[Reason, ...] = ()
    likenesses: tuple[Likeness, ...] = ()


def recognise(session: Session, report: Fingerprint, source: Source) -> Recognised:
    """Compare a new finding with those that share facts with it; nothing is written."""
    met = candidates(session, buckets(report))
    if not met.candidates:
        return Recognised(report, met)
    judged = [(candidate, compare(report, candidate.fingerprint)) for candidate in met.candidates]
    found = _sure(judged)
    joined = found[0].opportunity_id if found else None
    likenesses = [
        Likeness(candidate.finding_id, candidate.opportunity_id, judgement.reasons, ResemblanceState.OPEN)
        for candidate, judgement in judged
        if candidate.opportunity_id != joined and (judgement.verdict == Verdict.UNSURE or _is_torn(judged, candidate))
    ]
    if found is None:
        likenesses += _relisted(session, report, judged, source)
    return Recognised(report, met, joined, found[1].reasons if found else (), tuple(likenesses))


def remember(
    session: Session, finding_id: int, recognised: Recognised, source: Source, *, title: str, now: datetime
) -> None:
    """Keep what a new finding is recognised by from now on, and ask people what is unsure."""
    keep_fingerprint(session, finding_id, recognised.report)
    enter(session, finding_id, recognised.met.free)
    _tell_crowds(session, recognised.met.full, source, title, now)
    is_first = recognised.opportunity_id is None
    ask(session, finding_id, recognised.likenesses, now=now, most=MOST_QUESTIONS, is_first=is_first)


def renew(session: Session, finding_id: int, report: Fingerprint, source: Source, *, title: str, now: datetime) -> None:
    """A kept finding says something else: it is met under other keys from now on, and may be like others now.

    The days that it named before stay among its days, for who reports it late may still name them.
    """
    before = kept_fingerprint(session, finding_id)
    if before is not None:
        report = replace(report, printed=report.printed | before.days)
        if report == before:
            return
        leave(session, finding_id, buckets_left(session, finding_id, before, report))
    met = candidates(session, buckets(report), leaving_out=finding_id)
    keep_fingerprint(session, finding_id, report)
    enter(session, finding_id, met.free)
    _tell_crowds(session, met.full, source, title, now)
    judged = [(candidate, compare(report, candidate.fingerprint)) for candidate in met.candidates]
    likenesses = [
        Likeness(candidate.finding_id, candidate.opportunity_id, judgement.reasons, ResemblanceState.OPEN)
        for candidate, judgement in judged
        if judgement.verdict != Verdict.DIFFERENT
    ]
    ask(session, finding_id, likenesses, now=now, most=MOST_QUESTIONS)


def _sure(judged: Sequence[tuple[Candidate, Judgement]]) -> tuple[Candidate, Judgement] | None:
    """The likeliest that is surely the same, and of whose other reports none speaks against it."""
    for candidate, judgement in judged:
        if judgement.verdict == Verdict.SAME and not _is_torn(judged, candidate):
            return candidate, judgement
    return None


def _is_torn(judged: Sequence[tuple[Candidate, Judgement]], candidate: Candidate) -> bool:
    """Whether one report of an opportunity is surely the same and another surely is not.

    Two of its reports that are at odds with each other were put together by people: that says nothing of a third.
    """
    of_it = [(other, judgement) for other, judgement in judged if other.opportunity_id == candidate.opportunity_id]
    alike = [other.fingerprint for other, judgement in of_it if judgement.verdict == Verdict.SAME]
    against = [other.fingerprint for other, judgement in of_it if judgement.reasons[0].ground in _SEPARATING]
    return any(compare(one, other).verdict != Verdict.DIFFERENT for one in alike for other in against)


def _relisted(
    session: Session, report: Fingerprint, judged: Iterable[tuple[Candidate, Judgement]], source: Source
) -> list[Likeness]:
    """What its source listed under another key until its last run, and has not shown in this one so far."""
    own = [
        candidate
        for candidate, judgement in judged
        if judgement.verdict == Verdict.DIFFERENT
        and candidate.fingerprint.source_key == report.source_key
        and is_relisted(candidate.fingerprint, report)
    ]
    if not own:
        return []
    # ix_crawl_run_source_started
    last = session.exec(select(func.max(CrawlRun.finished_at)).where(CrawlRun.source_id == source.id)).one()
    gone = [candidate for candidate in own if last is not None and candidate.last_seen <= last]
    reasons = (Reason(Ground.RELISTED),)
    return [Likeness(one.finding_id, one.opportunity_id, reasons, ResemblanceState.WAITING) for one in gone[:1]]


def _tell_crowds(session: Session, full: Iterable[Bucket], source: Source, title: str, now: datetime) -> None:
    rows = [
        {
            "code": bucket.code,
            "kind": bucket.kind.value,
            "name": (title if bucket.kind == BucketKind.TITLE else bucket.text)[:_LONGEST_NAME],
            "source_id": source.id,
            "noticed_at": now,
        }
        for bucket in full
        if bucket.kind.is_name
    ]
    insert_new(session, Crowd, rows, unique=("code",))
