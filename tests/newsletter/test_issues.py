from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from aggregator.model import Change, ChangeState, ChangeType, Entry, IssueState, Opportunity, OpportunityState
from aggregator.store import Store
from newsletter.issues import IssueRefused, cancel, draft_issue, entries, placed, propose, release
from newsletter.sections import Section
from tests.newsletter.samples import NOW, TODAY
from tests.newsletter.stocking import stock


def _draft(store: Store) -> int:
    with store.writing() as session:
        issue = draft_issue(session, title="Ausgabe Dezember 2026", today=TODAY, now=NOW)
    assert issue.id is not None
    return issue.id


def test_a_draft_holds_what_was_accepted_under_its_headings_in_order(store: Store) -> None:
    stock(store)
    with store.reading() as session:
        sections = [Section(entry.section) for entry in entries(session, _draft(store))]
    assert sections == sorted(sections, key=list(Section).index)
    assert {Section.FUNDING, Section.COMPETITIONS, Section.EVENTS, Section.PARTNER_SEARCHES} <= set(sections)


def test_what_nobody_accepted_is_not_proposed(store: Store) -> None:
    stock(store)
    with store.writing() as session:
        row = session.exec(select(Opportunity).where(Opportunity.kind == "competition")).one()
        row.state = OpportunityState.REJECTED
        session.add(row)
    with store.reading() as session:
        assert "competition" not in {place.view.kind for place in placed(session, _draft(store))}


def test_what_is_withdrawn_after_the_draft_is_not_placed_any_more(store: Store) -> None:
    stock(store)
    issue_id = _draft(store)
    with store.writing() as session:
        row = session.exec(select(Opportunity).where(Opportunity.kind == "competition")).one()
        row.state = OpportunityState.REJECTED
        session.add(row)
    with store.reading() as session:
        assert "competition" not in {place.view.kind for place in placed(session, issue_id)}


@pytest.mark.parametrize("state", [ChangeState.TOLD, ChangeState.CORRECTED])
def test_what_stood_in_the_last_issue_falls_back_unless_it_changed_or_we_corrected_it(
    store: Store, state: ChangeState
) -> None:
    stock(store)
    with store.writing() as session:
        release(session, _draft_in(session), now=NOW)
        first, second = (entry.opportunity_id for entry in session.exec(select(Entry).limit(2)))
        moved, at = ChangeType.DEADLINE_MOVED_LATER, NOW + timedelta(days=1)
        session.add(Change(opportunity_id=first, field="deadline", type=moved, state=state, seen_at=NOW, at=at))
        session.flush()
        rules = {view.id: {point.rule for point in score.points} for view, score in propose(session, today=TODAY)}
    assert "in_last_issue" not in rules[first]
    assert "in_last_issue" in rules[second]


def _draft_in(session: Session) -> int:
    issue = draft_issue(session, title="Ausgabe", today=TODAY, now=NOW)
    assert issue.id is not None
    return issue.id


def test_releasing_twice_changes_nothing(store: Store) -> None:
    stock(store)
    issue_id = _draft(store)
    for day in (0, 1):
        with store.writing() as session:
            issue = release(session, issue_id, now=NOW + timedelta(days=day))
    assert (issue.state, issue.released_at) == (IssueState.RELEASED, NOW)


def test_an_empty_issue_is_not_released_and_the_sentence_says_what_to_do(store: Store) -> None:
    with store.writing() as session, pytest.raises(IssueRefused, match="accept something"):
        release(session, _draft_in(session), now=NOW)


def test_a_cancelled_issue_is_not_released_again(store: Store) -> None:
    stock(store)
    issue_id = _draft(store)
    with store.writing() as session, pytest.raises(IssueRefused, match="cancelled"):
        cancel(session, issue_id)
        release(session, issue_id, now=NOW)


def test_an_issue_that_does_not_exist_is_named(store: Store) -> None:
    with store.writing() as session, pytest.raises(IssueRefused, match="no issue 77"):
        release(session, 77, now=NOW)


def test_for_entries_that_were_merged_since_stands_the_one_they_were_merged_into_once(store: Store) -> None:
    stock(store)
    issue_id = _draft(store)
    with store.reading() as session:
        before = [place.view.id for place in placed(session, issue_id)]
    kept, absorbed = before[1], before[0]
    with store.writing() as session:
        row = session.get_one(Opportunity, absorbed)
        row.state, row.merged_into = OpportunityState.MERGED, kept
    with store.reading() as session:
        assert [place.view.id for place in placed(session, issue_id)] == [kept, *before[2:]]


def test_what_stood_in_the_last_issue_under_one_that_was_merged_since_is_no_news(store: Store) -> None:
    stock(store)
    with store.writing() as session:
        issue = release(session, _draft_in(session), now=NOW)
        told, other = (entry.opportunity_id for entry in session.exec(select(Entry).limit(2)))
        session.delete(session.exec(select(Entry).where(Entry.opportunity_id == other)).one())
        row = session.get_one(Opportunity, told)
        row.state, row.merged_into = OpportunityState.MERGED, other
        session.flush()
        assert issue.released_at == NOW
        rules = {view.id: {point.rule for point in score.points} for view, score in propose(session, today=TODAY)}
    assert "in_last_issue" in rules[other]
