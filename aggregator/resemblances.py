"""Pairs of findings that may be one thing: asked once, whoever they are counted to by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from aggregator.identity import Ground, Reason
from aggregator.model import Resemblance, ResemblanceState, Sighting
from aggregator.store.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Likeness:
    """A kept finding that another one is like, with the opportunity it is counted to, and why."""

    finding_id: int
    opportunity_id: int
    reasons: tuple[Reason, ...]
    state: ResemblanceState


def ask(session: Session, finding_id: int, likenesses: Sequence[Likeness], *, now: datetime, most: int) -> None:
    """Note that a finding may be one with others; one question for each opportunity, none that people answered."""
    if not likenesses:
        return
    settled = _settled_with(session, finding_id)
    rows: list[dict[str, object]] = []
    for likeness in likenesses:
        if likeness.opportunity_id in settled or len(rows) == most:
            continue
        settled.add(likeness.opportunity_id)
        rows.append(
            {
                "one_id": min(finding_id, likeness.finding_id),
                "other_id": max(finding_id, likeness.finding_id),
                "state": likeness.state,
                "grounds": written(likeness.reasons),
                "at": now,
            }
        )
    insert_new(session, Resemblance, rows, unique=("one_id", "other_id"))


def written(reasons: Iterable[Reason]) -> list[list[str]]:
    """Reasons as they are stored: the ground, then its values."""
    return [[reason.ground.value, *reason.values] for reason in reasons]


def read_reasons(grounds: Iterable[Sequence[str]]) -> tuple[Reason, ...]:
    """What `written` made; a ground that this version does not know is left out."""
    known = {ground.value for ground in Ground}
    return tuple(Reason(Ground(name), tuple(values)) for name, *values in grounds if name in known)


def _settled_with(session: Session, finding_id: int) -> set[int]:
    """Opportunities that it is counted to, is asked about already, or that people know to be others."""
    # ix_sighting_finding_id, ix_sighting_opportunity_id, then the two indexes that resemblances are found by
    own = select(Sighting.opportunity_id).where(Sighting.finding_id == finding_id)
    here = session.exec(own).all()
    together = select(Sighting.finding_id).where(col(Sighting.opportunity_id).in_(here))
    findings = set(session.exec(together).all()) | {finding_id}
    pairs = select(Resemblance.one_id, Resemblance.other_id).where(
        or_(col(Resemblance.one_id).in_(findings), col(Resemblance.other_id).in_(findings)),
        Resemblance.state != ResemblanceState.LAPSED,
    )
    others = {other for pair in session.exec(pairs) for other in pair} - findings
    there = select(Sighting.opportunity_id).where(col(Sighting.finding_id).in_(others))
    return {*here, *session.exec(there).all()}
