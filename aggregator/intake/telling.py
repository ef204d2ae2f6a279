"""What a source tells, read from a finding or from what is kept of it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from aggregator.finding import Finding
from aggregator.intake.combining import Told
from aggregator.intake.understanding import Understood, understand
from aggregator.model import KeptFinding, Opportunity, Sighting, Source
from aggregator.reading import Document, Reading, read

_OFFICE_ZONE = ZoneInfo("Europe/Berlin")
_SHORT = 200  # characters; in longer texts the language is read from the words, a feed's own claim is often wrong


def reading_of(finding: Finding, now: datetime) -> Reading:
    """The finding read as of now."""
    body = finding.text if finding.text is not None else finding.html or ""
    published = finding.published.astimezone(_OFFICE_ZONE).date() if finding.published else None
    today = day_of(now)
    document = Document(
        title=finding.title,
        text=finding.text if finding.text is not None or finding.html is not None else "",
        html=finding.html,
        url=finding.url,
        language=finding.language if len(body) < _SHORT else None,
        published=published,
        fetched=today,
    )
    return read(document, today=today)


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


def day_of(now: datetime) -> date:
    """The office's day."""
    return now.astimezone(_OFFICE_ZONE).date()


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
    understood: Understood = understand(finding, reading_of(finding, now), source, today=day_of(now))
    return Told(kept.id, source.id, source.rank, kept.first_seen, understood)
