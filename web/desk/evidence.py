"""The text of the source with the sentences that prove something marked in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, select

from aggregator.model import KeptReading, OpportunityEvidence

_LONGEST = 30_000
_HEADING = re.compile(r"(^|\n)#{1,6} ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `fields` names what it proves, empty for plain text."""

    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands: characters, end exclusive."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """What was read, in pieces. `cut`: there is more than is shown."""

    language: str
    pieces: tuple[Piece, ...]
    cut: bool


def source_text(session: Session, opportunity_id: int) -> SourceText | None:
    """The text that proves most of an opportunity; None where none is kept."""
    # ix_evidence_opportunity_id
    rows = session.exec(
        select(OpportunityEvidence)
        .where(OpportunityEvidence.opportunity_id == opportunity_id)
        .order_by(col(OpportunityEvidence.id))
    ).all()
    by_finding: dict[int, list[Span]] = {}
    for row in rows:
        by_finding.setdefault(row.finding_id, []).append(Span(row.start, row.end, row.field))
    if not by_finding:
        return None
    finding_id = max(by_finding, key=lambda number: len(by_finding[number]))
    reading = session.get(KeptReading, finding_id)
    if reading is None:
        return None
    text = reading.text[:_LONGEST]
    pieces = tuple(_plain(piece) for piece in marked(text, by_finding[finding_id]))
    return SourceText(reading.language, pieces, len(reading.text) > _LONGEST)


def _plain(piece: Piece) -> Piece:
    """Without the marks with which reading remembers that a line was a heading."""
    return Piece(_HEADING.sub(r"\1", piece.text), piece.fields)


def marked(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text cut at every beginning and end of a span. The pieces together are the text; spans may overlap."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    cuts = sorted({0, len(text), *(span.start for span in inside), *(span.end for span in inside)})
    return tuple(
        Piece(text[start:end], tuple(dict.fromkeys(s.field for s in inside if s.start <= start and end <= s.end)))
        for start, end in pairwise(cuts)
    )
