"""Put together what all sources of an opportunity tell, and note where they contradict each other."""

from __future__ import annotations

from sqlmodel import Session

from aggregator.changes import Look, note_contradictions
from aggregator.intake.combining import Told, combine
from aggregator.intake.comparing import contradictions
from aggregator.intake.keeping import renew_opportunity
from aggregator.intake.reading import today_at
from aggregator.model import Opportunity


def describe(session: Session, row: Opportunity, told: list[Told], look: Look) -> None:
    """Describe a kept opportunity by everything that is told of it, at least by one source."""
    combined = combine(told)
    renew_opportunity(session, row, combined, look, today=today_at(look.now))
    found = list(contradictions(told, combined.finding_id, combined.understood))
    note_contradictions(session, row, found, look)
