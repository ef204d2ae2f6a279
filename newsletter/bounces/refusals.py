"""What a mail server said at once: a refusal is a bounce too, judged by the same table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from aggregator.model import Delivery, DeliveryState, Issue, ReturnedMail, ReturnKind, Subscriber
from aggregator.store import Store
from newsletter.bounces.acting import Whom, act
from newsletter.bounces.verdict import status_in, verdict
from newsletter.settings import MailSettings

_LOOKED_BACK = timedelta(days=14)
_CODE = re.compile(r"(?<!\d)([45]\d\d)[ \-]")


def judge(reply: str) -> tuple[ReturnKind, str]:
    """What an answer of a mail server ("550 5.1.1 user unknown") means, and its enhanced status if it has one."""
    code = _CODE.search(f"{reply} ")
    if code is None:
        return ReturnKind.SENDER_BLOCKED, ""  # no server said it: the message could not be made
    status = status_in(reply)
    return verdict(status, reply, code=int(code[1])), status


def note_refusals(store: Store, settings: MailSettings, *, clock: Callable[[], datetime], most: int = 500) -> int:
    """Judge the deliveries that were refused and not judged yet, each once; how many."""
    now = clock()
    with store.reading() as session:
        numbers = _unjudged(session, since=now - _LOOKED_BACK, most=most)
    for number in numbers:
        with store.writing() as session:
            note(session, number, settings, now=now)
    return len(numbers)


def note(session: Session, delivery_id: int, settings: MailSettings, *, now: datetime) -> None:
    """Judge one refused delivery. Done twice, or by two at once, it counts once."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    mark = f"refused:{delivery_id}"
    known = select(ReturnedMail.id).where(ReturnedMail.mark == mark)
    if delivery is None or delivery.state is not DeliveryState.REFUSED or session.exec(known).first() is not None:
        return
    reader = session.get_one(Subscriber, delivery.subscriber_id)
    kind, status = judge(delivery.reply)
    row = ReturnedMail(
        mark=mark,
        received_at=delivery.updated_at,
        read_at=now,
        kind=kind,
        status=status,
        told=delivery.reply[:1000],
        domain=reader.address.rpartition("@")[2],
    )
    act(session, row, Whom(reader.address, reader=reader, delivery_id=delivery_id), secret=settings.secret, now=now)


def _unjudged(session: Session, *, since: datetime, most: int) -> list[int]:
    # the few issues of late, then ix_delivery_issue_state for each, and ix_returned_mail_delivery_id
    lately = select(Issue.id).where(col(Issue.released_at) >= since)
    judged = select(ReturnedMail.id).where(
        col(ReturnedMail.delivery_id) == Delivery.id, col(ReturnedMail.mark).startswith("refused:")
    )
    asked = select(Delivery.id).where(
        col(Delivery.issue_id).in_(lately),
        Delivery.state == DeliveryState.REFUSED,
        ~judged.correlate(Delivery).exists(),
    )
    return [number for number in session.exec(asked.limit(most)) if number is not None]
