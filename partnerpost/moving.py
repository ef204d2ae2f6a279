"""From one database to the other: addresses as people type them, and whether somebody is at work with one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, select

from aggregator.model import Lease
from aggregator.store import Store, StoreSettings
from aggregator.store.migrate import require_current
from partnerpost.refusal import Refused
from schedules.ticker import LEASE


def address_of(typed: str) -> str:
    """The address for a store of `sqlite:FILE` or `postgresql://…`. Raises Refused for anything else."""
    if typed.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return StoreSettings(url=typed).address(Path())
    kind, _, file = typed.partition(":")
    if kind != "sqlite" or not file.removeprefix("//"):
        raise Refused(f"{typed!r} is no database: sqlite:FILE or postgresql://USER@HOST/NAME")
    return f"sqlite:///{file.removeprefix('///')}" if file.startswith("///") else f"sqlite:///{file}"


def refuse_if_working(store: Store) -> None:
    """Raise Refused while a worker ticks: what it does after this moment would be missing in the copy."""
    require_current(store)
    with store.reading() as session:
        now = datetime.now(UTC)
        ticking = session.exec(select(Lease).where(Lease.name == LEASE, col(Lease.until) > now)).first()
    if ticking is not None:
        raise Refused(
            f"a worker is at work ({ticking.holder}): stop the office first, or copy with --running all the same"
        )
