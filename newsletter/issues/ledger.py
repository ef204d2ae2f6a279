"""The ledger of issues: who did what, for the journal and for those whose form has become old."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete, select, update

from aggregator.model import FrozenIssue, Issue, IssueAct, IssueAction, IssueState
from newsletter.issues.refusals import IssueMoved, NotNow, Why, existing

EDITABLE = (IssueState.DRAFT, IssueState.GIVEN, IssueState.APPROVED, IssueState.SCHEDULED)
"""States in which an issue may be changed; all but the first drop back to it."""
_NOT_GIVEN: Mapping[str, Any] = {
    **dict.fromkeys(("given_at", "given_by", "approved_at", "approved_by", "send_at")),
    "mark": "",
    "approved_mark": "",
}


def note(
    session: Session,
    issue_id: int,
    action: IssueAction,
    *,
    by: int | None,
    now: datetime,
    about: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add a line. `by` is a person, nobody where the program did it; `about` the number of an entry."""
    session.add(
        IssueAct(
            issue_id=issue_id,
            person_id=by,
            opportunity_id=about,
            action=action,
            before=dict(before or {}),
            after=dict(after or {}),
            at=now,
        )
    )


def begin_edit(session: Session, issue_id: int, *, version: int | None, by: int | None, now: datetime) -> Issue:
    """Take the turn to change an issue that is still as it was shown; an approval ends with it.

    One statement asks and takes: of two people with the same form one is told. Raises IssueMoved, NotNow, IssueRefused.
    """
    issue = existing(session, issue_id)
    if issue.state not in EDITABLE:
        raise NotNow(Why.SENT, issue_id)
    was = issue.state
    fitting = [col(Issue.id) == issue_id, col(Issue.state) == was, col(Issue.version) == (version or 0)]
    taken = update(Issue).where(*fitting).values(version=col(Issue.version) + 1, state=IssueState.DRAFT, **_NOT_GIVEN)
    if not took(session, taken):
        raise moved(session, issue_id)
    session.refresh(issue)
    if was is not IssueState.DRAFT:
        session.execute(delete(FrozenIssue).where(col(FrozenIssue.issue_id) == issue_id))
        before, after = {"state": was.value}, {"state": IssueState.DRAFT.value}
        note(session, issue_id, IssueAction.TAKE_BACK, by=by, now=now, before=before, after=after)
    return issue


def step(
    session: Session,
    issue: Issue,
    action: IssueAction,
    to: IssueState,
    *,
    by: int | None,
    now: datetime,
    after: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Lead an issue from the state it was read in to another, with a line in the ledger; raises IssueMoved."""
    assert issue.id is not None
    was = issue.state
    fitting = [col(Issue.id) == issue.id, col(Issue.state) == was, col(Issue.version) == issue.version]
    if not took(session, update(Issue).where(*fitting).values(state=to, **values)):
        raise moved(session, issue.id)
    session.refresh(issue)
    before, told = {"state": was.value}, {"state": to.value, **(after or {})}
    note(session, issue.id, action, by=by, now=now, before=before, after=told)
    session.flush()


def moved(session: Session, issue_id: int) -> IssueMoved:
    """Who changed it last, for whoever comes too late."""
    last = _last(session, issue_id)
    if last is not None:
        return IssueMoved(issue_id, last.person_id, last.at)
    issue = existing(session, issue_id)
    return IssueMoved(issue_id, issue.created_by, issue.created_at)


def held_because(session: Session, issue_id: int) -> str:
    """Why the program itself held an issue back when its moment came, if that was the last that happened to it."""
    last = _last(session, issue_id)
    held = last is not None and last.action is IssueAction.HOLD and last.person_id is None
    return str(last.after.get("reason", "")) if last is not None and held else ""


def took(session: Session, statement: Any) -> bool:
    """Whether an update found the one row it was meant for."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _last(session: Session, issue_id: int) -> IssueAct | None:
    """What happened to an issue last; a test mail changes nothing of it."""
    # ix_issue_act_issue_id
    asked = select(IssueAct).where(IssueAct.issue_id == issue_id, IssueAct.action != IssueAction.TEST)
    return session.exec(asked.order_by(col(IssueAct.id).desc()).limit(1)).first()
