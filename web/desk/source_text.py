"""The text an entry was read from, as the desk shows it: from where, when it was fetched, and what can be pressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from aggregator import review
from aggregator.changes import FactName, Facts, facts
from aggregator.finding import FailureKind
from aggregator.intake import failures
from aggregator.intake.documents import PAGE_STARTS
from aggregator.model import KeptFinding, KeptReading, Opportunity, OpportunityEvidence, Sighting, Source
from aggregator.reading.named import Named, NamedCountry, NamedDay, NamedSum
from aggregator.taxonomy import label
from web.desk.changed import amount, said
from web.desk.evidence import MOST_SPOTS, Piece, Span, Spot, Stop, pieces, shortened
from web.site import Site

_LEADING = frozenset({FactName.DEADLINE, FactName.EVENT, FactName.AMOUNT, FactName.STATUS, FactName.PLACE})
_MOST_STOPS = 9


@dataclass(frozen=True, slots=True)
class Fetching:
    """How it went with fetching the page. Moments are those of the office's clock.

    `waits`: somebody asked for it, and it was not done yet. `failed` says why the last time did not go well, with
    `failed_since`.
    """

    at: datetime
    waits: bool
    failed: str
    failed_since: datetime | None


@dataclass(frozen=True, slots=True)
class SourceText:
    """What was read, in pieces. `cut`: there is more than is shown; `left_out`: more could be pressed.

    `mark` is that of the text, so that a press is only obeyed on the text that was shown.
    """

    finding_id: int
    language: str
    mark: str
    source: str
    host: str
    pieces: tuple[Piece, ...]
    stops: tuple[Stop, ...]
    cut: bool
    left_out: bool
    fetching: Fetching

    @property
    def leading(self) -> tuple[Stop, ...]:
        """The proofs of what matters most, in the order of the text; to the many of codes their facts lead."""
        return tuple(stop for stop in self.stops if _LEADING.intersection(stop.fields))[:_MOST_STOPS]

    @property
    def kinds(self) -> frozenset[str]:
        """What can be pressed: `day`, `sum`, `country`."""
        return frozenset(piece.spot.kind for piece in self.pieces if piece.spot)


def source_text(session: Session, opportunity_id: int, kept: Facts, site: Site, language: str) -> SourceText | None:
    """The text that proves most of an opportunity, else that of its leading source; None where nothing is kept."""
    # ix_evidence_opportunity_id
    rows = session.exec(
        select(OpportunityEvidence)
        .where(OpportunityEvidence.opportunity_id == opportunity_id)
        .order_by(col(OpportunityEvidence.id))
    ).all()
    found = _shown(session, opportunity_id, Counter(row.finding_id for row in rows if row.end))
    if found is None:
        return None
    finding, reading, sighting, source = found
    assert finding.id is not None
    text = shortened(reading.text)
    spans = [Span(row.start, row.end, row.field) for row in rows if row.finding_id == finding.id and row.end]
    named = [one for one in review.named_in(finding, reading, now=site.now()) if one.end <= len(text)]
    spots = list(_spots(named[:MOST_SPOTS], kept, language))
    shown = pieces(text, spans, spots, _pages(finding))
    return SourceText(
        finding_id=finding.id,
        language=reading.language,
        mark=review.mark_of(reading.text),
        source=source.name,
        host=(urlsplit(finding.url).hostname or "").removeprefix("www."),
        pieces=shown if text.strip() else (),
        stops=tuple(_stops(shown)),
        cut=len(text) < len(reading.text),
        left_out=len(named) > MOST_SPOTS,
        fetching=_fetching(finding, sighting, site, language),
    )


def _shown(
    session: Session, opportunity_id: int, proving: Mapping[int, int]
) -> tuple[KeptFinding, KeptReading, Sighting, Source] | None:
    """The finding whose text proves most; of equals the leading one."""
    row = session.get_one(Opportunity, opportunity_id)
    # ix_sighting_opportunity_id
    question = (
        select(KeptFinding, KeptReading, Sighting, Source)
        .join(KeptReading, col(KeptReading.finding_id) == KeptFinding.id)
        .join(Sighting, col(Sighting.finding_id) == KeptFinding.id)
        .join(Source, col(Source.id) == KeptFinding.source_id)
        .where(Sighting.opportunity_id == opportunity_id)
    )
    found = session.exec(question).all()
    return max(found, key=lambda one: (proving.get(one[0].id or 0, 0), one[0].id == row.finding_id), default=None)


def _spots(named: Iterable[Named], kept: Facts, language: str) -> Iterator[Spot]:
    numbers: Counter[str] = Counter()
    for one in named:
        kind, says, counts = _told(one, kept, language)
        numbers[kind] += 1
        yield Spot(one.start, one.end, kind, numbers[kind], says, counts)


def _told(named: Named, kept: Facts, language: str) -> tuple[str, str, bool]:
    """The kind, what it says in the reader's language, and whether that counts already."""
    match named:
        case NamedDay():
            value = facts.deadline(named.day, named.time, named.zone, "exact")
            days = (kept.get(FactName.EVENT) or "").split("/")
            counts = value == kept.get(FactName.DEADLINE) or named.day.isoformat() in days
            return "day", said(FactName.DEADLINE, value, language), counts
        case NamedSum():
            value = facts.amount(named.least, named.most, named.currency)
            return "sum", amount(value or "", language), value == kept.get(FactName.AMOUNT)
        case NamedCountry():
            counts = named.code in (kept.get(FactName.COUNTRY) or "").split()
            return "country", label("country", named.code, language), counts


def _stops(shown: Iterable[Piece]) -> Iterator[Stop]:
    page = 0
    for piece in shown:
        page = piece.page or page
        if piece.proof:
            yield Stop(piece.proof, piece.fields, page)


def _pages(finding: KeptFinding) -> dict[int, int]:
    """Where the pages of a PDF begin."""
    starts = [int(start) for start in finding.fields.get(PAGE_STARTS, "").split() if start.isdecimal()]
    return {start: page for page, start in enumerate(starts, start=1)} if len(starts) > 1 else {}


def _fetching(finding: KeptFinding, sighting: Sighting, site: Site, language: str) -> Fetching:
    failed = ""
    if sighting.failure:
        failed = failures.sentence(FailureKind(sighting.failure), url=finding.url, language=language)
    at = max(finding.last_seen, sighting.reread_at or finding.last_seen) if not failed else finding.last_seen
    since = sighting.failed_since
    return Fetching(site.local(at), sighting.wanted_at is not None, failed, site.local(since) if since else None)
