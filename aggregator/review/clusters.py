"""Several that may be one, answered at once: all of them are one, or each is a thing of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from aggregator.model import Decision
from aggregator.review.deciding import mark_as_one_step, refuse_stale
from aggregator.review.folding import connected
from aggregator.review.merging import apart, goes_on, merge
from aggregator.review.rows import locked
from aggregator.review.twins import Asked, asked_pairs

MOST_AT_ONCE = 10
"""So many are merged with one press at most: nobody looks through more in a row of the inbox."""


class NotTogether(Exception):
    """The open questions do not hold these together any more: somebody answered one, or one of them is over."""


def merge_all(
    session: Session, seen: Mapping[int, int], *, person_id: int, today: date, now: datetime
) -> list[Decision]:
    """Let one stand for all: the one that people decided on, else the oldest; taken back in one step.

    `seen` are the versions that the person saw, by number. Raises Unknown, AlreadyDecided where one of them changed
    since, NotTogether, CannotJoin; then nothing was merged.
    """
    _held(session, seen, today)
    states = {number: locked(session, number).state for number in seen}
    kept, *rest = sorted(seen, key=lambda number: goes_on(states[number], number))
    decisions = [merge(session, kept, number, person_id=person_id, now=now) for number in rest]
    mark_as_one_step(session, decisions)
    return decisions


def keep_all_apart(
    session: Session, seen: Mapping[int, int], *, person_id: int, today: date, now: datetime
) -> list[Decision]:
    """Say of all pairs that are asked about that they are two. Arguments and errors as for `merge_all`."""
    asked = _held(session, seen, today)
    pairs = sorted({(min(question.both), max(question.both)) for question in asked})
    decisions = [apart(session, one, other, person_id=person_id, now=now) for one, other in pairs]
    mark_as_one_step(session, decisions)
    return decisions


def _held(session: Session, seen: Mapping[int, int], today: date) -> list[Asked]:
    """Keep all of them from others, and make sure that they are what the person saw; gives the questions among them."""
    for number in sorted(seen):
        refuse_stale(session, locked(session, number), seen[number])
    asked = [question for question in asked_pairs(session, today=today) if set(question.both) <= seen.keys()]
    if [set(group) for group in connected(question.both for question in asked)] != [set(seen)]:
        raise NotTogether("these are not asked about together any more")
    return asked
