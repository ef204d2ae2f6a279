"""A finding that is kept already: most are shown again word for word, and then only the moments move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, update

from aggregator.finding import Finding, SourceKind
from aggregator.intake.cleaning import content_hash, hash_of
from aggregator.model import KeptFinding, Opportunity, Sighting, Source

# built once: every finding asks the first, every unchanged one the others. The unique indexes over the key of a source,
# over (source_id, key_hash) and over finding_id, then primary keys
_MET: Any = (
    sqlalchemy.select(  # SQLModel's own knows no more than four columns
        col(KeptFinding.id),
        col(KeptFinding.content_hash),
        col(Sighting.opportunity_id),
        col(Opportunity.unsettled),
        col(Source.kind),
        col(Source.options),
    )
    .join(Source, col(Source.id) == KeptFinding.source_id)
    .join(Sighting, col(Sighting.finding_id) == KeptFinding.id)
    .join(Opportunity, col(Opportunity.id) == Sighting.opportunity_id)
    .where(col(Source.key) == bindparam("source"), col(KeptFinding.key_hash) == bindparam("key"))
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
    """What is kept at the key of a finding: the finding, its hash, what it is counted to, whether that waits for it.

    `kind` and `options` are those of its source.
    """

    finding_id: int
    content_hash: str
    opportunity_id: int
    is_unsettled: bool
    kind: SourceKind
    options: Mapping[str, object]


def met(session: Session, finding: Finding) -> Met | None:
    """What its source showed under this key before; None for what is new, and where there is no such source."""
    session.flush()
    asked = {"source": finding.source_key, "key": hash_of(finding.key)}
    row = session.connection().execute(_MET, asked).first()
    return None if row is None else Met(*row)


def noted(session: Session, known: Met, finding: Finding, now: datetime) -> bool:
    """Note that a finding was seen, if that is all: it is as before, word for word, and nothing waits for its word."""
    if known.is_unsettled or known.content_hash != content_hash(finding):
        return False
    connection = session.connection()
    for statement in _SEEN:
        connection.execute(statement, {"number": known.finding_id, "now": now})
    connection.execute(_CHECKED, {"number": known.opportunity_id, "now": now})
    return True
