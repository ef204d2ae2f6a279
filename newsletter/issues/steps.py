"""The way of an issue: given, approved by somebody else, sent at a time, held, paused, stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from aggregator.model import Entry, Issue, IssueAction, IssueState, IssueText, Person, Role
from newsletter.issues.ledger import note, step
from newsletter.issues.placing import freeze, mark_of, thaw
from newsletter.issues.refusals import IssueRefused, NotNow, Why, existing

HOLD = timedelta(minutes=5)
"""How long "send now" waits, so that whoever sees a mistake then can still stop it."""
_TO_COMMANDS = (IssueState.DRAFT, IssueState.APPROVED, IssueState.SCHEDULED)


def give(session: Session, issue_id: int, *, version: int | None, by: int, now: datetime) -> Issue:
    """Freeze a draft and ask for a second person's word. Raises NotNow, IssueMoved, IssueRefused."""
    issue = _in_state(session, issue_id, IssueState.DRAFT)
    if issue.version != version:
        raise NotNow(Why.CHANGED, issue_id)
    if not _has_contents(session, issue_id):
        raise NotNow(Why.EMPTY, issue_id)
    mark = freeze(session, issue)
    given = {"given_by": by, "given_at": now, "mark": mark}
    step(session, issue, IssueAction.GIVE, IssueState.GIVEN, by=by, now=now, after={"mark": mark[:12]}, **given)
    return issue


def take_back(session: Session, issue_id: int, *, by: int, now: datetime) -> Issue:
    """Make it a draft again: the wish for a word, or the word itself, is gone. Raises NotNow, IssueMoved."""
    issue = _in_state(session, issue_id, IssueState.GIVEN, IssueState.APPROVED)
    nothing = dict.fromkeys(("given_at", "given_by", "approved_at", "approved_by"))
    step(session, issue, IssueAction.TAKE_BACK, IssueState.DRAFT, by=by, now=now, mark="", approved_mark="", **nothing)
    thaw(session, issue_id)
    return issue


def approve(session: Session, issue_id: int, *, mark: str, by: int, now: datetime, alone: bool = False) -> Issue:
    """The second person's word on exactly what has this `mark`. Raises NotNow, IssueMoved.

    Whoever gave it may not, but where the office allows it (`alone`) and nobody else could.
    """
    issue = _in_state(session, issue_id, IssueState.GIVEN)
    if issue.given_by == by and not (alone and _nobody_else(session, by)):
        raise NotNow(Why.OWN, issue_id)
    if mark != issue.mark or mark_of(session, issue) != issue.mark:
        raise NotNow(Why.CHANGED, issue_id)
    word = {"approved_by": by, "approved_at": now, "approved_mark": mark}
    step(session, issue, IssueAction.APPROVE, IssueState.APPROVED, by=by, now=now, after={"mark": mark[:12]}, **word)
    return issue


def schedule(session: Session, issue_id: int, *, at: datetime | None, by: int, now: datetime) -> Issue:
    """Let an approved issue go at a moment (aware), or in five minutes. Raises NotNow, IssueMoved."""
    issue = _in_state(session, issue_id, IssueState.APPROVED)
    if not is_as_approved(session, issue):
        raise NotNow(Why.CHANGED, issue_id)
    if at is not None and at < now:
        raise NotNow(Why.PAST, issue_id)
    moment = now + HOLD if at is None else at
    told = {"send_at": moment.isoformat(timespec="minutes")}
    step(session, issue, IssueAction.SCHEDULE, IssueState.SCHEDULED, by=by, now=now, after=told, send_at=moment)
    return issue


def hold(session: Session, issue_id: int, *, by: int | None, now: datetime, reason: str = "") -> Issue:
    """Stop an issue before it is sent; it stays approved. Raises NotNow, IssueMoved."""
    issue = _in_state(session, issue_id, IssueState.SCHEDULED)
    told = {"reason": reason} if reason else {}
    step(session, issue, IssueAction.HOLD, IssueState.APPROVED, by=by, now=now, after=told, send_at=None)
    return issue


def pause(session: Session, issue_id: int, *, by: int, now: datetime) -> Issue:
    """Hand over nothing more for the moment: at most the mails that are on their way. Raises NotNow, IssueMoved."""
    issue = _in_state(session, issue_id, IssueState.RELEASED)
    step(session, issue, IssueAction.PAUSE, IssueState.PAUSED, by=by, now=now)
    return issue


def resume(session: Session, issue_id: int, *, by: int, now: datetime) -> Issue:
    """Go on where it was paused. Raises NotNow, IssueMoved."""
    issue = _in_state(session, issue_id, IssueState.PAUSED)
    step(session, issue, IssueAction.RESUME, IssueState.RELEASED, by=by, now=now)
    return issue


def cancel(session: Session, issue_id: int, *, by: int | None = None, now: datetime | None = None) -> Issue:
    """Stop an issue: what is not handed over yet stays where it is. Raises IssueRefused if it is finished."""
    issue = existing(session, issue_id)
    if issue.state is IssueState.FINISHED:
        raise IssueRefused(f"issue {issue_id} is finished: there is nothing left to stop")
    was = issue.state
    issue.state, issue.send_at = IssueState.CANCELLED, None
    session.add(issue)
    if now is not None and was is not IssueState.CANCELLED:
        before, after = {"state": was.value}, {"state": IssueState.CANCELLED.value}
        note(session, issue_id, IssueAction.CANCEL, by=by, now=now, before=before, after=after)
    session.flush()
    return issue


def release(session: Session, issue_id: int, *, now: datetime) -> Issue:
    """Freeze a draft, or take an approved issue, so that it can be sent. A second time changes nothing.

    The command line needs no second person: who may use it may do everything. Raises IssueRefused.
    """
    issue = existing(session, issue_id)
    if issue.state is IssueState.RELEASED:
        return issue
    if issue.state is IssueState.GIVEN:
        raise IssueRefused(f"issue {issue_id} waits for approval: approve it at the desk, or take it back there")
    if issue.state not in _TO_COMMANDS:
        raise IssueRefused(f"issue {issue_id} is {issue.state.value} and cannot be released: make a new one")
    if not _has_contents(session, issue_id):
        raise IssueRefused(f"issue {issue_id} is empty: accept something in the inbox, then make a new issue")
    if issue.state is IssueState.DRAFT:
        issue.mark = freeze(session, issue)
    elif not is_as_approved(session, issue):
        raise NotNow(Why.CHANGED, issue_id)
    issue.state = IssueState.RELEASED
    issue.released_at = now
    session.add(issue)
    session.flush()
    return issue


def is_as_approved(session: Session, issue: Issue) -> bool:
    """Whether it says to the letter what the second person approved."""
    return bool(issue.mark) and issue.mark == issue.approved_mark == mark_of(session, issue)


def _in_state(session: Session, issue_id: int, *states: IssueState) -> Issue:
    issue = existing(session, issue_id)
    if issue.state not in states:
        raise NotNow(Why.STATE, issue_id)
    return issue


def _has_contents(session: Session, issue_id: int) -> bool:
    entry = session.exec(select(Entry.id).where(Entry.issue_id == issue_id).limit(1)).first()
    text = session.exec(select(IssueText.id).where(IssueText.issue_id == issue_id).limit(1)).first()
    return entry is not None or text is not None


def _nobody_else(session: Session, person_id: int) -> bool:
    """Whether no other person of the office may release."""
    # people are a handful
    here = select(Person).where(col(Person.left_at).is_(None), col(Person.id) != person_id)
    return all(Role.RELEASER not in person.roles for person in session.exec(here))
