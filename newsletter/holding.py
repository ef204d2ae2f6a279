"""Whether mail may leave at all. A hold stands in the store, so all workers keep it; a person lifts it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, col, delete

from aggregator.model import Lease

_NAME = "sending held"
_FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)


def hold(session: Session, why: str) -> None:
    """From now on nothing goes to readers or staff by itself; `why` is told to whoever looks, up to 80 characters."""
    session.merge(Lease(name=_NAME, holder=why[:80], until=_FOR_GOOD))


def held(session: Session) -> str:
    """Why nothing leaves; empty where nothing is held."""
    found = session.get(Lease, _NAME)
    return "" if found is None else found.holder


def lift(session: Session) -> bool:
    """Let mail leave again; False where nothing was held."""
    return bool(session.connection().execute(delete(Lease).where(col(Lease.name) == _NAME)).rowcount)
