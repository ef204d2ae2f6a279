"""What becomes of an opportunity when a person's word begins or ends to count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.changes import FactName, Look, differences
from aggregator.changes.corrections import forget_mark, lapse
from aggregator.intake.belongings import kept_evidence, kept_facets
from aggregator.intake.combining import Combined
from aggregator.intake.comparing import kept_facts
from aggregator.intake.keeping import renew_opportunity, repeats
from aggregator.intake.reading import today_at
from aggregator.model import Change, ChangeState, ChangeType, Correction, Opportunity
from aggregator.review.putting import put
from aggregator.review.rows import touch

_WAITING = (ChangeState.PENDING, ChangeState.FLAPPING)
_KNOWN_OF = (*_WAITING, ChangeState.PROPOSED)


def end(corrections: Iterable[Correction], *, person_id: int | None, now: datetime) -> None:
    """From now on they do not count."""
    for correction in corrections:
        correction.undone_at, correction.undone_by = now, person_id


def let_count(
    session: Session,
    row: Opportunity,
    field: FactName,
    value: str | None,
    *,
    person_id: int | None,
    now: datetime,
    change: Change | None = None,
) -> None:
    """Put a value in its place, and write it into the history: as a person's word, or as `change` that is told now."""
    assert row.id is not None
    before = kept_facts(row, kept_facets(session, row.id))
    if before.get(field) == value:
        change = change or _unmoved(row.id, field, value, now)
        change.at, change.person_id = now, person_id
        session.add(change)
        touch(row, now)
        return
    proof = next((one.sentence or one.quote for one in kept_evidence(session, row.id) if one.field == field), "")
    found = [one for one in differences(before, {**before, field: value}, today=today_at(now)) if one.name == field]
    change = change or Change(opportunity_id=row.id, field=field, state=ChangeState.CORRECTED, seen_at=now)
    change.type = found[0].type if found else ChangeType.DETAILS
    change.before, change.after, change.sentence_before = before.get(field), value, proof
    change.at, change.person_id = now, person_id
    session.add(change)
    if repeats(row.summary, field, proof):
        row.summary = ""
    put(session, row, field, value)
    row.sequence += any(one.shows_in_calendar for one in found)
    touch(row, now)


def _unmoved(opportunity_id: int, field: FactName, value: str | None, now: datetime) -> Change:
    """Somebody did something, and what is shown stays as it was."""
    unmoved = ChangeState.UNMOVED
    return Change(opportunity_id=opportunity_id, field=field, state=unmoved, before=value, after=value, seen_at=now)


def describe_anew(session: Session, row: Opportunity, combined: Combined, now: datetime) -> None:
    """As its sources describe it, with proofs and other rounds, apart from what people corrected."""
    session.flush()
    renew_opportunity(session, row, combined, Look(now), today=today_at(now))
    session.flush()


def lapse_proposals(session: Session, row: Opportunity, field: FactName) -> None:
    """Of a fact that nobody corrects any more nothing is proposed."""
    for change in _open(session, row, field, (ChangeState.PROPOSED,)):
        lapse(session, row, change)


def close_what_waits(
    session: Session, row: Opportunity, field: FactName, *, person_id: int | None, now: datetime
) -> None:
    """What sources said otherwise when a person corrected the fact was on the page: it is not proposed to them."""
    for change in _open(session, row, field, _KNOWN_OF):
        forget_mark(session, row, change)
        change.state, change.at, change.person_id = ChangeState.DECLINED, now, person_id
    session.flush()
    waiting = select(Change.id).where(Change.opportunity_id == row.id, col(Change.state).in_(_WAITING)).limit(1)
    row.unsettled = session.exec(waiting).first() is not None


def _open(session: Session, row: Opportunity, field: FactName, states: tuple[ChangeState, ...]) -> list[Change]:
    # ix_change_opportunity_id
    wanted = select(Change).where(Change.opportunity_id == row.id, Change.field == field, col(Change.state).in_(states))
    return list(session.exec(wanted))
