"""A person says what a fact is, takes that back, or lets it count again after all."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.changes import FactName, standing
from aggregator.intake.belongings import kept_evidence, kept_facets
from aggregator.intake.combining import combine
from aggregator.intake.comparing import found_facts, kept_facts
from aggregator.intake.proving import Pointed, prove
from aggregator.intake.telling import told_before
from aggregator.model import Correction, Opportunity
from aggregator.review.checking import CannotBe, Flaw, checked
from aggregator.review.counting import close_what_waits, describe_anew, end, lapse_proposals, let_count
from aggregator.review.deciding import AlreadyDecided, refuse_stale
from aggregator.review.rows import LARGEST_ID, Unknown, locked


def correct(
    session: Session,
    opportunity_id: int,
    field: FactName,
    value: str | None,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
    pointed: Pointed | None = None,
) -> Correction:
    """Let a fact be what a person says, from now on and whatever its sources say; no `value`: nothing is stated.

    `value` is written as in `aggregator.changes.facts`; `version` is the one that the person saw, None where it does
    not matter. `pointed` is the place in a text that says so: it proves the fact from now on, also one that counted
    before. What waits of this fact counts as known to the person. Raises Unknown, AlreadyDecided, CannotBe.
    """
    value = checked(field, value)
    row = locked(session, opportunity_id)
    refuse_stale(session, row, version)
    before = kept_facts(row, kept_facets(session, opportunity_id)).get(field)
    if value == before and (pointed is None or is_proven(session, opportunity_id, field, pointed)):
        raise CannotBe(field, Flaw.UNCHANGED, value or "")
    its = standing(session, opportunity_id).get(field)
    correction = Correction(
        opportunity_id=opportunity_id,
        field=field,
        value=value,
        machine_value=its.machine_value if its else before,
        person_id=person_id,
        at=now,
        **(asdict(pointed) if pointed else {}),
    )
    session.add(correction)
    let_count(session, row, field, value, person_id=person_id, now=now)
    close_what_waits(session, row, field, person_id=person_id, now=now)
    session.flush()
    prove(session, opportunity_id, standing(session, opportunity_id))
    session.flush()
    return correction


def is_proven(session: Session, opportunity_id: int, field: FactName, pointed: Pointed) -> bool:
    """Whether the very place that is pointed at proves the fact already."""
    place = (pointed.finding_id, pointed.start, pointed.end)
    proofs = [one for one in kept_evidence(session, opportunity_id) if one.field == field]
    return any(one.finding_id == place[0] and one.start <= place[1] and place[2] <= one.end for one in proofs)


def take_back(
    session: Session, correction_id: int, *, person_id: int | None, now: datetime, version: int | None = None
) -> Correction:
    """Let count what stood before: an older correction of the same fact, else what the sources say now.

    Raises Unknown, or AlreadyDecided where it does not count any more.
    """
    correction, row = correction_of(session, correction_id)
    refuse_stale(session, row, version)
    field = FactName(correction.field)
    its = standing(session, correction.opportunity_id).get(field)
    if its is None or its.corrections[0].id != correction.id:
        raise AlreadyDecided(None, None, row.updated_at)
    end([correction], person_id=person_id, now=now)
    older = its.corrections[1:]
    combined = combine(told_before(session, row, now))
    value = older[0].value if older else found_facts(combined.understood).get(field)
    let_count(session, row, field, value, person_id=person_id, now=now)
    if not older:
        lapse_proposals(session, row, field)
    describe_anew(session, row, combined, now)
    return correction


def reinstate(
    session: Session, correction_id: int, *, person_id: int | None, now: datetime, version: int | None = None
) -> Correction:
    """Let a correction that was taken back, or gave way to its source, count again. Errors as for `take_back`."""
    correction, row = correction_of(session, correction_id)
    refuse_stale(session, row, version)
    field = FactName(correction.field)
    its = standing(session, correction.opportunity_id).get(field)
    newer = its is not None and (its.corrections[0].id or 0) > (correction.id or 0)
    if correction.undone_at is None or newer:
        raise AlreadyDecided(None, None, row.updated_at)
    together = select(Correction).where(
        Correction.opportunity_id == row.id, Correction.field == field, Correction.undone_at == correction.undone_at
    )
    ended = session.exec(together.order_by(col(Correction.id).desc())).all()
    for one in ended:
        one.undone_at = one.undone_by = None
    let_count(session, row, field, ended[0].value, person_id=person_id, now=now)
    session.flush()
    describe_anew(session, row, combine(told_before(session, row, now)), now)
    return ended[0]


def correction_of(session: Session, correction_id: int) -> tuple[Correction, Opportunity]:
    """A correction and its opportunity, kept from others until the end of the transaction. Raises Unknown."""
    correction = session.get(Correction, correction_id) if 0 < correction_id <= LARGEST_ID else None
    if correction is None:
        raise Unknown(f"there is no correction {correction_id}")
    row = locked(session, correction.opportunity_id)
    session.refresh(correction)
    return correction, row
