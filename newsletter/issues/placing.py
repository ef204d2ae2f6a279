"""What stands in an issue: its words, its entries in their order, and what was frozen of them for approval."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import object_session
from sqlmodel import Session, col, delete, select

from aggregator.model import Entry, FrozenIssue, Issue, IssueText
from aggregator.search import many, standing_for
from aggregator.search.views import OpportunityView
from newsletter.choosing import Placed
from newsletter.content import Masthead
from newsletter.issues import markdown
from newsletter.sections import Section

_VIEW = TypeAdapter(OpportunityView)


def placed(session: Session, issue_id: int) -> tuple[Placed, ...]:
    """What stands in an issue, in its order. What staff or its source withdrew since is left out.

    For one that was merged since stands the one that it was merged into, once, where the first of them stood. From the
    moment it was given for approval on, everything is said as it was then: what was approved is what is sent.
    """
    live = _live(session, issue_id)
    kept = session.get(FrozenIssue, issue_id)
    if kept is None:
        return live
    told = [Placed(Section(one["section"]), _VIEW.validate_python(one["view"])) for one in kept.contents["places"]]
    standing = standing_for(session, [place.view.id for place in told])
    alive = {place.view.id for place in live}
    return tuple(place for place in told if standing[place.view.id] in alive)


def changed_since(session: Session, issue_id: int) -> list[OpportunityView]:
    """Entries of a frozen issue of which something else is known by now, as they are now."""
    now = {place.view.id: place.view for place in _live(session, issue_id)}
    kept = [place.view for place in placed(session, issue_id)]
    return [now[view.id] for view in kept if view.id in now and _facts(view) != _facts(now[view.id])]


def entries(session: Session, issue_id: int) -> list[Entry]:
    """The entries of an issue, in their order."""
    # ix_entry_issue_id
    asked = select(Entry).where(Entry.issue_id == issue_id)
    return list(session.exec(asked.order_by(col(Entry.position), col(Entry.id))))


def texts(session: Session, issue_id: int) -> list[IssueText]:
    """The texts of the office in an issue, in their order."""
    # ix_issue_text_issue_id
    asked = select(IssueText).where(IssueText.issue_id == issue_id)
    return list(session.exec(asked.order_by(col(IssueText.position), col(IssueText.id))))


def masthead(issue: Issue) -> Masthead:
    """Title, subject, editorial and the texts of the office; from Markdown to what a mail may hold."""
    session = object_session(issue)
    assert isinstance(session, Session)
    written = "\n\n".join([issue.editorial, *(_as_markdown(text) for text in texts(session, issue.id or 0))])
    return Masthead(issue.title, markdown.as_text(written), subject=issue.subject, rich=markdown.as_mail(written))


def freeze(session: Session, issue: Issue) -> str:
    """Keep the issue as it is now; gives the mark of all of it, 64 hex digits."""
    assert issue.id is not None
    places = [
        {"section": place.section.value, "view": _VIEW.dump_python(place.view, mode="json")}
        for place in _live(session, issue.id)
    ]
    session.merge(FrozenIssue(issue_id=issue.id, contents={"places": places}))
    session.flush()
    return mark_of(session, issue)


def thaw(session: Session, issue_id: int) -> None:
    """Forget what was frozen: it is worked on again."""
    session.execute(delete(FrozenIssue).where(col(FrozenIssue.issue_id) == issue_id))


def mark_of(session: Session, issue: Issue) -> str:
    """The mark of everything that a frozen issue says: whoever changes a letter of it changes the mark."""
    assert issue.id is not None
    kept = session.get(FrozenIssue, issue.id)
    said: dict[str, Any] = {
        "title": issue.title,
        "subject": issue.subject,
        "editorial": issue.editorial,
        "texts": [[text.title, text.text] for text in texts(session, issue.id)],
        "places": kept.contents["places"] if kept else [],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _as_markdown(text: IssueText) -> str:
    return f"### {' '.join(text.title.split())}\n\n{text.text}" if text.title else text.text


def _live(session: Session, issue_id: int) -> tuple[Placed, ...]:
    sections: dict[int, str] = {}
    there: Sequence[Entry] = entries(session, issue_id)
    standing = standing_for(session, [entry.opportunity_id for entry in there])
    for entry in there:
        sections.setdefault(standing[entry.opportunity_id], entry.section)
    views = many(session, list(sections))
    return tuple(Placed(Section(sections[view.id]), view) for view in views if _may_be_placed(view))


def _may_be_placed(view: OpportunityView) -> bool:
    return view.state == "accepted" and view.status != "withdrawn"


def _facts(view: OpportunityView) -> tuple[object, ...]:
    days = (view.deadline, view.deadline_time, view.event_start, view.event_end)
    return (view.title, *days, view.status, view.amount_max, view.url)
