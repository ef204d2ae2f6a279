"""People want an entry to be read again now: the wish is written down, and whoever collects finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.finding import Again, Visit
from aggregator.model import KeptFinding, Sighting, Source
from aggregator.sources.again import has_own_pages
from aggregator.sources.shelf import visit_of
from aggregator.sources.tending import test_now

_MOST = 20  # at one tick


class NotSeenThere(LookupError):
    """The entry was never seen under such a finding."""


def want_again(session: Session, opportunity_id: int, finding_id: int, *, person_id: int | None, now: datetime) -> None:
    """Ask for one entry to be fetched now, at its own address; where it has none, its whole source is visited.

    Asked for twice it is fetched once. Raises NotSeenThere.
    """
    # the unique index of finding_id
    question = select(Sighting, Source).join(Source).where(Sighting.finding_id == finding_id)
    found = session.exec(question.where(Sighting.opportunity_id == opportunity_id)).first()
    if found is None:
        raise NotSeenThere(f"opportunity {opportunity_id} was not seen in finding {finding_id}")
    sighting, source = found
    if sighting.wanted_at is not None:
        return
    sighting.wanted_at = now
    session.add(sighting)
    if not has_own_pages(source):
        test_now(session, source.key, person_id=person_id, now=now)


def wanted_again(session: Session) -> list[int]:
    """The findings to be fetched again at their own address, the longest wanted first."""
    # ix_sighting_wanted_at: hardly ever any
    question = select(Sighting.finding_id, Source).join(Source).where(col(Sighting.wanted_at).is_not(None))
    found = session.exec(question.order_by(col(Sighting.wanted_at)).limit(_MOST))
    return [finding_id for finding_id, source in found if has_own_pages(source)]


def visit_again(session: Session, finding_id: int) -> Visit | None:
    """The visit that reads one entry again and nothing else; None where nobody wants that any more."""
    question = (
        select(Source, KeptFinding)
        .join(Sighting, col(Sighting.source_id) == Source.id)
        .join(KeptFinding, col(KeptFinding.id) == Sighting.finding_id)
        .where(Sighting.finding_id == finding_id, col(Sighting.wanted_at).is_not(None))
    )
    found = session.exec(question).first()
    if found is None:
        return None
    source, finding = found
    return replace(visit_of(source, {}, (Again(finding.key, finding.url),)), again_only=True)
