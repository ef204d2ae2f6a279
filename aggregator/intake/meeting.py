"""A finding that is kept already: most are shown again word for word, and then only the moments move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select, update

from aggregator.finding import Finding
from aggregator.intake.cleaning import content_hash, hash_of
from aggregator.model import KeptFinding, Opportunity, Sighting, Source

# built once: every finding asks the first, every unchanged one the others. The unique index over (source_id, key_hash),
# then that over finding_id, then primary keys
_MET: Any = (
    select(KeptFinding.id, KeptFinding.content_hash, Sighting.opportunity_id, Opportunity.unsettled)
    .join(Sighting, col(Sighting.finding_id) == KeptFinding.id)
    .join(Opportunity, col(Opportunity.id) == Sighting.opportunity_id)
    .where(KeptFinding.source_id == bindparam("source"), KeptFinding.key_hash == bindparam("key"))
)
_ID: BindParameter[int] = bindparam("number")
_NOW: BindParameter[datetime] = bindparam("now")
_SEEN: tuple[Any, ...] = (
    update(KeptFinding).where(col(KeptFinding.id) == _ID).values(last_seen=_NOW),
    update(Sighting).where(col(Sighting.finding_id) == _ID).values(last_seen=_NOW, missed=0, gone_at=None),
)
_CHECKED: Any = update(Opportunity).where(col(Opportunity.id) == _ID).values(checked_at=_NOW)


@dataclass(frozen=True, slots=True)
class Met:
    """What is kept at the key of a finding: the finding, its hash, what it is counted to, whether that waits for it."""

    finding_id: int
    content_hash: str
    opportunity_id: int
    is_unsettled: bool


def met(session: Session, source: Source, finding: Finding) -> Met | None:
    """What its source showed under this key before; None for what is new."""
    session.flush()
    asked = {"source": source.id, "key": hash_of(finding.key)}
    row = session.connection().execute(_MET, asked).first()
    return None if row is None else Met(*row)


def is_as_before(known: Met, finding: Finding) -> bool:
    """Whether it says the same, word for word, and nothing waits for it to be said once more."""
    return not known.is_unsettled and known.content_hash == content_hash(finding)


def note_seen(session: Session, known: Met, *, now: datetime) -> None:
    """It was seen, and is all it was."""
    connection = session.connection()
    for statement in _SEEN:
        connection.execute(statement, {"number": known.finding_id, "now": now})
    connection.execute(_CHECKED, {"number": known.opportunity_id, "now": now})
