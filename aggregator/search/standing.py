"""Which opportunity stands for one that was merged into another, and which ones one stands for."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from aggregator.model import Opportunity

_BATCH = 400  # SQLite takes a limited number of parameters in one question
_LARGEST_ID = 2**31 - 1


def standing_for(session: Session, ids: Collection[int]) -> dict[int, int]:
    """For each number the one that stands for it by now, mostly itself; mergers of mergers are followed to the end.

    One that leads in a circle, which no merger makes, stands for itself.
    """
    into: dict[int, int] = {}
    asked = {number for number in ids if 0 < number <= _LARGEST_ID}
    while asked:
        some = sorted(asked)[:_BATCH]
        asked.difference_update(some)
        # the primary key
        merged = select(Opportunity.id, Opportunity.merged_into).where(
            col(Opportunity.id).in_(some), col(Opportunity.merged_into).is_not(None)
        )
        found = {number: target for number, target in session.exec(merged) if number is not None and target is not None}
        into |= found
        asked |= {target for target in found.values() if target not in into}
    return {number: _end(number, into) for number in ids}


def merged_into(session: Session, opportunity_id: int) -> set[int]:
    """The number itself and those of all that were merged into it, also by way of others."""
    family, newest = {opportunity_id}, {opportunity_id}
    while newest:
        # ix_opportunity_merged_into
        question = select(Opportunity.id).where(col(Opportunity.merged_into).in_(newest))
        newest = {number for number in session.exec(question) if number is not None} - family
        family |= newest
    return family


def _end(number: int, into: dict[int, int]) -> int:
    met, last = {number}, number
    while last in into:
        last = into[last]
        if last in met:
            return number
        met.add(last)
    return last
