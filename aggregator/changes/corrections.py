"""Corrections that count, and what a source says anew of a fact that a person corrected: a proposal, no change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from aggregator.changes.deciding import Look
from aggregator.changes.differences import Difference, same
from aggregator.changes.facts import FactName, until
from aggregator.model import Change, ChangeState, Correction, Opportunity


@dataclass(frozen=True, slots=True)
class Standing:
    """The corrections of one fact that were not taken back, the newest first: that one counts."""

    corrections: tuple[Correction, ...]

    @property
    def value(self) -> str | None:
        """What a person says it is."""
        return self.corrections[0].value

    @property
    def machine_value(self) -> str | None:
        """What the sources said when it was first corrected."""
        return self.corrections[-1].machine_value

    @property
    def since(self) -> datetime:
        """Since when a person's word counts."""
        return self.corrections[-1].at


def standing(session: Session, opportunity_id: int) -> dict[FactName, Standing]:
    """The facts of an opportunity that people corrected."""
    # ix_correction_opportunity_id; most opportunities have none
    question = select(Correction).where(
        Correction.opportunity_id == opportunity_id, col(Correction.undone_at).is_(None)
    )
    found: dict[FactName, tuple[Correction, ...]] = {}
    for one in session.exec(question.order_by(col(Correction.id).desc())):
        name = FactName(one.field)
        found[name] = (*found.get(name, ()), one)
    return {name: Standing(corrections) for name, corrections in found.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What the sources say now against corrections: what differs, the sentences, and every deadline they name."""

    against: tuple[Difference, ...]
    sentences: Mapping[FactName, str]
    days: Collection[date] = ()


def propose(
    session: Session, row: Opportunity, corrected: Mapping[FactName, Standing], said: Said, look: Look, *, today: date
) -> tuple[Difference, ...]:
    """Keep one open proposal for every corrected fact of which the sources say something new; gives those of this look.

    New is what is neither the correction, nor what was corrected, nor what a person declined since. A proposal follows
    its source, and lapses when that has nothing new to say any more.
    """
    if not corrected:
        return ()
    rows = _rows(session, row)
    waiting = {FactName(one.field): one for one in rows if one.state == ChangeState.PROPOSED}
    differing = {difference.name: difference for difference in said.against}
    made = []
    for name, its in corrected.items():
        difference, change = differing.get(name), waiting.get(name)
        declined = [one for one in rows if one.field == name and _declined_since(one, its.since)]
        if difference is None or not _is_new(difference, its, declined, said.days, today):
            lapse(session, row, change)
        elif change is None or not _is_open(change, difference):
            change = change or _begun(row, name, _sentence_then(rows, name, its.since))
            _write(session, row, change, difference, said.sentences.get(name, ""), look)
            made.append(difference)
    return tuple(made)


def _rows(session: Session, row: Opportunity) -> list[Change]:
    # ix_change_opportunity_id
    states = (ChangeState.PROPOSED, ChangeState.DECLINED, ChangeState.CORRECTED)
    wanted = select(Change).where(Change.opportunity_id == row.id, col(Change.state).in_(states))
    return list(session.exec(wanted.order_by(col(Change.id))))


def _declined_since(change: Change, since: datetime) -> bool:
    return change.state == ChangeState.DECLINED and change.at is not None and change.at >= since


def _is_open(change: Change, difference: Difference) -> bool:
    """Whether the very same is proposed against the very same correction."""
    return change.before == difference.before and same(difference.name, change.after, difference.after)


def _is_new(
    difference: Difference, its: Standing, declined: Iterable[Change], days: Collection[date], today: date
) -> bool:
    known = (its.machine_value, *(change.after for change in declined))
    return not any(same(difference.name, difference.after, value) for value in known) and not (
        difference.name == FactName.DEADLINE and _time_passed(difference, its.machine_value, days, today)
    )


def _time_passed(difference: Difference, machine_value: str | None, days: Collection[date], today: date) -> bool:
    """Whether the sources name the same days as ever, only the one that was corrected lies behind us by now.

    Once the corrected day has passed too, their next round is something to tell.
    """
    machine, said, corrected = until(machine_value), until(difference.after), until(difference.before)
    if machine is None or said is None or corrected is None:
        return False
    return machine.day in days and machine.day < today <= corrected.day and machine.day < said.day


def lapse(session: Session, row: Opportunity, change: Change | None) -> None:
    """A proposal is none any more: its source went back, or nobody corrects the fact."""
    if change is not None:
        forget_mark(session, row, change)
        change.state = ChangeState.LAPSED
        session.add(change)


def forget_mark(session: Session, row: Opportunity, proposal: Change) -> None:
    """Take an entry out of the inbox that stands there for this proposal alone."""
    if proposal.id is None or row.changed_at is None or row.changed_at != proposal.seen_at:
        return
    # ix_change_opportunity_id
    told = select(Change.id).where(Change.opportunity_id == row.id, Change.state == ChangeState.TOLD)
    if session.exec(told.where(Change.at == row.changed_at).limit(1)).first() is None:
        row.changed_at = None


def _sentence_then(rows: Iterable[Change], name: FactName, since: datetime) -> str:
    """What stood at the source when a person corrected the fact."""
    corrected = [one for one in rows if one.state == ChangeState.CORRECTED and one.field == name and one.at == since]
    return corrected[0].sentence_before if corrected else ""


def _begun(row: Opportunity, name: FactName, sentence: str) -> Change:
    assert row.id is not None
    return Change(opportunity_id=row.id, field=name, state=ChangeState.PROPOSED, sentence_before=sentence)


def _write(
    session: Session, row: Opportunity, change: Change, difference: Difference, sentence: str, look: Look
) -> None:
    """What is proposed from now on; the mark of what was proposed before goes with it."""
    forget_mark(session, row, change)
    change.seen_at = look.now
    change.type, change.before, change.after = difference.type, difference.before, difference.after
    change.finding_id, change.source_id = look.finding_id or row.finding_id, look.source_id or row.source_id
    change.snapshot, change.sentence_after = look.snapshot, sentence
    session.add(change)
