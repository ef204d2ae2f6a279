"""Reported barriers: kept for the office, closed and opened again by it, forgotten when they are long done."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select, update

from aggregator.model import BarrierAct, BarrierAction, BarrierReport
from aggregator.store.upsert import insert_new

FORGOTTEN_AFTER = timedelta(days=90)
"""How long the words of a closed report are kept."""


def report(session: Session, told: BarrierReport) -> None:
    """Keep a report; one whose form has been sent before is left as it is."""
    insert_new(session, BarrierReport, [told.model_dump(exclude={"id"})], unique=("form",))


def waiting(session: Session, *, most: int = 100) -> list[BarrierReport]:
    """What is not closed, the oldest first."""
    asked = select(BarrierReport).where(col(BarrierReport.closed_at).is_(None))
    return list(session.exec(asked.order_by(col(BarrierReport.created_at), col(BarrierReport.id)).limit(most)))


def number_waiting(session: Session) -> int:
    """How many are not closed."""
    asked = select(func.count()).select_from(BarrierReport)
    return session.exec(asked.where(col(BarrierReport.closed_at).is_(None))).one()


def closed(session: Session, *, most: int = 20) -> list[BarrierReport]:
    """What was closed and is not forgotten yet, the latest first."""
    asked = select(BarrierReport).where(col(BarrierReport.closed_at).is_not(None), BarrierReport.text != "")
    return list(session.exec(asked.order_by(col(BarrierReport.closed_at).desc()).limit(most)))


def exists(session: Session, number: int) -> bool:
    """Whether there is such a report."""
    return session.get(BarrierReport, number) is not None


def close(session: Session, number: int, *, person_id: int, now: datetime) -> bool:
    """Say that it is done; False where there is none that waits under this number."""
    return _moved(session, number, BarrierAction.CLOSED, person_id, now)


def reopen(session: Session, number: int, *, person_id: int, now: datetime) -> bool:
    """Take that back; False where there is none that is closed and not forgotten."""
    return _moved(session, number, BarrierAction.REOPENED, person_id, now)


def forget(session: Session, *, now: datetime) -> int:
    """Empty the reports that have been closed for long; gives how many."""
    old = col(BarrierReport.closed_at) < now - FORGOTTEN_AFTER
    done = session.execute(
        update(BarrierReport).where(old, col(BarrierReport.text) != "").values(text="", page="", address="")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _moved(session: Session, number: int, action: BarrierAction, person_id: int, now: datetime) -> bool:
    """Change it and write the line; of two who press at once one is told that it is done already."""
    closing = action is BarrierAction.CLOSED
    stands = col(BarrierReport.closed_at).is_(None) if closing else col(BarrierReport.closed_at).is_not(None)
    done = session.execute(
        update(BarrierReport)
        .where(col(BarrierReport.id) == number, stands, col(BarrierReport.text) != "")
        .values(closed_at=now if closing else None)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    session.add(BarrierAct(report_id=number, person_id=person_id, action=action, at=now))
    return True
