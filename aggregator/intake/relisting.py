"""Entries that a source shows under a new address: known at the end of the run, when the former one was not met."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from aggregator.finding import RunOutcome, RunReport
from aggregator.intake.joining import describe_anew, findings_of, move_sightings
from aggregator.model import (
    Action,
    CrawlRun,
    Decision,
    Opportunity,
    OpportunityState,
    Resemblance,
    ResemblanceState,
    Sighting,
    Source,
)

RELISTED = "relisted"
"""The reason that stands at such a merger; nobody decided it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    question: Resemblance
    former: Sighting
    new: Sighting


def settle_relisted(session: Session, source: Source, report: RunReport, *, is_sound: bool) -> None:
    """After a run: what is listed anew stands for what is not listed any more; what is listed beside it is another.

    Where the run was in doubt or did not come to the end of the list, both wait for the next one.
    """
    if report.outcome is RunOutcome.FAILED:
        return
    read_to_the_end = is_sound and report.outcome is not RunOutcome.PARTIAL and report.pagination.is_whole
    relisted = 0
    for pair in _waiting(session, source):
        pair.question.decided_at = report.finished_at
        if pair.former.last_seen >= report.started_at:
            pair.question.state = ResemblanceState.DIFFERENT
        elif read_to_the_end:
            pair.question.state = ResemblanceState.SAME
            relisted += _relist(session, pair, report)
        else:
            pair.question.decided_at = None
        session.add(pair.question)
    if relisted:
        # ix_crawl_run_source_started
        run = (col(CrawlRun.source_id) == source.id) & (col(CrawlRun.started_at) == report.started_at)
        session.exec(update(CrawlRun).where(run).values(relisted=relisted))


def _waiting(session: Session, source: Source) -> list[_Pair]:
    # ix_resemblance_state: only the pairs of runs that are not over yet
    waiting = select(Resemblance).where(Resemblance.state == ResemblanceState.WAITING)
    questions = session.exec(waiting.order_by(col(Resemblance.id))).all()
    ids = {number for question in questions for number in (question.one_id, question.other_id)}
    if not ids:
        return []
    rows = session.exec(select(Sighting).where(Sighting.source_id == source.id, col(Sighting.finding_id).in_(ids)))
    sightings = {sighting.finding_id: sighting for sighting in rows}
    return [
        _Pair(question, sightings[question.one_id], sightings[question.other_id])
        for question in questions
        if question.one_id in sightings and question.other_id in sightings
    ]


def _relist(session: Session, pair: _Pair, report: RunReport) -> bool:
    """The known opportunity goes on, with what people decided on it; the new one is merged into it.

    Whether that was done: where somebody decided on the new one meanwhile, both stay.
    """
    known = session.get_one(Opportunity, pair.former.opportunity_id)
    new = session.get_one(Opportunity, pair.new.opportunity_id)
    if known.id == new.id or new.state not in (OpportunityState.NEW, OpportunityState.HELD):
        return False
    assert known.id is not None and new.id is not None
    moved = findings_of(session, new.id)
    before = {"absorbed": new.id, "state": new.state.value, "findings": moved}
    move_sightings(session, moved, known)
    new.state, new.merged_into = OpportunityState.MERGED, known.id
    pair.former.gone_at = report.finished_at
    at = report.finished_at
    session.add(Decision(opportunity_id=known.id, action=Action.MERGE, reason=RELISTED, before=before, at=at))
    describe_anew(session, [known], person_id=None, now=report.finished_at)
    return True
