"""What people corrected in one opportunity, beside what its sources say: what the desk shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.changes import FactName, Facts, Standing, standing
from aggregator.intake.belongings import kept_facets
from aggregator.intake.combining import Combined, combine
from aggregator.intake.comparing import found_facts, kept_facts
from aggregator.intake.telling import told_before
from aggregator.model import Change, ChangeState, Correction, Opportunity, Person


@dataclass(frozen=True, slots=True)
class Corrected:
    """A fact that a person corrected; `said` is what the sources say of it now, with the sentence."""

    correction_id: int
    value: str | None
    person: str
    at: datetime
    said: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A correction that does not count any more, and nothing happened to its fact since: it can be put in again."""

    correction_id: int
    value: str | None
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Declined:
    """A proposal to which a person preferred the correction that stands; it can be opened again."""

    change_id: int
    said: str | None
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Corrections:
    """Of one opportunity: the facts that count, what was corrected, and what of it can be undone. Moments are UTC."""

    facts: Facts
    standing: Mapping[FactName, Corrected] = field(default_factory=dict)
    ended: Mapping[FactName, Ended] = field(default_factory=dict)
    declined: Mapping[FactName, Declined] = field(default_factory=dict)


def corrections(session: Session, opportunity_id: int, *, now: datetime) -> Corrections:
    """What people corrected in one opportunity; only where something is corrected, its sources are read again."""
    row = session.get_one(Opportunity, opportunity_id)
    facts = kept_facts(row, kept_facets(session, opportunity_id))
    # ix_correction_opportunity_id
    question = select(Correction).where(Correction.opportunity_id == opportunity_id)
    kept = session.exec(question.order_by(col(Correction.id))).all()
    if not kept:
        return Corrections(facts)
    its = standing(session, opportunity_id)
    combined = combine(told_before(session, row, now)) if its else None
    names = _names(session)
    history = _history(session, opportunity_id)
    return Corrections(
        facts,
        standing={name: _corrected(name, one, combined, names) for name, one in its.items()},
        ended={name: ended for name in FactName if (ended := _ended(name, kept, its.get(name), history, names))},
        declined={name: declined for name, one in its.items() if (declined := _declined(name, one, history, names))},
    )


def _corrected(name: FactName, its: Standing, combined: Combined | None, names: Mapping[int, str]) -> Corrected:
    assert combined is not None
    newest = its.corrections[0]
    said = found_facts(combined.understood).get(name)
    sentence = combined.sentence(name, said)
    return Corrected(newest.id or 0, newest.value, names.get(newest.person_id or 0, ""), newest.at, said, sentence)


def _ended(
    name: FactName,
    kept: Sequence[Correction],
    its: Standing | None,
    history: Sequence[Change],
    names: Mapping[int, str],
) -> Ended | None:
    over = [(one.undone_at, one.id or 0, one) for one in kept if one.field == name and one.undone_at is not None]
    if not over:
        return None
    at, number, last = max(over, key=lambda one: one[:2])
    counting = (ChangeState.TOLD, ChangeState.CORRECTED)
    since = any(one.field == name and one.state in counting and one.at and one.at > at for one in history)
    if since or (its is not None and (its.corrections[0].id or 0) > number):
        return None
    return Ended(number, last.value, names.get(last.undone_by or 0, ""), at)


def _declined(name: FactName, its: Standing, history: Sequence[Change], names: Mapping[int, str]) -> Declined | None:
    mine = [one for one in history if one.field == name]
    if any(one.state == ChangeState.PROPOSED for one in mine):
        return None
    for one in reversed(mine):
        if one.state == ChangeState.DECLINED and one.before == its.value and one.at and one.at >= its.corrections[0].at:
            return Declined(one.id or 0, one.after, names.get(one.person_id or 0, ""), one.at)
    return None


def _history(session: Session, opportunity_id: int) -> Sequence[Change]:
    # ix_change_opportunity_id
    return session.exec(select(Change).where(Change.opportunity_id == opportunity_id).order_by(col(Change.id))).all()


def _names(session: Session) -> dict[int, str]:
    """The staff, a handful of people."""
    return {person.id: person.name for person in session.exec(select(Person)) if person.id is not None}
