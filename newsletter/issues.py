"""Newsletter issues on the desk: proposed from what was accepted, released, finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from aggregator.model import Change, ChangeState, ChangeType, Entry, Issue, IssueState, Twinning
from aggregator.search import Query, find, many, standing_for
from aggregator.search.views import OpportunityView
from newsletter.choosing import Placed
from newsletter.content import Masthead
from newsletter.sections import Section, section_of
from newsletter.selection import Score, score, shipped_rules

_POOL = 400  # accepted opportunities looked at, next deadlines first


class IssueRefused(RuntimeError):
    """An issue is not in the state for what was asked; the message says what to do."""


def draft_issue(session: Session, *, title: str, today: date, now: datetime) -> Issue:
    """Propose an issue: accepted opportunities by their score, placed under their headings.

    Within a heading the higher score stands first, then the sooner deadline. Readers see their own choice of it.
    """
    issue = Issue(title=title, created_at=now)
    session.add(issue)
    session.flush()
    assert issue.id is not None
    rules = shipped_rules()
    scored = propose(session, today=today)
    best = [(view, points) for view, points in scored if points.total >= rules.least_score][: rules.most_entries]
    for position, (view, _points) in enumerate(sorted(best, key=lambda pair: list(Section).index(section_of(pair[0])))):
        section = section_of(view).value
        session.add(Entry(issue_id=issue.id, opportunity_id=view.id, section=section, position=position))
    session.flush()
    return issue


def propose(session: Session, *, today: date) -> list[tuple[OpportunityView, Score]]:
    """Accepted opportunities that are not over, with all points of their scores; best first."""
    pool = find(session, Query(undated=True), today=today, per_page=_POOL).items
    partners = frozenset(session.exec(select(Twinning.country).distinct()).all())
    seen = _unchanged_since_last_issue(session)
    scored = [
        (view, score(view, today=today, partner_countries=partners, in_last_issue=view.id in seen)) for view in pool
    ]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].deadline or date.max, pair[0].id))


def placed(session: Session, issue_id: int) -> tuple[Placed, ...]:
    """What stands in an issue, in its order. What staff or its source withdrew since is left out.

    For one that was merged since stands the one that it was merged into, once, where the first of them stood.
    """
    sections: dict[int, str] = {}
    there = entries(session, issue_id)
    standing = standing_for(session, [entry.opportunity_id for entry in there])
    for entry in there:
        sections.setdefault(standing[entry.opportunity_id], entry.section)
    views = many(session, list(sections))
    return tuple(Placed(Section(sections[view.id]), view) for view in views if _may_be_placed(view))


def _may_be_placed(view: OpportunityView) -> bool:
    return view.state == "accepted" and view.status != "withdrawn"


def entries(session: Session, issue_id: int) -> list[Entry]:
    """The entries of an issue, in their order."""
    return list(session.exec(select(Entry).where(Entry.issue_id == issue_id).order_by(col(Entry.position))))


def masthead(issue: Issue) -> Masthead:
    """Title and editorial of an issue."""
    return Masthead(issue.title, issue.editorial)


def existing(session: Session, issue_id: int) -> Issue:
    """The issue with this number. Raises IssueRefused."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        raise IssueRefused(f"there is no issue {issue_id}: `partnerpost issue new` makes one")
    return issue


def release(session: Session, issue_id: int, *, now: datetime) -> Issue:
    """Freeze a draft so that it can be sent. A second time changes nothing. Raises IssueRefused."""
    issue = existing(session, issue_id)
    if issue.state is IssueState.RELEASED:
        return issue
    if issue.state is not IssueState.DRAFT:
        raise IssueRefused(f"issue {issue_id} is {issue.state.value} and cannot be released: make a new one")
    if session.exec(select(Entry.id).where(Entry.issue_id == issue_id).limit(1)).first() is None:
        raise IssueRefused(f"issue {issue_id} is empty: accept something in the inbox, then make a new issue")
    issue.state = IssueState.RELEASED
    issue.released_at = now
    session.add(issue)
    session.flush()
    return issue


def cancel(session: Session, issue_id: int) -> Issue:
    """Stop an issue: what is not handed over yet stays where it is. Raises IssueRefused if it is finished."""
    issue = existing(session, issue_id)
    if issue.state is IssueState.FINISHED:
        raise IssueRefused(f"issue {issue_id} is finished: there is nothing left to stop")
    issue.state = IssueState.CANCELLED
    session.add(issue)
    session.flush()
    return issue


def _unchanged_since_last_issue(session: Session) -> frozenset[int]:
    sent = col(Issue.state).in_([IssueState.RELEASED, IssueState.FINISHED])
    last = session.exec(select(Issue).where(sent).order_by(col(Issue.released_at).desc()).limit(1)).first()
    if last is None or last.released_at is None:
        return frozenset()
    there: Sequence[int] = session.exec(select(Entry.opportunity_id).where(Entry.issue_id == last.id)).all()
    # who was sent a wrong day must be sent the right one, whether its source or one of us corrected it
    counting = col(Change.state).in_((ChangeState.TOLD, ChangeState.CORRECTED))
    told = select(Change.opportunity_id).where(counting, Change.type != ChangeType.DETAILS)
    changed = session.exec(told.where(col(Change.at) > last.released_at)).all()
    return frozenset(standing_for(session, there).values()) - frozenset(changed)
