"""An opportunity as people see it: everything a page, a feed, a calendar or a mail needs, without the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from aggregator.identity import Reason
from aggregator.model import SourceRank
from aggregator.sources.own import OWN_KEY


@dataclass(frozen=True, slots=True)
class SeenAt:
    """One source that reports it, and the address there. `gone_at`: since when it is not listed there any more.

    `rank` is how near the source is to the publisher, `reasons` why it was taken for the same as what was known.
    """

    source_key: str
    source_name: str
    url: str
    gone_at: datetime | None = None
    finding_id: int = 0
    rank: SourceRank = SourceRank.ASSOCIATION
    first_seen: datetime | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The sentence a fact stands in, in the language of the source. `field` as in the evidence table.

    `words` are the very words of the sentence that say it; "" where they are not known.
    """

    field: str
    value: str
    quote: str
    confidence: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """One opportunity with its facets, proofs and sources. Moments are UTC; the deadline is local to its zone.

    `status` is what its source says in so many words (`announced`, `open`, `closed`, `withdrawn`); `unsettled`: a
    source says something that is not confirmed yet.
    """

    id: int
    version: int
    kind: str
    state: str
    title: str
    summary: str
    language: str
    url: str
    organiser: str
    deadline: date | None
    deadline_time: time | None
    deadline_zone: str | None
    certainty: str
    former_deadline: date | None
    event_start: date | None
    event_end: date | None
    place: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str | None
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    proofs: tuple[Proof, ...]
    seen_at: tuple[SeenAt, ...]
    confidence: float
    created_at: datetime
    updated_at: datetime
    checked_at: datetime
    sequence: int = 0
    status: str = ""
    unsettled: bool = False

    def proof_of(self, field: str) -> Proof | None:
        """The sentence that says `field` (`deadline`, `amount`, `country`, …), if one was found."""
        return next((proof for proof in self.proofs if proof.field == field), None)

    @property
    def entered_at(self) -> frozenset[datetime]:
        """When people of the office entered it by hand; empty for what other sources alone report."""
        return frozenset(seen.first_seen for seen in self.seen_at if seen.source_key == OWN_KEY and seen.first_seen)

    @property
    def unlisted_since(self) -> datetime | None:
        """Since when no source lists it any more, which does not mean that it was cancelled; None while one does."""
        moments = [seen.gone_at for seen in self.seen_at if seen.gone_at is not None]
        return max(moments) if moments and len(moments) == len(self.seen_at) else None

    def days_left(self, today: date) -> int | None:
        """Whole days until the deadline, negative when past; None without a dated deadline."""
        return None if self.deadline is None else (self.deadline - today).days
