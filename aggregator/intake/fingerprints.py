"""What is kept of a finding to know it again: its fingerprint, and its places in the buckets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from aggregator.finding import Finding
from aggregator.identity import RULES, Fingerprint, fingerprint, item_of, packed, unpacked
from aggregator.identity.buckets import Bucket
from aggregator.identity.originals import original_links
from aggregator.intake.understanding import Understood
from aggregator.model import BucketMember, KeptFinding, KeptFingerprint
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
    row = {"finding_id": finding_id, "rules": RULES, "facts": facts, "words": words, "meaning": b""}
    upsert(session, KeptFingerprint, [row], unique=("finding_id",))


def enter(session: Session, finding_id: int, into: Iterable[Bucket]) -> None:
    """Put a finding into buckets, where it may stand already."""
    rows = [{"code": bucket.code, "finding_id": finding_id} for bucket in into]
    insert_new(session, BucketMember, rows, unique=_ENTER)


def leave(session: Session, finding_id: int, buckets: Collection[Bucket]) -> None:
    """Take a finding out of buckets."""
    if buckets:
        rows = [{"left": bucket.code, "who": finding_id} for bucket in buckets]
        session.connection().execute(_LEAVE, rows)


def without_fingerprint(session: Session, *, most: int) -> list[int]:
    """Findings that have no fingerprint of the present rules, the oldest first."""
    has_one = select(KeptFingerprint.finding_id).where(
        KeptFingerprint.finding_id == KeptFinding.id, KeptFingerprint.rules == RULES
    )
    question = select(KeptFinding.id).where(~has_one.exists()).order_by(col(KeptFinding.id)).limit(most)
    return [number for number in session.exec(question) if number is not None]


def _references(finding: Finding) -> Iterable[str]:
    return (code.strip() for code in finding.fields.get("reference", "").split(";") if code.strip())
