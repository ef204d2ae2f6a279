"""A person answers what a source says anew of a fact that was corrected: its word counts now, or ours does."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from aggregator.changes import FactName, standing
from aggregator.changes.corrections import forget_mark
from aggregator.intake import NothingWaits
from aggregator.intake.combining import combine
from aggregator.intake.comparing import found_facts
from aggregator.intake.telling import told_before
from aggregator.model import Change, ChangeState, Opportunity
from aggregator.review.counting import describe_anew, end, let_count
from aggregator.review.deciding import AlreadyDecided, refuse_stale
from aggregator.review.rows import LARGEST_ID, locked, touch


def take_over(
    session: Session, change_id: int, *, person_id: int | None, now: datetime, version: int | None = None
) -> Change:
    """Let the word of the source count: the correction ends, and what the source says is told as a change.

    `reinstate` of the correction undoes it. Raises NothingWaits, or AlreadyDecided for a version that is not any more.
    """
    change, row = _proposal(session, change_id, ChangeState.PROPOSED, version)
    field = FactName(change.field)
    assert row.id is not None
    corrections = standing(session, row.id)[field].corrections
    combined = combine(told_before(session, row, now))
    forget_mark(session, row, change)
    end(corrections, person_id=person_id, now=now)
    change.state = ChangeState.TOLD
    value = found_facts(combined.understood).get(field)
    let_count(session, row, field, value, person_id=person_id, now=now, change=change)
    describe_anew(session, row, combined, now)
    return change


def keep(
    session: Session, change_id: int, *, person_id: int | None, now: datetime, version: int | None = None
) -> Change:
    """Keep to the correction; it is asked again only when the source says something new. Errors as for `take_over`."""
    change, row = _proposal(session, change_id, ChangeState.PROPOSED, version)
    forget_mark(session, row, change)
    change.state, change.at, change.person_id = ChangeState.DECLINED, now, person_id
    touch(row, now)
    session.flush()
    return change


def ask_again(
    session: Session, change_id: int, *, person_id: int | None, now: datetime, version: int | None = None
) -> Change:
    """Undo `keep`: the proposal is open again, unless its source has gone back since. Errors as for `take_over`.

    Raises AlreadyDecided where the fact was corrected anew since.
    """
    change, row = _proposal(session, change_id, ChangeState.DECLINED, version)
    assert row.id is not None
    its = standing(session, row.id).get(FactName(change.field))
    is_open = Change.state == ChangeState.PROPOSED
    newer = select(Change.id).where(Change.opportunity_id == row.id, Change.field == change.field, is_open)
    if its is None or its.value != change.before or session.exec(newer).first() is not None:
        raise AlreadyDecided(None, None, row.updated_at)
    # what was answered, and who asks again: others who saw it answered hear of whom
    session.add(_mark(change, ChangeState.ANSWERED, change.person_id, change.at))
    session.add(_mark(change, ChangeState.ASKED_AGAIN, person_id, now))
    change.state, change.at, change.person_id = ChangeState.PROPOSED, None, None
    touch(row, now)
    describe_anew(session, row, combine(told_before(session, row, now)), now)
    return change


def _mark(change: Change, state: ChangeState, person_id: int | None, at: datetime | None) -> Change:
    """What somebody did with a proposal, kept while the proposal itself goes on."""
    return Change(
        opportunity_id=change.opportunity_id,
        source_id=change.source_id,
        field=change.field,
        type=change.type,
        state=state,
        before=change.before,
        after=change.after,
        seen_at=change.seen_at,
        at=at,
        person_id=person_id,
    )


def _proposal(session: Session, change_id: int, state: ChangeState, version: int | None) -> tuple[Change, Opportunity]:
    change = session.get(Change, change_id) if 0 < change_id <= LARGEST_ID else None
    if change is None:
        raise NothingWaits(f"there is no change {change_id}")
    row = locked(session, change.opportunity_id)
    session.refresh(change)
    if change.state != state:
        raise NothingWaits(f"change {change_id} is not {state.value} any more: it is {change.state.value}")
    refuse_stale(session, row, version)
    return change, row
