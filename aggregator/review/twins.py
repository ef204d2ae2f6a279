"""Pairs that may be one thing, side by side for people to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from aggregator.identity import Reason
from aggregator.model import Crowd, Opportunity, OpportunityState, Resemblance, ResemblanceState, Sighting, Source
from aggregator.resemblances import read_reasons
from aggregator.review.sides import Pair, as_pair, sides


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Pair):
    """Whether two are one, and why that is asked; `state` says whether it is still open."""

    id: int
    reasons: tuple[Reason, ...]
    at: datetime
    state: ResemblanceState


@dataclass(frozen=True, slots=True)
class Questions:
    """One stretch of the open questions, those whose deadline is nearest first; `total` counts all."""

    rows: tuple[Question, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question by its number and those of the two opportunities."""

    id: int
    both: tuple[int, int]


_ONE, _OTHER = aliased(Sighting), aliased(Sighting)
_OPPORTUNITY, _COUNTERPART = aliased(Opportunity), aliased(Opportunity)
_DECIDED_AGAINST = (OpportunityState.REJECTED, OpportunityState.HELD, OpportunityState.MERGED)


def questions(session: Session, *, today: date, limit: int = 20, offset: int = 0) -> Questions:
    """The open questions. Left out: pairs that are one by now, are over, or of which nobody wants to know both."""
    ids = session.execute(_ordered(today).limit(limit).offset(offset)).scalars().all()
    return Questions(tuple(_questions(session, ids)), number_of_questions(session, today=today))


def number_of_questions(session: Session, *, today: date) -> int:
    """How many `questions` there are."""
    # ix_resemblance_state
    return int(session.execute(_joined(func.count()).where(*_is_worth_asking(today))).scalar_one())


def asked_pairs(session: Session, *, today: date) -> list[Asked]:
    """All that `questions` ask, as numbers."""
    # ix_resemblance_state
    both = _joined(col(Resemblance.id)).add_columns(col(_ONE.opportunity_id), col(_OTHER.opportunity_id))
    found = session.execute(both.where(*_is_worth_asking(today)).order_by(col(Resemblance.id)))
    return [Asked(number, (one, other)) for number, one, other in found]


def neighbours(session: Session, resemblance_id: int, *, today: date) -> tuple[int | None, int | None]:
    """The questions before and after one in the order of `questions`; of one that is not among them the first."""
    ids = [int(number) for number in session.execute(_ordered(today)).scalars()]
    if resemblance_id not in ids:
        return None, next(iter(ids), None)
    place = ids.index(resemblance_id)
    return ids[place - 1] if place else None, next(iter(ids[place + 1 :]), None)


def question(session: Session, resemblance_id: int) -> Question | None:
    """One question in whatever state; None where there is none, or where both are one by now."""
    if not 0 < resemblance_id < 2**31:
        return None
    return next(iter(_questions(session, [resemblance_id])), None)


def questions_about(session: Session, opportunity_id: int) -> list[int]:
    """The numbers of the open questions about one opportunity."""
    found = _joined(col(Resemblance.id)).where(
        col(Resemblance.state) == ResemblanceState.OPEN,
        col(_ONE.opportunity_id) != col(_OTHER.opportunity_id),
        (col(_ONE.opportunity_id) == opportunity_id) | (col(_OTHER.opportunity_id) == opportunity_id),
    )
    return list(session.execute(found).scalars())


def crowds(session: Session, *, source_id: int | None = None, limit: int = 20) -> list[tuple[Crowd, Source]]:
    """Names that too many go by, the newest first, each with the source at which it was noticed; of all or of one."""
    question = select(Crowd, Source).join(Source, col(Source.id) == Crowd.source_id)
    if source_id is not None:
        question = question.where(Crowd.source_id == source_id)
    return list(session.exec(question.order_by(col(Crowd.noticed_at).desc(), col(Crowd.code)).limit(limit)).all())


def _joined(what: Any) -> sqlalchemy.Select[Any]:
    return (
        sqlalchemy.select(what)
        .select_from(Resemblance)
        .join(_ONE, col(_ONE.finding_id) == col(Resemblance.one_id))
        .join(_OTHER, col(_OTHER.finding_id) == col(Resemblance.other_id))
        .join(_OPPORTUNITY, col(_OPPORTUNITY.id) == col(_ONE.opportunity_id))
        .join(_COUNTERPART, col(_COUNTERPART.id) == col(_OTHER.opportunity_id))
    )


def _ordered(today: date) -> sqlalchemy.Select[Any]:
    """The numbers of the open questions. ix_resemblance_state: they are few beside the decided ones."""
    here, there = col(_OPPORTUNITY.deadline), col(_COUNTERPART.deadline)
    first = case((here.is_(None), there), (there < here, there), else_=here)
    worth_asking = _joined(col(Resemblance.id)).where(*_is_worth_asking(today))
    return worth_asking.order_by(first.is_(None), first, col(Resemblance.id))


def _is_worth_asking(today: date) -> Sequence[ColumnElement[bool]]:
    return (
        col(Resemblance.state) == ResemblanceState.OPEN,
        col(_ONE.opportunity_id) != col(_OTHER.opportunity_id),
        col(_OPPORTUNITY.state).not_in(_DECIDED_AGAINST),
        col(_COUNTERPART.state).not_in(_DECIDED_AGAINST),
        _is_not_over(_OPPORTUNITY, today),
        _is_not_over(_COUNTERPART, today),
    )


def _is_not_over(row: type[Opportunity], today: date) -> ColumnElement[bool]:
    last = func.coalesce(row.deadline, row.event_end, row.event_start)
    return last.is_(None) | (last >= today)


def _questions(session: Session, ids: Sequence[int]) -> Iterable[Question]:
    rows = {row.id: row for row in session.exec(select(Resemblance).where(col(Resemblance.id).in_(ids)))}
    found = sides(session, {number for row in rows.values() for number in (row.one_id, row.other_id)})
    for row in (rows[number] for number in ids if number in rows):
        asked = [found[number] for number in (row.one_id, row.other_id) if number in found]
        if len(asked) == 2 and asked[0].view.id != asked[1].view.id and row.id is not None:
            two = as_pair(*asked)
            yield Question(
                one=two.one,
                other=two.other,
                differing=two.differing,
                id=row.id,
                reasons=read_reasons(row.grounds),
                at=row.at,
                state=row.state,
            )
