"""Holding back what a doubtful run brings: versions that say less than before, and entries from nowhere.

A run is judged at its end, findings come one by one: so a version that loses a fact waits beside the kept one until the
verdict, and an entry that a doubtful run found for the first time is taken out of sight by it. See decision 008.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from aggregator.changes.facts import Until
from aggregator.finding import Finding
from aggregator.health import Fact
from aggregator.intake.telling import as_seen
from aggregator.intake.understanding import Understood
from aggregator.model import HeldFinding, KeptFinding, Opportunity, OpportunityState, Sighting, Source

_LEAST_TEXT = 40  # characters: less is a title or a teaser's remains
_WORTH_HOLDING = frozenset({Fact.TEXT, Fact.DEADLINE, Fact.AMOUNT, Fact.EVENT})


def filled(finding: Finding, understood: Understood, text: str) -> list[str]:
    """Which of the watched facts a finding states, in fields or text."""
    stated = {
        Fact.TEXT: len(text) >= _LEAST_TEXT,
        Fact.PUBLISHED: finding.published is not None,
        Fact.DEADLINE: bool(understood.deadlines),
        Fact.AMOUNT: understood.amount_max is not None or understood.amount_min is not None,
        Fact.EVENT: understood.event_start is not None,
    }
    return [fact.value for fact, is_stated in stated.items() if is_stated]


def says_less(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether a fact that a decision may rest on was stated before and is not any more."""
    return not {Fact(name) for name in before}.isdisjoint(_WORTH_HOLDING - {Fact(name) for name in after})


def leaves_less_time(row: Opportunity, understood: Understood) -> bool:
    """Whether the deadline comes sooner than people think: that is never held back, whatever else is missing."""
    said = understood.deadline
    if said is None or said.date is None:
        return False
    if row.deadline is None:
        return True
    kept = Until(row.deadline, row.deadline_time, row.deadline_zone)
    return Until(said.date, said.time, said.zone).moment < kept.moment


def hold(session: Session, kept: KeptFinding, finding: Finding, facts: list[str], *, now: datetime) -> None:
    """Put the newer version of a finding beside the kept one, in place of one that is held already."""
    assert kept.id is not None
    session.merge(
        HeldFinding(
            finding_id=kept.id,
            source_id=kept.source_id,
            url=finding.url,
            title=finding.title,
            html=finding.html,
            text=finding.text,
            fields=dict(finding.fields),
            published=finding.published,
            language=finding.language,
            snapshot=finding.snapshot,
            filled=facts,
            held_at=now,
        )
    )


def release(session: Session, source: Source, *, since: datetime | None = None) -> list[tuple[KeptFinding, Finding]]:
    """What was held for this source is held no longer; gives each kept finding with the version to be taken now.

    With `since`, the beginning of a sound run, versions from before it that were not met again are dropped: that run
    saw the entry as it is kept, or not at all.
    """
    # ix_held_finding_source_id
    question = select(HeldFinding, KeptFinding).join(KeptFinding).where(HeldFinding.source_id == source.id)
    rows = session.exec(question.order_by(col(HeldFinding.finding_id))).all()
    if not rows:
        return []
    session.exec(delete(HeldFinding).where(col(HeldFinding.source_id) == source.id))
    met = [(held, kept) for held, kept in rows if since is None or held.held_at >= since]
    return [(kept, as_seen(source, kept.key, held, seen_at=held.held_at)) for held, kept in met]


def hide_new(session: Session, source: Source, *, since: datetime) -> None:
    """What a doubtful run found for the first time waits unseen, unless somebody decided or another source has it."""
    found = select(Sighting.opportunity_id).where(Sighting.source_id == source.id, Sighting.first_seen >= since)
    here = Sighting.opportunity_id == Opportunity.id
    elsewhere = select(Sighting.id).where(here, Sighting.source_id != source.id).correlate(Opportunity).exists()
    its_own = col(Opportunity.id).in_(found) & (col(Opportunity.created_at) >= since) & ~elsewhere
    _move(session, (OpportunityState.NEW, OpportunityState.HELD), its_own)


def show_hidden(session: Session, source: Source, *, since: datetime | None = None) -> None:
    """Give what was hidden to the inbox; with `since` only what has been met again since then."""
    found = select(Sighting.opportunity_id).where(Sighting.source_id == source.id)
    if since is not None:
        found = found.where(Sighting.last_seen >= since)
    _move(session, (OpportunityState.HELD, OpportunityState.NEW), col(Opportunity.id).in_(found))


def _move(session: Session, states: Sequence[OpportunityState], which: ColumnElement[bool]) -> None:
    before, after = states
    session.execute(
        update(Opportunity)
        .where(col(Opportunity.state) == before, which)
        .values(state=after)
        .execution_options(synchronize_session=False)
    )
