"""How the next issue stands, and the last one: what the desk says about the newsletter in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from aggregator.model import Delivery, Entry, Issue, IssueState, Subscriber, SubscriberState


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue that is not finished yet, and when it is to go where that is known."""

    id: int
    title: str
    state: IssueState
    entries: int
    send_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next issue if there is one, how many readers wait for it, and when the last one went to how many."""

    prepared: Prepared | None
    readers: int
    last_sent_at: datetime | None
    last_readers: int


def outlook(session: Session) -> Outlook:
    """How the newsletter stands."""
    # issues are some dozens; ix_entry_issue_id, ix_subscriber_state and ix_delivery_issue_state count the rest
    open_ones = col(Issue.state).not_in((IssueState.FINISHED, IssueState.CANCELLED))
    issue = session.exec(select(Issue).where(open_ones).order_by(col(Issue.id).desc()).limit(1)).first()
    finished = select(Issue).where(col(Issue.state) == IssueState.FINISHED).order_by(col(Issue.released_at).desc())
    last = session.exec(finished.limit(1)).first()
    readers = select(func.count()).select_from(Subscriber)
    return Outlook(
        prepared=_prepared(session, issue) if issue else None,
        readers=session.exec(readers.where(Subscriber.state == SubscriberState.CONFIRMED)).one(),
        last_sent_at=last.released_at if last else None,
        last_readers=_deliveries(session, last) if last else 0,
    )


def _prepared(session: Session, issue: Issue) -> Prepared:
    return Prepared(issue.id or 0, issue.title, issue.state, _entries(session, issue), issue.send_at)


def _entries(session: Session, issue: Issue) -> int:
    return session.exec(select(func.count()).select_from(Entry).where(Entry.issue_id == issue.id)).one()


def _deliveries(session: Session, issue: Issue) -> int:
    return session.exec(select(func.count()).select_from(Delivery).where(Delivery.issue_id == issue.id)).one()
