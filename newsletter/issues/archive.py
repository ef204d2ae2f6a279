"""Issues that were sent, for everybody to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session, col, select

from aggregator.model import GONE_OUT, Issue
from aggregator.search.views import OpportunityView
from newsletter.issues import markdown
from newsletter.issues.placing import placed, texts
from newsletter.sections import Section


@dataclass(frozen=True, slots=True)
class Kept:
    """A sent issue in the list."""

    id: int
    title: str
    sent_at: datetime
    entries: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A sent issue as everybody may read it: what all editions say together, nothing of any reader."""

    id: int
    title: str
    sent_at: datetime
    editorial: Markup
    texts: tuple[tuple[str, Markup], ...]
    sections: tuple[tuple[Section, tuple[OpportunityView, ...]], ...]


def sent(session: Session, *, most: int = 200) -> list[Kept]:
    """Sent issues, the latest first."""
    # issues are some dozens a year
    asked = select(Issue).where(col(Issue.state).in_(GONE_OUT)).order_by(col(Issue.released_at).desc()).limit(most)
    return [
        Kept(issue.id or 0, issue.title, issue.released_at, len(placed(session, issue.id or 0)))
        for issue in session.exec(asked)
        if issue.released_at is not None
    ]


def whole(session: Session, issue_id: int) -> Whole | None:
    """One sent issue; None where there is none under this number that was sent."""
    issue = session.get(Issue, issue_id)
    if issue is None or issue.state not in GONE_OUT or issue.released_at is None:
        return None
    places = placed(session, issue_id)
    by_section = ((section, tuple(place.view for place in places if place.section is section)) for section in Section)
    return Whole(
        id=issue_id,
        title=issue.title,
        sent_at=issue.released_at,
        editorial=markdown.as_html(issue.editorial),
        texts=tuple((text.title, markdown.as_html(text.text)) for text in texts(session, issue_id)),
        sections=tuple((section, views) for section, views in by_section if views),
    )


def at_a_glance(views: Sequence[OpportunityView]) -> list[OpportunityView]:
    """Entries with a sure deadline, the soonest first."""
    dated = [view for view in views if view.deadline and view.certainty in {"exact", "inferred"}]
    return sorted(dated, key=lambda view: (view.deadline, view.id))
