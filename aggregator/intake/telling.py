"""What a source tells, read from a finding or from what is kept of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from aggregator.finding import Finding
from aggregator.intake.combining import Told
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.understanding import Understood, understand
from aggregator.model import KeptFinding, Opportunity, Sighting, Source


def told_before(session: Session, row: Opportunity, now: datetime, *, leaving_out: int | None = None) -> list[Told]:
    """What the sources that reported it before tell, read again from what is kept."""
    # ix_sighting_opportunity_id; rarely more than a dozen
    question = (
        select(KeptFinding, Source)
        .join(Sighting, Sighting.finding_id == KeptFinding.id)  # type: ignore[arg-type]
        .join(Source, Source.id == KeptFinding.source_id)  # type: ignore[arg-type]
        .where(Sighting.opportunity_id == row.id, KeptFinding.id != leaving_out)
    )
    return [_told(kept, source, now) for kept, source in session.exec(question).all()]


def _told(kept: KeptFinding, source: Source, now: datetime) -> Told:
    assert kept.id is not None and source.id is not None
    finding = Finding(
        source_key=source.key,
        key=kept.key,
        url=kept.url,
        title=kept.title,
        seen_at=kept.last_seen,
        html=kept.html,
        text=kept.text,
        fields=kept.fields,
        published=kept.published,
        language=kept.language,
    )
    understood: Understood = understand(finding, read_finding(finding, now), source, today=today_at(now))
    return Told(kept.id, source.id, source.rank, kept.first_seen, understood)
