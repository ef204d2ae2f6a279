"""Write down what a look makes of an opportunity's facts: what is told, what waits, what is held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, and_, col, or_, select

from aggregator.changes.deciding import Look, Ruling, Waiting, rule, turns
from aggregator.changes.differences import Difference
from aggregator.changes.facts import FactName, Facts
from aggregator.changes.limits import limits
from aggregator.model import Change, ChangeState, Opportunity

_WAITING = (ChangeState.PENDING, ChangeState.FLAPPING)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look changed. `held` facts keep their former value; `told` differences count from now on."""

    held: frozenset[FactName] = frozenset()
    told: tuple[Difference, ...] = ()
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences that prove the facts, by name: those that counted, and those just read."""

    before: Mapping[FactName, str] = field(default_factory=dict)
    after: Mapping[FactName, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Another source says `after` of a fact of which one whose word counts more says `before`."""

    name: FactName
    before: str | None
    after: str | None
    finding_id: int
    source_id: int
    sentence: str = ""


def settle(
    session: Session,
    row: Opportunity,
    kept: Facts,
    found: Sequence[Difference],
    sentences: Sentences,
    look: Look,
) -> Settled:
    """Rule on every fact that differs or waits, and keep the outcome; the opportunity itself is not touched."""
    if not found and not row.unsettled:
        return Settled()
    rows = _rows(session, row, look)
    waiting = {FactName(change.field): change for change in rows if change.state in _WAITING}
    history = [change for change in rows if change.state not in _WAITING]
    differing = {difference.name: difference for difference in found}
    held, told = set[FactName](), list[Difference]()
    for name in (name for name in FactName if name in differing or name in waiting):
        difference, change = differing.get(name), waiting.get(name)
        ruling = rule(
            name,
            difference,
            _as_waiting(change),
            kept=kept.get(name),
            turns=turns(history, name, difference),
            look=look,
            limits=limits(),
        )
        if ruling == Ruling.TELL:
            assert difference is not None
            told.append(difference)
        elif difference is not None:
            held.add(name)
        if change is None or ruling not in (Ruling.NOTHING, Ruling.WAIT):
            waiting[name] = _written(session, row, ruling, change, difference, sentences, look)
    return Settled(frozenset(held), tuple(told), any(change.state in _WAITING for change in waiting.values()))


def note_contradictions(session: Session, row: Opportunity, found: Collection[Contradiction], look: Look) -> None:
    """Keep exactly the contradictions that hold now, each since it was first seen. They are never told as changes."""
    # ix_change_opportunity_id
    question = select(Change).where(Change.opportunity_id == row.id, Change.state == ChangeState.CONFLICT)
    there = {(change.finding_id, change.field): change for change in session.exec(question)}
    for one in found:
        change = there.pop((one.finding_id, one.name.value), None)
        if change is None:
            assert row.id is not None
            change = Change(opportunity_id=row.id, field=one.name, state=ChangeState.CONFLICT, seen_at=look.now)
        elif (change.before, change.after) == (one.before, one.after):
            continue
        change.finding_id, change.source_id, change.seen_at = one.finding_id, one.source_id, look.now
        change.before, change.after, change.sentence_after = one.before, one.after, one.sentence
        session.add(change)
    for gone in there.values():
        session.delete(gone)


def _rows(session: Session, row: Opportunity, look: Look) -> list[Change]:
    """What waits, and what was told or taken back lately."""
    # ix_change_opportunity_id; rarely more than a dozen
    lately = and_(
        col(Change.state).in_((ChangeState.TOLD, ChangeState.LAPSED)),
        col(Change.seen_at) >= look.now - limits().turns_within,
    )
    wanted = select(Change).where(Change.opportunity_id == row.id, or_(col(Change.state).in_(_WAITING), lately))
    return list(session.exec(wanted.order_by(col(Change.id))))


def _as_waiting(change: Change | None) -> Waiting | None:
    if change is None:
        return None
    return Waiting(change.after, change.seen_at, change.finding_id, change.state == ChangeState.FLAPPING)


_STATE = {
    Ruling.TELL: ChangeState.TOLD,
    Ruling.PROPOSE: ChangeState.PENDING,
    Ruling.LAPSE: ChangeState.LAPSED,
    Ruling.HOLD: ChangeState.FLAPPING,
    Ruling.FOLLOW: ChangeState.FLAPPING,
}


def _written(
    session: Session,
    row: Opportunity,
    ruling: Ruling,
    change: Change | None,
    difference: Difference | None,
    sentences: Sentences,
    look: Look,
) -> Change:
    """The row of a fact with its new state; what it said before is replaced by what was read now."""
    assert row.id is not None
    if change is None:
        assert difference is not None
        change = Change(opportunity_id=row.id, field=difference.name, finding_id=look.finding_id, seen_at=look.now)
    name = FactName(change.field)
    change.state = _STATE[ruling]
    if difference is not None:
        if change.after != difference.after or ruling == Ruling.PROPOSE:
            change.seen_at = look.now
            change.finding_id = look.finding_id or change.finding_id
            change.source_id = look.source_id or change.source_id
        change.type, change.before, change.after = difference.type, difference.before, difference.after
        change.snapshot = look.snapshot or change.snapshot
        change.sentence_before = sentences.before.get(name, "")
        change.sentence_after = sentences.after.get(name, "")
    elif ruling in (Ruling.HOLD, Ruling.FOLLOW):
        change.after, change.seen_at = change.before, look.now
    if ruling in (Ruling.TELL, Ruling.HOLD):
        change.at = look.now
    if ruling == Ruling.TELL:
        change.person_id = look.person_id
    session.add(change)
    return change
