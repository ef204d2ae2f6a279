"""What people see of changes: the history of one opportunity, and what waits for them at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import Select

from aggregator.changes.facts import until
from aggregator.changes.limits import limits
from aggregator.model import ACTS_ALONE, Change, ChangeState, ChangeType, Opportunity, OpportunityState, Person, Source

_MOVED = frozenset({ChangeType.DEADLINE_MOVED_EARLIER, ChangeType.DEADLINE_MOVED_LATER, ChangeType.REOPENED})
# built once: every run asks it. ix_change_state_source
_UNCONFIRMED = (
    select(Change.type)
    .where(Change.state == ChangeState.PENDING)
    .where(col(Change.source_id) == bindparam("source"), col(Change.seen_at) >= bindparam("since"))
    .distinct()
)
_WAITING = (ChangeState.PENDING, ChangeState.FLAPPING)
_MARKING = (ChangeState.TOLD, ChangeState.PROPOSED)
# ix_opportunity_changed. Written so that SQLite takes it, and does not read all that was ever accepted
CHANGED_SINCE_DECIDED = and_(
    col(Opportunity.changed_at) > datetime(1970, 1, 1, tzinfo=UTC),
    col(Opportunity.state).not_in(
        (OpportunityState.NEW, OpportunityState.REJECTED, OpportunityState.HELD, OpportunityState.MERGED)
    ),
)
"""The condition on an opportunity that a source changed it after people had decided on it, and nobody looked since."""
_STANDS = col(Opportunity.merged_into).is_(None)  # of one that another stands for nobody takes anything over
# a detail confirms itself; what is proposed against a correction never does
_IS_SEEN = or_(
    Change.state == ChangeState.PROPOSED,
    and_(col(Change.state).in_(_WAITING), Change.type != ChangeType.DETAILS),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One change as people see it: values as in `aggregator.changes.facts`, moments aware, UTC.

    `version` is that of its opportunity, for the forms that answer it.
    """

    id: int
    opportunity_id: int
    version: int
    title: str
    language: str
    field: str
    type: ChangeType
    state: ChangeState
    before: str | None
    after: str | None
    sentence_before: str
    sentence_after: str
    source: str
    person: str
    seen_at: datetime
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that moved: from which day to which, first seen when (aware, UTC)."""

    before: date
    after: date
    seen_at: datetime
    reopened: bool


def history(session: Session, opportunity_id: int) -> tuple[Line, ...]:
    """All of one opportunity that was told or corrected, waits or contradicts, latest first; not what lapsed."""
    # ix_change_opportunity_id
    unseen = col(Change.state).in_((ChangeState.LAPSED, *ACTS_ALONE))
    wanted = _lines().where(Change.opportunity_id == opportunity_id, ~unseen)
    return tuple(_line(*found) for found in session.exec(wanted.order_by(col(Change.id).desc())))


def moves(session: Session, opportunity_id: int) -> tuple[Move, ...]:
    """How its deadline moved, latest first; only what was told."""
    # ix_change_opportunity_id
    told = select(Change).where(Change.opportunity_id == opportunity_id, Change.state == ChangeState.TOLD)
    found = []
    for change in session.exec(told.where(Change.field == "deadline").order_by(col(Change.id).desc())):
        before, after = until(change.before), until(change.after)
        if change.type in _MOVED and before and after and before.day != after.day:
            found.append(Move(before.day, after.day, change.seen_at, change.type == ChangeType.REOPENED))
    return tuple(found)


def waiting(session: Session, *, limit: int = 100) -> tuple[Line, ...]:
    """What sources say that does not count, of all opportunities: what needs a person first, then the latest."""
    # ix_change_state_source; a handful of rows, sorted in memory
    wanted = _lines().where(_IS_SEEN, _STANDS)
    is_new = col(Change.state) == ChangeState.PENDING
    ordered = wanted.order_by(is_new, col(Change.seen_at).desc(), col(Change.id).desc())
    return tuple(_line(*found) for found in session.exec(ordered.limit(limit)))


def number_waiting(session: Session) -> int:
    """How many of them there are."""
    # ix_change_state_source
    counted = select(func.count()).select_from(Change).join(Opportunity)
    return session.exec(counted.where(_IS_SEEN, _STANDS)).one()


def changed_since_decided(session: Session, *, limit: int) -> tuple[Line, ...]:
    """What a source changed after people had decided on it, and nobody looked at yet: the latest first, one line each.

    Of several facts that changed at once the most telling: the one whose type comes first in `ChangeType`.
    """
    # a handful; then ix_change_opportunity_id
    marked = select(Opportunity.id).where(CHANGED_SINCE_DECIDED)
    ids = session.exec(marked.order_by(col(Opportunity.changed_at).desc()).limit(limit)).all()
    at_once = or_(Change.at == Opportunity.changed_at, Change.seen_at == Opportunity.changed_at)
    wanted = _lines().where(col(Opportunity.id).in_(ids), at_once, col(Change.state).in_(_MARKING))
    found: dict[int, Line] = {}
    order = list(ChangeType)
    for line in sorted((_line(*row) for row in session.exec(wanted)), key=lambda line: order.index(line.type)):
        found.setdefault(line.opportunity_id, line)
    return tuple(found[number] for number in ids if number in found)


def number_changed_since_decided(session: Session) -> int:
    """How many of them there are."""
    return session.exec(select(func.count()).select_from(Opportunity).where(CHANGED_SINCE_DECIDED)).one()


def unconfirmed(session: Session, source_id: int, *, now: datetime) -> frozenset[ChangeType]:
    """What a source said lately that is neither confirmed nor taken back: reasons to read it again."""
    asked = {"source": source_id, "since": now - limits().asking_for}
    return frozenset(map(ChangeType, session.connection().execute(_UNCONFIRMED, asked).scalars()))


def _lines() -> Select[Change, Opportunity, str, str]:
    return (
        select(Change, Opportunity, Source.name, Person.name)
        .join(Opportunity, col(Opportunity.id) == Change.opportunity_id)
        .join(Source, col(Source.id) == Change.source_id, isouter=True)
        .join(Person, col(Person.id) == Change.person_id, isouter=True)
    )


def _line(change: Change, row: Opportunity, source: str | None, person: str | None) -> Line:
    assert change.id is not None
    return Line(
        id=change.id,
        opportunity_id=change.opportunity_id,
        version=row.version,
        title=row.title,
        language=row.language,
        field=change.field,
        type=change.type,
        state=change.state,
        before=change.before,
        after=change.after,
        sentence_before=change.sentence_before,
        sentence_after=change.sentence_after,
        source=source or "",
        person=person or "",
        seen_at=change.seen_at,
        at=change.at,
    )
