"""What people did, press by press, the latest first: so that each can be shown and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, not_, or_, select

from aggregator.model import Action, Because, Correction, Decision, Opportunity, OpportunityState, Person
from aggregator.review.deciding import RESULT

_NEWER = aliased(Decision)


@dataclass(frozen=True, slots=True)
class Step:
    """One press: a decision, several at once, or the correction of a fact.

    `action` is None for a correction, `field` is "" for a decision; `id` is the number of the decision (of several the
    first) or of the correction. `number` says how many entries it was about, `title` is that of the first one. `at` is
    aware, UTC; `person` is empty where a rule of the office decided.
    """

    id: int
    action: Action | None
    opportunity_id: int
    title: str
    language: str
    at: datetime
    person: str
    person_id: int | None
    number: int = 1
    because: Because | None = None
    field: str = ""
    press: int | None = None
    """The number that all decisions of one press carry; None where it was a single one."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Whose steps of which time: from `since` until before `until`."""

    since: datetime
    until: datetime | None
    person_id: int | None

    def holds(self, table: type[Decision] | type[Correction]) -> ColumnElement[bool]:
        """The condition on a ledger."""
        parts = [col(table.at) >= self.since]
        if self.until is not None:
            parts.append(col(table.at) < self.until)
        if self.person_id is not None:
            parts.append(col(table.person_id) == self.person_id)
        return and_(*parts)


def steps(
    session: Session, *, since: datetime, until: datetime | None = None, person_id: int | None = None, limit: int = 200
) -> list[Step]:
    """What was done and still holds, at most `limit` decisions and as many corrections; of one person or of everybody.

    Left out are decisions that somebody decided on anew, and those about an entry that has gone into another one.
    """
    span = _Span(since, until, person_id)
    decided = _of_decisions(_decisions(session, span, limit))
    corrected = _corrections(session, span, limit)
    return sorted([*decided, *corrected], key=lambda step: (step.at, step.field != "", step.id), reverse=True)[:limit]


def last_step(session: Session, *, since: datetime, person_id: int) -> Step | None:
    """What a person did last and could take back now."""
    latest = next(iter(steps(session, since=since, person_id=person_id, limit=1)), None)
    if latest is None or latest.press is None:
        return latest
    whole = _decisions(session, _Span(since, None, person_id), None, press=latest.press)
    return _of_decisions(whole)[0]


def _decisions(
    session: Session, span: _Span, limit: int | None, *, press: int | None = None
) -> Sequence[tuple[Decision, Opportunity, str | None]]:
    # ix_decision_person_at, ix_decision_at or ix_decision_step; is there a newer one: ix_decision_opportunity_id
    newer = exists().where(
        col(_NEWER.opportunity_id) == Decision.opportunity_id,
        col(_NEWER.id) > col(Decision.id),
        col(_NEWER.undone_at).is_(None),
        col(_NEWER.action).in_(RESULT),
    )
    passed = and_(col(Decision.action).in_(RESULT), or_(newer, col(Opportunity.state) == OpportunityState.MERGED))
    question = (
        select(Decision, Opportunity, Person.name)
        .join(Opportunity, col(Opportunity.id) == Decision.opportunity_id)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(span.holds(Decision), col(Decision.undone_at).is_(None), not_(passed))
    )
    if press is not None:
        question = question.where(Decision.step == press)
    return session.exec(question.order_by(col(Decision.at).desc(), col(Decision.id).desc()).limit(limit)).all()


def _of_decisions(found: Iterable[tuple[Decision, Opportunity, str | None]]) -> list[Step]:
    """The decisions of one press are one step."""
    presses: dict[int, list[tuple[Decision, Opportunity, str | None]]] = {}
    for decision, row, person in found:
        assert decision.id is not None
        presses.setdefault(decision.step or decision.id, []).append((decision, row, person))
    return [_step(press) for press in presses.values()]


def _step(press: Sequence[tuple[Decision, Opportunity, str | None]]) -> Step:
    decision, row, person = press[-1]
    assert decision.id is not None
    joined = len(press) if decision.action == Action.MERGE else 0
    return Step(
        id=decision.id,
        action=decision.action,
        opportunity_id=decision.opportunity_id,
        title=row.title,
        language=row.language,
        at=decision.at,
        person=person or "",
        person_id=decision.person_id,
        number=joined + 1 if joined else len(press),
        because=decision.because,
        press=decision.step,
    )


def _corrections(session: Session, span: _Span, limit: int) -> list[Step]:
    """Corrections that count now: of several for one fact the newest alone can be taken back."""
    newer = aliased(Correction)
    replaced = exists().where(
        col(newer.opportunity_id) == Correction.opportunity_id,
        col(newer.field) == Correction.field,
        col(newer.id) > col(Correction.id),
        col(newer.undone_at).is_(None),
    )
    question = (
        select(Correction, Opportunity, Person.name)
        .join(Opportunity, col(Opportunity.id) == Correction.opportunity_id)
        .join(Person, col(Person.id) == Correction.person_id, isouter=True)
        .where(span.holds(Correction), col(Correction.undone_at).is_(None), not_(replaced))
    )
    # ix_correction_at; is there a newer one: ix_correction_opportunity_id
    found = session.exec(question.order_by(col(Correction.at).desc(), col(Correction.id).desc()).limit(limit)).all()
    return [
        Step(
            id=one.id or 0,
            action=None,
            opportunity_id=one.opportunity_id,
            title=row.title,
            language=row.language,
            at=one.at,
            person=person or "",
            person_id=one.person_id,
            field=one.field,
        )
        for one, row, person in found
    ]
