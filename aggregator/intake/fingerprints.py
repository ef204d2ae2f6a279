"""What is kept of a finding to know it again: its fingerprint, and its places in the buckets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete

from aggregator import meaning
from aggregator.finding import Finding
from aggregator.identity import RULES, Fingerprint, fingerprint, item_of, packed, unpacked
from aggregator.identity.buckets import Bucket, buckets, buckets_of_meaning
from aggregator.identity.originals import original_links
from aggregator.intake.understanding import Understood
from aggregator.model import BucketMember, KeptFingerprint
from aggregator.reading import Reading
from aggregator.store.upsert import insert_new, upsert

_FOR_EVER = ("tag:", "urn:")  # names that no other publisher gives
_ENTER = ("code", "finding_id")
_LEAVE = delete(BucketMember).where(
    col(BucketMember.code) == bindparam("left"), col(BucketMember.finding_id) == bindparam("who")
)


def fingerprint_of(finding: Finding, reading: Reading, understood: Understood) -> Fingerprint:
    """The fingerprint of what a finding says; what its source states in fields counts beside what its text says."""
    said = item_of(reading, url=understood.url or finding.url)
    days = {deadline.date for deadline in understood.deadlines} | {understood.event_start}
    sums = {int(amount) for amount in (understood.amount_min, understood.amount_max) if amount}
    links = original_links(finding.html, finding.url) if finding.html else frozenset()
    return fingerprint(
        replace(
            said,
            title=understood.title,
            days=said.days | {day for day in days if day},
            events=said.events | ({understood.event_start} if understood.event_start else set()),
            references=frozenset(_references(finding)),
            language=understood.language,
            source_key=finding.source_key,
            key=finding.key,
            guid=finding.key if finding.key.startswith(_FOR_EVER) else "",
            links=links | {finding.key} if finding.key.startswith("http") else links,
            organiser=understood.organiser,
            sums=said.sums | sums,
        )
    )


def kept_fingerprint(session: Session, finding_id: int) -> Fingerprint | None:
    """The fingerprint of a kept finding; None where it has none yet, or one of other rules."""
    row = session.get(KeptFingerprint, finding_id)
    return unpacked(row.facts, row.words) if row is not None and row.rules == RULES else None


def keep_fingerprint(session: Session, finding_id: int, report: Fingerprint) -> None:
    """Write down a fingerprint, in place of the former one."""
    facts, words = packed(report)
    row = {"finding_id": finding_id, "rules": RULES, "facts": facts, "words": words, "meaning": None}
    upsert(session, KeptFingerprint, [row], unique=("finding_id",))


def enter(session: Session, finding_id: int, into: Iterable[Bucket]) -> None:
    """Put a finding into buckets, where it may stand already."""
    rows = [{"code": bucket.code, "finding_id": finding_id} for bucket in into]
    insert_new(session, BucketMember, rows, unique=_ENTER)


def buckets_left(session: Session, finding_id: int, before: Fingerprint, now: Fingerprint) -> set[Bucket]:
    """The buckets that a finding does not belong into any more; those of its meaning are told anew in any case."""
    gone = set(buckets(before)) - set(buckets(now))
    kept = session.get(KeptFingerprint, finding_id)
    if kept is not None and kept.meaning and meaning.available():
        gone |= set(buckets_of_meaning(before, meaning.cells(meaning.Vector(kept.meaning))))
    return gone


def leave(session: Session, finding_id: int, left: Collection[Bucket]) -> None:
    """Take a finding out of buckets."""
    if left:
        rows = [{"left": bucket.code, "who": finding_id} for bucket in left]
        session.connection().execute(_LEAVE, rows)


def _references(finding: Finding) -> Iterable[str]:
    return (code.strip() for code in finding.fields.get("reference", "").split(";") if code.strip())
