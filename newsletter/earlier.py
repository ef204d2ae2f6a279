"""What earlier issues told readers of what stands in this one, and whom this one has reached already."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy
from sqlalchemy import Text, cast
from sqlmodel import Session, col, func, or_, select

from aggregator.model import Delivery, DeliveryState, Edition, Entry, Issue, IssueState, Opportunity
from newsletter.told import Past, Told

# neither of these ever reached anybody
_NEVER_TOLD = (DeliveryState.SKIPPED, DeliveryState.REFUSED)
# what of a cancelled issue was on its way already
_GONE_OUT = (DeliveryState.HANDING_OVER, DeliveryState.HANDED_OVER, DeliveryState.UNCERTAIN)
_BATCH = 400  # SQLite takes a limited number of parameters in one question
_KEPT = 50_000  # pasts kept for readers who share them


class Earlier:
    """What readers know already, asked for by ranges of readers: two questions each, however many there are."""

    def __init__(self, session: Session, issue_id: int, opportunity_ids: Collection[int]) -> None:
        """`opportunity_ids` are all that this issue could tell anybody."""
        self._issue_id = issue_id
        self._stands_for = _families(session, opportunity_ids)
        self._issues = _since_first_told(session, issue_id, list(self._stands_for))
        self._pasts: dict[tuple[str, ...], Past] = {}

    def told(self, session: Session, first: int, last: int) -> dict[int, Past]:
        """What readers with numbers from `first` to `last`, both inclusive, were told; equal pasts are one object."""
        if not self._issues:
            return {}
        # the unique index over issue and subscriber; what is told stays text until it is known to be new
        asked = (
            sqlalchemy.select(col(Delivery.subscriber_id), cast(col(Edition.told), Text))
            .join(Edition, col(Edition.id) == col(Delivery.edition_id))
            .join(Issue, col(Issue.id) == col(Delivery.issue_id))
            .where(
                col(Delivery.issue_id).in_(self._issues),
                col(Delivery.subscriber_id).between(first, last),
                col(Delivery.state).not_in(_NEVER_TOLD),
                or_(col(Issue.state) != IssueState.CANCELLED, col(Delivery.state).in_(_GONE_OUT)),
            )
            .order_by(col(Delivery.id))
        )
        got: dict[int, tuple[str, ...]] = {}
        for reader, told in session.execute(asked):
            got[reader] = (*got.get(reader, ()), told)
        return {reader: self._past(told) for reader, told in got.items()}

    def served(self, session: Session, first: int, last: int) -> frozenset[int]:
        """Which of these readers have a delivery of this issue."""
        asked = select(Delivery.subscriber_id).where(
            Delivery.issue_id == self._issue_id, col(Delivery.subscriber_id).between(first, last)
        )
        return frozenset(session.exec(asked))

    def _past(self, told: tuple[str, ...]) -> Past:
        """The last that was said of each; what was said of one that was merged since counts for what it is now."""
        known = self._pasts.get(told)
        if known is None:
            if len(self._pasts) >= _KEPT:
                self._pasts.clear()
            said = ((int(number), kept) for one in told for number, kept in json.loads(one).items())
            known = {self._stands_for[number]: Told.read(kept) for number, kept in said if number in self._stands_for}
            self._pasts[told] = known
        return known


def _families(session: Session, ids: Collection[int]) -> dict[int, int]:
    """The numbers and all that were merged into them, also by way of others, each with the one that stands for it."""
    stands_for = {number: number for number in ids}
    newest = list(stands_for)
    while newest:
        some, newest = newest[:_BATCH], newest[_BATCH:]
        # ix_opportunity_merged_into
        asked = select(Opportunity.id, Opportunity.merged_into).where(col(Opportunity.merged_into).in_(some))
        for number, target in session.exec(asked).all():
            if number is not None and target is not None and number not in stands_for:
                stands_for[number] = stands_for[target]
                newest.append(number)
    return stands_for


def _since_first_told(session: Session, issue_id: int, ids: list[int]) -> list[int]:
    """The other issues since the first in which one of these stood: later ones may have told it to some as well."""
    firsts = [moment for moment in _first_releases(session, issue_id, ids) if moment is not None]
    if not firsts:
        return []
    # issues are some hundreds
    since = select(Issue.id).where(col(Issue.released_at) >= min(firsts), col(Issue.id) != issue_id)
    return [number for number in session.exec(since) if number is not None]


def _first_releases(session: Session, issue_id: int, ids: list[int]) -> Iterator[datetime | None]:
    for start in range(0, len(ids), _BATCH):
        # ix_entry_opportunity_id
        asked = select(func.min(Issue.released_at)).join(Entry, col(Entry.issue_id) == Issue.id)
        some = col(Entry.opportunity_id).in_(ids[start : start + _BATCH])
        yield session.exec(asked.where(some, col(Issue.id) != issue_id)).one()
