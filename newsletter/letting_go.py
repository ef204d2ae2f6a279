"""Issues whose time has come: released and composed in one step, so that a crash leaves either none of it or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from aggregator.model import Issue, IssueState
from aggregator.store import Store
from newsletter.editions import Composed, compose
from newsletter.issues.refusals import NotNow
from newsletter.issues.steps import hold, is_as_approved, release
from newsletter.mjml_check import TemplateError
from newsletter.preflight import kept as preflight
from newsletter.settings import MailSettings

_TOO_LATE = timedelta(hours=2)  # the machine was off, or the database comes from a backup: people look first


@dataclass(frozen=True, slots=True)
class Held:
    """It was not let go, and why; it waits for people again."""

    reason: str


def due(session: Session, *, now: datetime) -> list[int]:
    """Scheduled issues whose moment is there."""
    # issues are some dozens
    asked = select(Issue.id).where(col(Issue.state) == IssueState.SCHEDULED, col(Issue.send_at) <= now)
    return [number for number in session.exec(asked.order_by(col(Issue.send_at))) if number is not None]


def let_go(
    store: Store, issue_id: int, settings: MailSettings, *, today: date, now: datetime
) -> Composed | Held | None:
    """Release an issue whose moment is there, if it says what was approved; None where it was stopped meanwhile.

    Where it cannot be made, it is held: people see why, and nobody gets half of it.
    """
    try:
        with store.writing() as session:
            issue = session.get(Issue, issue_id, with_for_update=True)
            if issue is None or issue.state is not IssueState.SCHEDULED or issue.send_at is None or issue.send_at > now:
                return None
            if why := _why_not(session, issue, settings, late=now - issue.send_at > _TOO_LATE, now=now):
                hold(session, issue_id, by=None, now=now, reason=why)
                return Held(why)
            release(session, issue_id, now=now)
            composed = compose(session, issue_id, settings, today=today, now=now)
            if not composed.deliveries:
                issue.state = IssueState.FINISHED  # nobody is waited for
                session.add(issue)
            return composed
    except TemplateError as error:
        with store.writing() as session:
            try:
                hold(session, issue_id, by=None, now=now, reason=str(error)[:300])
            except NotNow:
                return None
        return Held(str(error))


def _why_not(session: Session, issue: Issue, settings: MailSettings, *, late: bool, now: datetime) -> str:
    """Why it has to wait for a person; empty where it may go."""
    if late:
        return "late"
    if not is_as_approved(session, issue):
        return "changed"
    return "preflight" if preflight.forbids(session, settings, now=now) else ""
