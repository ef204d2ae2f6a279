"""A new issue: proposed from what was accepted, by a score whose every point can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from aggregator.model import GONE_OUT, Change, ChangeState, ChangeType, Entry, Issue, IssueState, Twinning
from aggregator.search import Query, find, standing_for
from aggregator.search.views import OpportunityView
from newsletter.sections import Section, section_of
from newsletter.selection import Score, score, shipped_rules
from templates.language import long_date

_POOL = 400  # accepted opportunities looked at, next deadlines first
_WAITING = (IssueState.DRAFT, IssueState.GIVEN, IssueState.APPROVED, IssueState.SCHEDULED)


def draft_issue(session: Session, *, title: str, today: date, now: datetime, person_id: int | None = None) -> Issue:
    """Propose an issue: accepted opportunities by their score, placed under their headings.

    The score decides what is in it; within a heading the sooner day stands first, until people move it. Readers see
    their own choice of it, in this order.
    """
    issue = Issue(title=title, created_at=now, created_by=person_id)
    _fill(session, issue, _best(propose(session, today=today)))
    return issue


def propose_issue(session: Session, *, today: date, now: datetime) -> Issue | None:
    """The draft that waits for people on this day; None where one waits already, or nothing is worth an issue.

    Asked twice for one day, it is made once.
    """
    # issues are some dozens
    waiting = select(Issue.id).where(col(Issue.state).in_(_WAITING)).limit(1)
    made = select(Issue.id).where(Issue.proposed_for == today)
    if session.exec(waiting).first() is not None or session.exec(made).first() is not None:
        return None
    best = _best(propose(session, today=today))
    if not best:
        return None
    issue = Issue(title=title_for(today), created_at=now, proposed_for=today)
    _fill(session, issue, best)
    return issue


def title_for(day: date) -> str:
    """`Ausgabe vom 30. November 2026`: its name while nobody said otherwise, in the language of the office."""
    return f"Ausgabe vom {long_date(day, 'de').partition(', ')[2]}"


def propose(session: Session, *, today: date) -> list[tuple[OpportunityView, Score]]:
    """Accepted opportunities that are not over, with all points of their scores; best first."""
    pool = find(session, Query(undated=True), today=today, per_page=_POOL).items
    partners = frozenset(session.exec(select(Twinning.country).distinct()).all())
    seen = _unchanged_since_last_issue(session)
    scored = [
        (view, score(view, today=today, partner_countries=partners, in_last_issue=view.id in seen)) for view in pool
    ]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].deadline or date.max, pair[0].id))


def _best(scored: Sequence[tuple[OpportunityView, Score]]) -> list[OpportunityView]:
    rules = shipped_rules()
    return [view for view, points in scored if points.total >= rules.least_score][: rules.most_entries]


def _fill(session: Session, issue: Issue, best: Sequence[OpportunityView]) -> None:
    session.add(issue)
    session.flush()
    assert issue.id is not None
    for position, view in enumerate(sorted(best, key=_place)):
        section = section_of(view).value
        session.add(Entry(issue_id=issue.id, opportunity_id=view.id, section=section, position=position))
    session.flush()


def _place(view: OpportunityView) -> tuple[int, date, date, int]:
    section = section_of(view)
    days = (view.deadline or date.max, view.event_start or date.max)
    # lines of events are a calendar: there the day of the event counts first
    first, second = reversed(days) if section is Section.EVENTS else days
    return list(Section).index(section), first, second, view.id


def _unchanged_since_last_issue(session: Session) -> frozenset[int]:
    last = session.exec(
        select(Issue).where(col(Issue.state).in_(GONE_OUT)).order_by(col(Issue.released_at).desc()).limit(1)
    ).first()
    if last is None or last.released_at is None:
        return frozenset()
    there: Sequence[int] = session.exec(select(Entry.opportunity_id).where(Entry.issue_id == last.id)).all()
    # who was sent a wrong day must be sent the right one, whether its source or one of us corrected it
    counting = col(Change.state).in_((ChangeState.TOLD, ChangeState.CORRECTED))
    told = select(Change.opportunity_id).where(counting, Change.type != ChangeType.DETAILS)
    changed = session.exec(told.where(col(Change.at) > last.released_at)).all()
    return frozenset(standing_for(session, there).values()) - frozenset(changed)
