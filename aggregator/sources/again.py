"""Which entries are read again at their own address, whether or not their source still shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from aggregator.finding import Again, SourceKind
from aggregator.model import KeptFinding, Opportunity, OpportunityState, Sighting, Source

_WEEKLY = timedelta(days=7)
_DAILY = timedelta(hours=23)  # a visit comes up to a tenth earlier than a day after the last
_LAST_DAYS = timedelta(days=10)
_MOST = 50  # of one source in one run: the others have their turn at the next
# the other kinds show everything they have at each visit
WITH_OWN_PAGES = (SourceKind.LISTING, SourceKind.FEED, SourceKind.SITEMAP)


def has_own_pages(source: Source) -> bool:
    """Whether each entry of a source has a page of its own that says what the source says of it."""
    return source.kind in WITH_OWN_PAGES and not source.options.get("several")


def again(session: Session, sources: Sequence[Source], *, now: datetime) -> dict[int, tuple[Again, ...]]:
    """Accepted calls that are still open and were not met for a week, or a day in the last ten days before a deadline.

    Of feeds only those that they do not show any more: what a feed says of an entry and what stands on its page differ,
    and would seem to change back and forth. By the id of the source; `now` is aware.
    """
    kinds = {source.id: source for source in sources if source.kind in WITH_OWN_PAGES}
    wanted = [number for number, source in kinds.items() if number is not None and has_own_pages(source)]
    today = now.date()
    near = and_(col(Opportunity.deadline) <= today + _LAST_DAYS, col(Sighting.last_seen) <= now - _DAILY)
    not_tried = or_(col(Sighting.reread_at).is_(None), col(Sighting.reread_at) <= now - _DAILY)
    long_ago = or_(col(Sighting.reread_at).is_(None), col(Sighting.reread_at) <= now - _WEEKLY)
    far = and_(col(Sighting.last_seen) <= now - _WEEKLY, long_ago)
    # ix_opportunity_state_deadline, then ix_sighting_opportunity_id: open accepted calls are some hundreds
    question = (
        select(Sighting.source_id, Sighting.missed, KeptFinding.key, KeptFinding.url)
        .join(Opportunity, col(Opportunity.id) == Sighting.opportunity_id)
        .join(KeptFinding, col(KeptFinding.id) == Sighting.finding_id)
        .where(Opportunity.state == OpportunityState.ACCEPTED, col(Opportunity.deadline) >= today)
        .where(col(Sighting.source_id).in_(wanted), or_(and_(near, not_tried), far))
        .order_by(col(Opportunity.deadline))
    )
    found: dict[int, list[Again]] = defaultdict(list)
    for source_id, missed, key, url in session.exec(question):
        is_shown = kinds[source_id].kind is SourceKind.FEED and missed == 0
        if not is_shown and len(found[source_id]) < _MOST:
            found[source_id].append(Again(key, url))
    return {source_id: tuple(entries) for source_id, entries in found.items()}
