"""Fingerprints made anew where an older version of the rules made them, or none did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from aggregator.identity import RULES
from aggregator.identity.buckets import buckets
from aggregator.intake.candidates import candidates
from aggregator.intake.fingerprints import enter, fingerprint_of, keep_fingerprint
from aggregator.intake.telling import as_seen, read_and_understood
from aggregator.model import KeptFinding, KeptFingerprint, Source
from aggregator.store import Store

_BATCH = 100


def refresh(store: Store, *, clock: Callable[[], datetime], among_all: bool = False) -> int:
    """Make what is missing, a hundred in each transaction; gives how many. Nothing is merged and nobody is asked.

    Looked for are fingerprints of older rules; `among_all` findings without any, too, which takes reading them all.
    """
    done = 0
    while True:
        with store.writing() as session:
            ids = session.exec(_outdated(among_all=among_all).limit(_BATCH)).all()
            for finding_id in ids:
                _renew(session, finding_id, clock())
        done += len(ids)
        if len(ids) < _BATCH:
            return done


def _outdated(*, among_all: bool) -> Any:
    if not among_all:
        return select(KeptFingerprint.finding_id).where(KeptFingerprint.rules < RULES)  # ix_fingerprint_rules
    current = select(KeptFingerprint.finding_id).where(
        KeptFingerprint.finding_id == KeptFinding.id, KeptFingerprint.rules == RULES
    )
    return select(KeptFinding.id).where(~current.exists()).order_by(col(KeptFinding.id))


def _renew(session: Session, finding_id: int, now: datetime) -> None:
    kept = session.get_one(KeptFinding, finding_id)
    source = session.get_one(Source, kept.source_id)
    finding = as_seen(source, kept.key, kept, seen_at=kept.last_seen)
    reading, understood = read_and_understood(finding, source, now)
    report = fingerprint_of(finding, reading, understood)
    met = candidates(session, buckets(report), leaving_out=finding_id)
    keep_fingerprint(session, finding_id, report)
    enter(session, finding_id, met.free)
