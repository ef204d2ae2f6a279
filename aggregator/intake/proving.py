"""The proof of what people corrected: the place in a source's text at which they pointed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, delete

from aggregator.changes import FactName, Standing
from aggregator.intake.sentences import Sentences
from aggregator.model import Correction, KeptReading, OpportunityEvidence

BY_HAND = "pointed at by a person"
"""The rule of such a proof."""
_SURE = 1.0
_DAY = len("2027-03-15")


@dataclass(frozen=True, slots=True)
class Pointed:
    """A place in the text of a finding: characters, end exclusive. `sentence` is the one around it, on one line.

    `proves` is the part of a value that stands there, in the form of `aggregator.changes.facts`: of a span of days one
    of them, of several countries one.
    """

    finding_id: int
    start: int
    end: int
    quote: str
    sentence: str
    proves: str


def parts_of(name: FactName, value: str | None) -> tuple[str, ...]:
    """What of a value can stand in a place of its own: the day of a deadline, those of an event, each country."""
    if value is None:
        return ()
    match name:
        case FactName.DEADLINE:
            return (value[:_DAY],)
        case FactName.EVENT:
            return tuple(value.split("/"))
        case FactName.COUNTRY:
            return tuple(value.split())
    return (value,)


def pointed_at(name: FactName, its: Standing) -> tuple[Correction, ...]:
    """The corrections that prove a part of what counts, the newest for each part."""
    open_parts, found = set(parts_of(name, its.value)), []
    for one in its.corrections:
        proven = open_parts.intersection(parts_of(name, one.proves))
        if proven:
            found.append(one)
            open_parts -= proven
    return tuple(found)


def prove(session: Session, opportunity_id: int, corrected: Mapping[FactName, Standing]) -> None:
    """Keep the places at which people pointed, and no others, among the proofs of an opportunity.

    Where a text was read anew since, each is looked for once more; one that is not there any more keeps its sentence.
    """
    mine = col(OpportunityEvidence.opportunity_id) == opportunity_id
    session.exec(delete(OpportunityEvidence).where(mine, col(OpportunityEvidence.rule) == BY_HAND))
    for name, its in corrected.items():
        session.add_all(_proofs(session, opportunity_id, name, its))


def _proofs(session: Session, opportunity_id: int, name: FactName, its: Standing) -> Iterator[OpportunityEvidence]:
    for one in pointed_at(name, its):
        assert one.finding_id is not None
        start, end = _place(session, one)
        yield OpportunityEvidence(
            opportunity_id=opportunity_id,
            finding_id=one.finding_id,
            field=name,
            value=one.proves or "",
            quote=one.quote,
            sentence=one.sentence,
            start=start,
            end=end,
            rule=BY_HAND,
            confidence=_SURE,
        )


def _place(session: Session, one: Correction) -> tuple[int, int]:
    """Where it stands now; nowhere, where its sentence was taken out of the text or stands there in other words."""
    reading = session.get(KeptReading, one.finding_id)
    text = reading.text if reading else ""
    sentences = Sentences(text)
    for start in (one.start, *_places(text, one.quote)):
        end = start + len(one.quote)
        if text[start:end] == one.quote and sentences.around(start, end) == one.sentence:
            return start, end
    return 0, 0


def _places(text: str, quote: str) -> Iterator[int]:
    place = text.find(quote) if quote else -1
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)
