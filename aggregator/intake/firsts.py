"""What is written of a finding that is new: row by row, without objects, for there are many and nobody asks again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, insert

from aggregator.finding import Finding
from aggregator.identity import Reason
from aggregator.intake.cleaning import content_hash, hash_of
from aggregator.model import KeptFinding, KeptReading, Sighting, Source
from aggregator.reading import Reading
from aggregator.resemblances import written

# built once: every new finding asks them
_KEEP_FINDING = insert(KeptFinding)
_KEEP_READING = insert(KeptReading)
_KEEP_SIGHTING = insert(Sighting)


def columns_of(finding: Finding, *, now: datetime) -> dict[str, Any]:
    """The columns of a kept finding that its latest version fills."""
    return {
        "url": finding.url,
        "title": finding.title,
        "html": finding.html,
        "text": finding.text,
        "fields": dict(finding.fields),
        "published": finding.published,
        "language": finding.language,
        "snapshot": finding.snapshot,
        "content_hash": content_hash(finding),
        "last_seen": now,
    }


def add_finding(session: Session, source: Source, finding: Finding, *, now: datetime) -> int:
    """Keep a finding; gives its number. Raises IntegrityError where another writer kept it meanwhile."""
    named = {"source_id": source.id, "key": finding.key, "key_hash": hash_of(finding.key), "first_seen": now}
    key = session.connection().execute(_KEEP_FINDING, named | columns_of(finding, now=now)).inserted_primary_key
    assert key is not None
    number: int = key[0]
    return number


def add_reading(session: Session, finding_id: int, reading: Reading, filled: list[str], *, now: datetime) -> None:
    """Keep what it says, the text that proofs point into, and which of the watched facts it states."""
    row = {"finding_id": finding_id, "text": reading.text, "language": reading.language, "read_at": now}
    session.connection().execute(_KEEP_READING, row | {"filled": filled})


def add_sighting(
    session: Session,
    opportunity_id: int,
    finding_id: int,
    source: Source,
    *,
    url: str,
    reasons: tuple[Reason, ...],
    now: datetime,
) -> None:
    """Count a finding to an opportunity."""
    row = {"opportunity_id": opportunity_id, "finding_id": finding_id, "source_id": source.id, "url": url}
    session.connection().execute(
        _KEEP_SIGHTING, row | {"first_seen": now, "last_seen": now, "grounds": written(reasons)}
    )
