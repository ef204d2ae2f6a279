"""Write an opportunity, with everything that hangs on it, as its sources describe it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, insert

from aggregator.changes import (
    Difference,
    FactName,
    Facts,
    Look,
    Said,
    Sentences,
    Settled,
    Standing,
    differences,
    propose,
    settle,
    standing,
)
from aggregator.folding import fold
from aggregator.intake.belongings import add_belongings, kept_days, kept_evidence, kept_facets, renew_belongings
from aggregator.intake.combining import Combined
from aggregator.intake.comparing import found_facts, kept_facts
from aggregator.intake.proving import prove
from aggregator.intake.understanding import Understood
from aggregator.model import (
    Change,
    ChangeState,
    Opportunity,
    OpportunityState,
)

_LOOKED_UP = ("title", "summary", "organiser", "place")
_KEEP = insert(Opportunity)  # without an object: there is one for nearly every new finding


def add_opportunity(session: Session, combined: Combined, *, now: datetime) -> int:
    """Keep a new opportunity and give its number; a former deadline that its text names counts as a change already."""
    columns = _leading(combined) | {"summary": combined.understood.summary}
    for of_fact in _columns(combined.understood).values():
        columns |= of_fact
    columns["folded"] = fold(" ".join(columns[name] for name in _LOOKED_UP))
    columns |= {"created_at": now, "updated_at": now, "checked_at": now}
    key = session.connection().execute(_KEEP, columns).inserted_primary_key
    assert key is not None
    opportunity_id: int = key[0]
    add_belongings(session, opportunity_id, combined)
    _add_former_deadline(session, opportunity_id, combined, now)
    return opportunity_id


def renew_opportunity(session: Session, row: Opportunity, combined: Combined, look: Look, *, today: date) -> None:
    """Describe a kept opportunity anew: what is told counts from now on, what is held keeps its former value and proof.

    Its state stays what people made it; where they decided on something that is different now, it is marked for them.
    What people corrected stays as they said; where the sources say something new of it, that is proposed to them.
    """
    assert row.id is not None
    row.checked_at = look.now
    session.flush()  # from here on the row is ours: nobody corrects it between our question and our answer
    corrected = standing(session, row.id)
    kept, said = kept_facts(row, kept_facets(session, row.id)), found_facts(combined.understood)
    named = {deadline.date for deadline in combined.understood.deadlines if deadline.date}
    found = [
        difference
        for difference in differences(kept, said, today=today, known=kept_days(session, row.id), named=named)
        if difference.name not in corrected
    ]
    settled = settle(session, row, kept, found, _sentences(session, row.id, found, combined), look)
    against = _against(corrected, said, today)
    sentences = {difference.name: combined.sentence(difference.name, difference.after) for difference in against}
    proposed = propose(session, row, corrected, Said(against, sentences, named), look, today=today)
    _describe(row, combined, settled.held, corrected)
    if any(repeats(row.summary, name, sentence) for name, sentence in sentences.items()):
        row.summary = ""
        fold_words(row)
    _mark(row, settled, look)
    _mark_proposed(row, proposed, look)
    unproven = settled.held | {difference.name for difference in against}
    renew_belongings(session, row.id, combined, settled.held | corrected.keys(), unproven=unproven)
    prove(session, row.id, corrected)


def _against(corrected: Mapping[FactName, Standing], said: Facts, today: date) -> tuple[Difference, ...]:
    """Every corrected fact of which the sources say otherwise."""
    by_people = {name: its.value for name, its in corrected.items()}
    return differences({**said, **by_people}, said, today=today) if corrected else ()


def _mark_proposed(row: Opportunity, proposed: Collection[Difference], look: Look) -> None:
    """Let it be seen in the inbox; what is marked already keeps the moment of its mark."""
    if row.state != OpportunityState.NEW and any(difference.is_news for difference in proposed):
        row.changed_at = row.changed_at or look.now


def _mark(row: Opportunity, settled: Settled, look: Look) -> None:
    row.unsettled = settled.unsettled
    if settled.told:
        row.version += 1
        row.updated_at = look.now
    row.sequence += any(difference.shows_in_calendar for difference in settled.told)
    news = any(difference.is_news for difference in settled.told if difference.name not in look.adopted)
    if news and row.state != OpportunityState.NEW:
        row.changed_at = look.now


def _describe(
    row: Opportunity, combined: Combined, held: Collection[FactName], corrected: Collection[FactName] = ()
) -> None:
    """All that is neither held nor corrected. The summary waits with the held facts it may speak of."""
    understood = combined.understood
    for column, value in _leading(combined).items():
        setattr(row, column, value)
    if not row.summary or not _SPOKEN_OF.intersection(held):
        row.summary = understood.summary
    for name, columns in _columns(understood).items():
        if name not in held and name not in corrected:
            for column, value in columns.items():
                setattr(row, column, value)
    fold_words(row)


def fold_words(row: Opportunity) -> None:
    """What the finder looks words up in, after one of them changed."""
    row.folded = fold(" ".join(getattr(row, name) for name in _LOOKED_UP))


def repeats(summary: str, name: FactName, sentence: str) -> bool:
    """Whether a summary says in the words of the source what a person says otherwise; the public reads none then."""
    return name in _SPOKEN_OF and bool(sentence) and sentence[:_BEGINNING] in summary


_BEGINNING = 40  # characters: a summary may end in the middle of the sentence
_SPOKEN_OF = frozenset({FactName.DEADLINE, FactName.EVENT, FactName.AMOUNT, FactName.STATUS})


def _leading(combined: Combined) -> dict[str, Any]:
    """What is never held back."""
    understood = combined.understood
    return {
        "finding_id": combined.finding_id,
        "source_id": combined.source_id,
        "language": understood.language[:8],
        "url": understood.url,
        "confidence": understood.confidence,
    }


def _columns(understood: Understood) -> dict[FactName, dict[str, Any]]:
    deadline = understood.deadline
    return {
        FactName.TITLE: {"title": understood.title},
        FactName.KIND: {"kind": understood.kind},
        FactName.DEADLINE: {
            "deadline": deadline.date if deadline else None,
            "deadline_time": deadline.time if deadline else None,
            "deadline_zone": deadline.zone if deadline else None,
            "certainty": understood.certainty,
        },
        FactName.EVENT: {"event_start": understood.event_start, "event_end": understood.event_end},
        FactName.AMOUNT: {
            "amount_min": understood.amount_min,
            "amount_max": understood.amount_max,
            "currency": understood.currency,
        },
        FactName.STATUS: {"status": understood.status},
        FactName.PLACE: {"place": understood.place},
        FactName.ORGANISER: {"organiser": understood.organiser},
    }


def _add_former_deadline(session: Session, opportunity_id: int, combined: Combined, now: datetime) -> None:
    """An extension that was printed before we came: both days stand in the text, nobody has to look twice."""
    deadline = combined.understood.deadline
    if deadline is None or not deadline.date or not deadline.superseded or deadline.superseded == deadline.date:
        return
    after = found_facts(combined.understood)
    before = {**after, FactName.DEADLINE: deadline.superseded.isoformat()}
    for moved in differences(before, after, today=min(deadline.superseded, deadline.date)):
        sentence = combined.sentence(moved.name, moved.after)
        session.add(
            Change(
                opportunity_id=opportunity_id,
                finding_id=combined.finding_id,
                source_id=combined.source_id,
                field=moved.name,
                type=moved.type,
                state=ChangeState.TOLD,
                before=moved.before,
                after=moved.after,
                sentence_before=sentence,
                sentence_after=sentence,
                seen_at=now,
                at=now,
            )
        )


def _sentences(session: Session, opportunity_id: int, found: Collection[Difference], combined: Combined) -> Sentences:
    """The proofs of what differs: of the facts that counted, and of those that are read now."""
    if not found:
        return Sentences()
    before: dict[FactName, str] = {}
    for row in kept_evidence(session, opportunity_id):
        before.setdefault(FactName(row.field), row.sentence or row.quote)
    after = {difference.name: combined.sentence(difference.name, difference.after) for difference in found}
    return Sentences(before, after)
