"""What a source tells, read from a finding or from what is kept of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from aggregator.finding import Finding
from aggregator.intake.combining import Told
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.understanding import Understood, understand
from aggregator.model import HeldFinding, KeptFinding, Opportunity, Sighting, Source
from aggregator.reading import Reading


def told_before(session: Session, row: Opportunity, now: datetime, *, leaving_out: int | None = None) -> list[Told]:
    """What the sources that reported it before tell, read again from what is kept."""
    # ix_sighting_opportunity_id; rarely more than a dozen
    question = (
        select(KeptFinding, Source, Sighting)
        .join(Sighting, Sighting.finding_id == KeptFinding.id)  # type: ignore[arg-type]
        .join(Source, Source.id == KeptFinding.source_id)  # type: ignore[arg-type]
        .where(Sighting.opportunity_id == row.id, KeptFinding.id != leaving_out)
    )
    rows = session.exec(question).all()
    return [_told(kept, source, now, is_gone=sighting.gone_at is not None) for kept, source, sighting in rows]


def as_seen(source: Source, key: str, version: KeptFinding | HeldFinding, *, seen_at: datetime) -> Finding:
    """The finding as its spider handed it in, from what is kept or held of it."""
    return Finding(
        source_key=source.key,
        key=key,
        url=version.url,
        title=version.title,
        seen_at=seen_at,
        html=version.html,
        text=version.text,
        fields=version.fields,
        published=version.published,
        language=version.language,
        snapshot=version.snapshot,
    )


def read_and_understood(finding: Finding, source: Source, now: datetime) -> tuple[Reading, Understood]:
    """What a finding says, and all that is known from it, as on the day of `now` at the office."""
    reading = read_finding(finding, now)
    return reading, understand(finding, reading, source, today=today_at(now))


def _told(kept: KeptFinding, source: Source, now: datetime, *, is_gone: bool) -> Told:
    assert kept.id is not None and source.id is not None
    finding = as_seen(source, kept.key, kept, seen_at=kept.last_seen)
    _, understood = read_and_understood(finding, source, now)
    return Told(kept.id, source.id, source.rank, kept.first_seen, understood, is_gone)
