"""An issue whose time passed while nobody was there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.model import Issue, IssueState
from aggregator.store import Store
from newsletter.letting_go import Held, let_go
from tests.newsletter.samples import NOW, TODAY, settings


@pytest.mark.parametrize(("late", "state"), [(119, IssueState.APPROVED), (121, IssueState.APPROVED)])
def test_what_is_more_than_two_hours_late_waits_for_a_persons_word(store: Store, late: int, state: IssueState) -> None:
    with store.writing() as session:
        issue = Issue(title="Ausgabe", state=IssueState.SCHEDULED, created_at=NOW, send_at=NOW)
        session.add(issue)
        session.flush()
        issue_id = issue.id or 0
    gone = let_go(store, issue_id, settings(), today=TODAY, now=NOW + timedelta(minutes=late))
    # one that is in time is looked at: it has no approval, and is held for that
    assert gone == Held("late" if late > 120 else "changed")
    with store.reading() as session:
        assert session.exec(select(Issue)).one().state is state
