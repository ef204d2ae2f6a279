"""Leases: a right that one process has until a moment, so that several may try and one does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from aggregator.model import Lease

TICKER = "ticker"
"""Whoever holds it looks for what is due; while nobody does, nothing is collected and nothing sent."""


def acquire(session: Session, name: str, holder: str, *, now: datetime, seconds: float) -> bool:
    """Take or prolong a lease; False where another holder has it still. A lease that ran out may be taken over."""
    until = now + timedelta(seconds=seconds)
    free = (col(Lease.holder) == holder) | (col(Lease.until) <= now)
    # one statement decides: of two processes that ask at once, the database lets one change the row
    taken = session.connection().execute(
        update(Lease).where(col(Lease.name) == name, free).values(holder=holder, until=until)
    )
    if taken.rowcount:
        return True
    if session.get(Lease, name, populate_existing=True) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, until=until))
    except IntegrityError:  # somebody else was first
        return False
    return True


def release(session: Session, name: str, holder: str) -> None:
    """Give a lease back before its time; nothing happens where another holder has it."""
    session.connection().execute(delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder))


def until(session: Session, name: str) -> datetime | None:
    """When a lease runs out, or ran out; None where nobody has it."""
    found = session.get(Lease, name)
    return None if found is None else found.until
