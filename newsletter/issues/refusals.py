"""Why something cannot be done with an issue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from aggregator.model import Issue


class IssueRefused(RuntimeError):
    """An issue is not in the state for what was asked; the message says what to do."""


class Why(StrEnum):
    """What stands in the way, for people at the desk; their pages have the sentences."""

    SENT = "sent"  # it is on its way or done: nothing in it can be changed any more
    EMPTY = "empty"
    OWN = "own"  # who gave it may not approve it
    CHANGED = "changed"  # not what was approved
    STATE = "state"  # somebody else was faster, and it stands elsewhere now
    PAST = "past"  # the moment is over


class NotNow(IssueRefused):
    """Not in this state, or not by this person."""

    def __init__(self, why: Why, issue_id: int) -> None:
        super().__init__(f"issue {issue_id}: {why.value.replace('_', ' ')}")
        self.why = why


class IssueMoved(IssueRefused):
    """Somebody changed the issue since the form was shown; `person_id` did it last, at `at` (aware)."""

    def __init__(self, issue_id: int, person_id: int | None, at: datetime) -> None:
        super().__init__(f"issue {issue_id} was changed meanwhile: look at it again")
        self.person_id = person_id
        self.at = at


def existing(session: Session, issue_id: int) -> Issue:
    """The issue with this number. Raises IssueRefused."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        raise IssueRefused(f"there is no issue {issue_id}: `partnerpost issue new` makes one")
    return issue
