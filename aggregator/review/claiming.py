"""Who looks at what just now. A claim keeps nobody from anything; it only spares two people the same work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, delete, select, update

from aggregator.model import Claim, Opportunity, Person
from aggregator.review.rows import LARGEST_ID, Unknown
from aggregator.store.upsert import insert_new

CLAIMED_FOR = timedelta(minutes=10)
"""So long a claim holds after the last sign of its person."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody who looks at an opportunity, by name, and for how many whole minutes."""

    name: str
    minutes: int


def claim(session: Session, opportunity_id: int, *, person_id: int, now: datetime) -> None:
    """Say that somebody looks at it, or still does. Forgets what expired. Raises Unknown."""
    if not 0 < opportunity_id <= LARGEST_ID or session.get(Opportunity, opportunity_id) is None:
        raise Unknown(f"there is no opportunity {opportunity_id}")
    # ix_claim_seen_at
    session.exec(delete(Claim).where(col(Claim.seen_at) <= now - CLAIMED_FOR))
    row = {"opportunity_id": opportunity_id, "person_id": person_id, "since": now, "seen_at": now}
    insert_new(session, Claim, [row], unique=("opportunity_id", "person_id"))
    mine = and_(col(Claim.opportunity_id) == opportunity_id, col(Claim.person_id) == person_id)
    session.exec(update(Claim).where(mine).values(seen_at=now))


def release(session: Session, opportunity_ids: Collection[int], *, person_id: int | None) -> None:
    """Somebody looks at them no more: they said so, or decided."""
    mine = and_(col(Claim.opportunity_id).in_(opportunity_ids), col(Claim.person_id) == person_id)
    session.exec(delete(Claim).where(mine))


def lookers(
    session: Session, opportunity_ids: Collection[int], *, now: datetime, apart_from: int | None = None
) -> dict[int, tuple[Looking, ...]]:
    """Who looks at each of these besides `apart_from`, who has looked longest first."""
    # the primary key begins with opportunity_id
    question = (
        select(Claim, Person.name)
        .join(Person, col(Person.id) == Claim.person_id)
        .where(col(Claim.opportunity_id).in_(opportunity_ids), col(Claim.seen_at) > now - CLAIMED_FOR)
        .order_by(col(Claim.since), col(Claim.person_id))
    )
    found: dict[int, list[Looking]] = defaultdict(list)
    for held, name in session.exec(question):
        if held.person_id != apart_from:
            found[held.opportunity_id].append(Looking(name, int((now - held.since).total_seconds()) // 60))
    return {number: tuple(who) for number, who in found.items()}


def holds(session: Session, opportunity_id: int, *, person_id: int, now: datetime) -> bool:
    """Whether somebody's own claim still holds."""
    held = session.get(Claim, (opportunity_id, person_id))
    return held is not None and held.seen_at > now - CLAIMED_FOR
