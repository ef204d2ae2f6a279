"""What came back, as people look at it: counted, listed, judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from aggregator.model import ReturnedMail, ReturnKind, Subscriber
from newsletter.bounces.acting import Acted, Whom, act

WINDOW = timedelta(days=30)
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of what came back, the newest first, and how many there are in all."""

    rows: Sequence[ReturnedMail]
    total: int


def counted(session: Session, *, now: datetime) -> Mapping[ReturnKind, int]:
    """How many of each kind came in the last 30 days; the kinds in their order, those of which none came too."""
    # served by ix_returned_mail_kind
    asked = select(ReturnedMail.kind, func.count()).where(col(ReturnedMail.received_at) >= now - WINDOW)
    found = {kind: number for kind, number in session.exec(asked.group_by(col(ReturnedMail.kind))) if kind is not None}
    return {kind: found.get(kind, 0) for kind in ReturnKind}


def of_kind(session: Session, kind: ReturnKind, *, page: int) -> Listed:
    """Those of one kind; `page` counts from 1."""
    # served by ix_returned_mail_kind
    return _listed(session, col(ReturnedMail.kind) == kind, page=page)


def to_judge(session: Session, *, page: int = 1) -> Listed:
    """What people have to see: not understood, complained of, or a mail server does not want us."""
    return _listed(session, _waits(), page=page)


def number_to_judge(session: Session) -> int:
    """How many wait for people."""
    return session.exec(select(func.count()).select_from(ReturnedMail).where(_waits())).one()


def judge(session: Session, number: int, *, is_dead: bool, by: int, secret: str, now: datetime) -> bool:
    """A person has looked at it: the address is dead, or nothing is to be done. False where somebody was faster.

    What a person calls dead counts as one report of it, as from a mail server.
    """
    row = session.get_one(ReturnedMail, number, with_for_update=True)
    if row.judged_at is not None:
        return False
    row.judged_by, row.judged_at = by, now
    session.add(row)
    reader = session.get(Subscriber, row.subscriber_id) if row.subscriber_id is not None else None
    if is_dead and reader is not None and row.kind is ReturnKind.UNKNOWN:
        row.kind = ReturnKind.READER_DEAD
        act(session, row, Whom(reader.address, reader=reader, delivery_id=row.delivery_id), secret=secret, now=now)
    return True


def _waits() -> ColumnElement[bool]:
    # served by ix_returned_mail_kind: kinds of which few come
    seen_to = [ReturnKind.UNKNOWN, ReturnKind.COMPLAINT]
    return and_(
        col(ReturnedMail.kind).in_([*seen_to, ReturnKind.SENDER_BLOCKED]),
        or_(col(ReturnedMail.kind).in_(seen_to), col(ReturnedMail.acted) == Acted.ALARM.value),
        col(ReturnedMail.judged_at).is_(None),
    )


def _listed(session: Session, which: ColumnElement[bool], *, page: int) -> Listed:
    total = session.exec(select(func.count()).select_from(ReturnedMail).where(which)).one()
    newest = (
        select(ReturnedMail).where(which).order_by(col(ReturnedMail.received_at).desc(), col(ReturnedMail.id).desc())
    )
    return Listed(session.exec(newest.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all(), total)
