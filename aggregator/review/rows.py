"""An opportunity that is about to be decided on."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from aggregator.model import Opportunity

LARGEST_ID = 2**31 - 1


class Unknown(LookupError):
    """There is no such opportunity."""


def locked(session: Session, opportunity_id: int) -> Opportunity:
    """The row, kept from others until the end of the transaction; SQLite's writers are alone anyway. Raises Unknown."""
    row = None
    if 0 < opportunity_id <= LARGEST_ID:
        row = session.get(Opportunity, opportunity_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Unknown(f"there is no opportunity {opportunity_id}")
    return row


def touch(row: Opportunity, now: datetime) -> None:
    """Make it another version than the one that people may have before them."""
    row.version += 1
    row.updated_at = now
