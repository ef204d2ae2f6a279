"""Where an entry was seen: which source leads, why each was taken for the same, and what became of it by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.changes import FactName, Facts
from aggregator.changes.history import Line
from aggregator.model import ChangeState
from aggregator.review import Joining, leading
from aggregator.search import OpportunityView, SeenAt
from web.desk.changed import labels, said
from web.desk.reasons import Why, why
from web.desk.side_by_side import rank_in_words
from web.finder.quoting import is_web_address
from web.site import Site


@dataclass(frozen=True, slots=True)
class Sighted:
    """One source of an entry, in words; days are those of the office."""

    seen: SeenAt
    rank: str
    is_link: bool
    leads: bool
    first_seen: date | None
    gone: date | None
    why: Why


@dataclass(frozen=True, slots=True)
class Saying:
    """What one source says of a fact, with the sentence where one is known; `is_shown`: that is what counts."""

    value: str
    is_shown: bool
    source: str
    rank: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact of which sources say different things; what the leading one says comes first."""

    what: str
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A merger, parting or keeping apart, with its moments on the clock of the office."""

    joining: Joining
    at: datetime
    undone_at: datetime | None


def sightings(view: OpportunityView, site: Site, language: str) -> list[Sighted]:
    """All sources of an entry, the leading one first."""
    lead = leading(view.seen_at)
    ordered = sorted(view.seen_at, key=lambda seen: seen is not lead)
    texts = (view.title, *(proof.quote for proof in view.proofs))
    return [
        Sighted(
            seen=seen,
            rank=rank_in_words(seen.rank, language),
            is_link=is_web_address(seen.url),
            leads=seen is lead,
            first_seen=site.local(seen.first_seen).date() if seen.first_seen else None,
            gone=site.local(seen.gone_at).date() if seen.gone_at else None,
            why=why(seen.reasons, language, texts=texts),
        )
        for seen in ordered
    ]


def disputes(view: OpportunityView, lines: Iterable[Line], counting: Facts, language: str) -> list[Dispute]:
    """What other sources say otherwise, fact by fact, below what the leading one says.

    `counting` are the facts that are shown: where a person corrected one, it may be nobody's.
    """
    lead, ranks = leading(view.seen_at), {seen.source_name: seen.rank for seen in view.seen_at}
    found: dict[str, list[Saying]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        if line.state != ChangeState.CONFLICT:
            continue
        shown = counting.get(FactName(line.field))
        if line.field not in found:
            proof = view.proof_of(line.field)
            found[line.field] = [
                Saying(
                    value=said(line.field, line.before, language),
                    is_shown=line.before == shown,
                    source=lead.source_name if lead else "",
                    rank=rank_in_words(lead.rank, language) if lead else "",
                    sentence=proof.quote if proof else "",
                )
            ]
        rank = ranks.get(line.source)
        found[line.field].append(
            Saying(
                value=said(line.field, line.after, language),
                is_shown=line.after == shown,
                source=line.source,
                rank=rank_in_words(rank, language) if rank else "",
                sentence=line.sentence_after,
            )
        )
    return [Dispute(labels(language)[FactName(name)], tuple(sayings)) for name, sayings in found.items()]


def joined(joinings: Iterable[Joining], site: Site) -> list[Joined]:
    """The history of mergers as it is shown."""
    return [Joined(one, site.local(one.at), site.local(one.undone_at) if one.undone_at else None) for one in joinings]
