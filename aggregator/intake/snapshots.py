"""Which stored bytes are still needed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from aggregator.model import KeptFinding


def still_named(session: Session, names: Sequence[str]) -> set[str]:
    """Those of some snapshots that a finding names: its evidence stands in them."""
    # ix_finding_snapshot
    found = session.exec(select(KeptFinding.snapshot).where(col(KeptFinding.snapshot).in_(names)).distinct())
    return {name for name in found if name is not None}
