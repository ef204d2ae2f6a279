"""A page that tells of another thing than before: what it told is put away under a key of its own, with its texts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, select

from aggregator.identity import Fingerprint
from aggregator.identity.succession import succeeds
from aggregator.intake.cleaning import hash_of
from aggregator.intake.fingerprints import kept_fingerprint
from aggregator.model import HeldFinding, KeptFinding, Sighting


def put_away_if_succeeded(session: Session, kept: KeptFinding, report: Fingerprint, *, now: datetime) -> bool:
    """Whether `report`, found under the key of `kept`, is another thing; then the key is free for it.

    The kept finding keeps its texts and its proofs and counts as not listed any more.
    """
    assert kept.id is not None
    before = kept_fingerprint(session, kept.id)
    if before is None or not succeeds(before, report):
        return False
    kept.key = f"{kept.key} until {now.isoformat(timespec='seconds')}"
    kept.key_hash = hash_of(kept.key)
    sighting = session.exec(select(Sighting).where(Sighting.finding_id == kept.id)).one()
    sighting.gone_at = now
    session.exec(delete(HeldFinding).where(col(HeldFinding.finding_id) == kept.id))
    session.flush()
    return True
