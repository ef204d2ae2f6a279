"""How long what came back is kept: its text some weeks, that it came a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, update

from aggregator.model import AddressTrouble, ReturnedMail, ReturnKind
from newsletter.box_settings import BoxSettings

_TROUBLE_DAYS = 365  # after six half-lives nothing is left of it


def forget(session: Session, box: BoxSettings, *, now: datetime) -> int:
    """Delete what nobody needs any more; how many rows. What is still to be judged keeps its text twice as long."""
    old = now - timedelta(days=box.raw_days)
    # served by ix_returned_mail_read_at
    had = update(ReturnedMail).where(col(ReturnedMail.raw).is_not(None) | (ReturnedMail.told != ""))
    without = {"raw": None, "told": ""}
    to_judge = (col(ReturnedMail.kind) == ReturnKind.UNKNOWN) & col(ReturnedMail.judged_at).is_(None)
    session.execute(had.where(col(ReturnedMail.read_at) < old, ~to_judge).values(**without))
    session.execute(had.where(col(ReturnedMail.read_at) < old - timedelta(days=box.raw_days)).values(**without))
    session.execute(delete(AddressTrouble).where(col(AddressTrouble.counted_at) < now - timedelta(days=_TROUBLE_DAYS)))
    gone = delete(ReturnedMail).where(col(ReturnedMail.read_at) < now - timedelta(days=box.row_days))
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]
