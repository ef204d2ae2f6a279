"""S6: what was approved by a second person is what is sent; any edit drops their word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from aggregator.model import (
    Delivery,
    Entry,
    Issue,
    IssueAct,
    IssueState,
    Opportunity,
    OpportunityState,
    Person,
    Preflight,
    Role,
)
from aggregator.store import Store
from newsletter.issues import IssueMoved, IssueRefused, NotNow, cancel, editing, placed, propose_issue, release, steps
from newsletter.issues.checks import Look, look_at
from newsletter.issues.editing import Way
from newsletter.issues.refusals import Why
from newsletter.letting_go import Held, due, let_go
from newsletter.sections import Section
from tests.newsletter.samples import NOW, TODAY, settings
from tests.newsletter.stocking import add_reader, stock

MAIL = settings()


@pytest.fixture
def office(store: Store) -> Store:
    """Three people, some opportunities, two readers."""
    stock(store)
    with store.writing() as session:
        for number, role in ((1, Role.EDITOR), (2, Role.RELEASER), (3, Role.RELEASER)):
            session.add(
                Person(
                    id=number,
                    address=f"{number}@example.org",
                    name=f"Person {number}",
                    roles=frozenset({Role.EDITOR, role}),
                    created_at=NOW,
                )
            )
        add_reader(session, "a@example.org")
        add_reader(session, "b@example.org", language="fr")
    return store


def _draft(store: Store) -> int:
    with store.writing() as session:
        issue = propose_issue(session, today=TODAY, now=NOW)
        assert issue is not None
        assert issue.id is not None
        return issue.id


def _given(store: Store, number: int, by: int = 1) -> str:
    with store.writing() as session:
        version = session.get_one(Issue, number).version
        return steps.give(session, number, version=version, by=by, now=NOW).mark


def _approved(store: Store, by: int = 2) -> int:
    number = _draft(store)
    mark = _given(store, number)
    with store.writing() as session:
        steps.approve(session, number, mark=mark, by=by, now=NOW)
    return number


def _scheduled(store: Store) -> int:
    number = _approved(store)
    with store.writing() as session:
        steps.schedule(session, number, at=None, by=2, now=NOW)
    return number


def _state(store: Store, number: int) -> IssueState:
    with store.reading() as session:
        return session.get_one(Issue, number).state


def test_nobody_approves_what_they_gave_themselves(office: Store) -> None:
    number = _draft(office)
    mark = _given(office, number, by=2)
    with office.writing() as session, pytest.raises(NotNow) as refused:
        steps.approve(session, number, mark=mark, by=2, now=NOW)
    assert refused.value.why is Why.OWN


def test_alone_is_allowed_only_where_nobody_else_may_release(office: Store) -> None:
    number = _draft(office)
    mark = _given(office, number, by=2)
    with office.writing() as session, pytest.raises(NotNow):
        steps.approve(session, number, mark=mark, by=2, now=NOW, alone=True)
    with office.writing() as session:
        session.get_one(Person, 3).left_at = NOW
        session.flush()
        steps.approve(session, number, mark=mark, by=2, now=NOW, alone=True)
    assert _state(office, number) is IssueState.APPROVED


def test_the_word_is_for_what_was_seen_alone(office: Store) -> None:
    number = _draft(office)
    _given(office, number)
    with office.writing() as session, pytest.raises(NotNow) as refused:
        steps.approve(session, number, mark="0" * 64, by=2, now=NOW)
    assert refused.value.why is Why.CHANGED


def _version(session: Session, number: int) -> int:
    return session.get_one(Issue, number).version


def _edits(session: Session, number: int, what: str) -> None:
    asked = select(Entry.opportunity_id).where(Entry.issue_id == number).order_by(col(Entry.position))
    first = session.exec(asked).first() or 0
    said: dict[str, Any] = {"version": _version(session, number), "by": 1, "now": NOW}
    match what:
        case "remove":
            editing.remove(session, number, first, **said)
        case "move":
            editing.move(session, number, first, Section.COUNTRIES, **said)
        case "write":
            editing.write(session, number, {"title": "Neu", "subject": "", "editorial": ""}, **said)
        case _:
            editing.put_text(session, number, None, title="", text="Text", **said)


@pytest.mark.parametrize("what", ["remove", "move", "write", "text"])
@pytest.mark.parametrize("make", [_approved, _scheduled])
def test_any_edit_drops_the_approval(office: Store, what: str, make: object) -> None:
    number = make(office)  # type: ignore[operator]
    with office.writing() as session:
        _edits(session, number, what)
    with office.reading() as session:
        issue = session.get_one(Issue, number)
        last = session.exec(select(IssueAct.action).order_by(col(IssueAct.id))).all()
    assert (issue.state, issue.approved_by, issue.mark, issue.send_at) == (IssueState.DRAFT, None, "", None)
    assert "take_back" in last


def test_of_two_edits_of_one_version_the_second_is_told_who_was_faster(office: Store) -> None:
    number = _draft(office)
    with office.writing() as session:
        _edits(session, number, "write")
    with office.writing() as session, pytest.raises(IssueMoved) as late:
        editing.remove(session, number, 1, version=1, by=2, now=NOW)
    assert late.value.person_id == 1


def test_what_a_source_says_after_the_approval_is_not_what_is_sent_but_is_told(office: Store) -> None:
    number = _approved(office)
    with office.writing() as session:
        before = placed(session, number)[0].view
        session.get_one(Opportunity, before.id).title = "Ein anderer Titel"
    with office.reading() as session:
        assert placed(session, number)[0].view.title == before.title
        report = look_at(session, session.get_one(Issue, number), MAIL, day=TODAY, now=NOW)
    (changed,) = [check for check in report.checks if check.look is Look.CHANGED]
    assert [view.title for view in changed.entries] == ["Ein anderer Titel"]


def test_what_is_rejected_after_the_approval_is_left_out(office: Store) -> None:
    number = _approved(office)
    with office.writing() as session:
        first = placed(session, number)[0].view.id
        session.get_one(Opportunity, first).state = OpportunityState.REJECTED
    with office.reading() as session:
        assert first not in {place.view.id for place in placed(session, number)}


def test_send_now_waits_five_minutes_then_goes_with_all_editions(office: Store) -> None:
    number = _scheduled(office)
    with office.reading() as session:
        assert due(session, now=NOW + timedelta(minutes=4, seconds=59)) == []
        assert due(session, now=NOW + steps.HOLD) == [number]
    composed = let_go(office, number, MAIL, today=TODAY, now=NOW + steps.HOLD)
    assert composed is not None
    assert not isinstance(composed, Held)
    assert (composed.editions, composed.deliveries) == (2, 2)
    assert _state(office, number) is IssueState.RELEASED
    assert let_go(office, number, MAIL, today=TODAY, now=NOW + steps.HOLD) is None


def test_held_within_the_five_minutes_nothing_goes_and_the_word_stays(office: Store) -> None:
    number = _scheduled(office)
    with office.writing() as session:
        steps.hold(session, number, by=1, now=NOW)
    assert let_go(office, number, MAIL, today=TODAY, now=NOW + steps.HOLD) is None
    with office.reading() as session:
        assert session.get_one(Issue, number).state is IssueState.APPROVED
        assert session.exec(select(Delivery)).all() == []


def test_what_is_not_to_the_letter_what_was_approved_is_held(office: Store) -> None:
    number = _scheduled(office)
    with office.writing() as session:
        session.get_one(Issue, number).editorial = "An allen vorbei"
    assert let_go(office, number, MAIL, today=TODAY, now=NOW + steps.HOLD) == Held("changed")
    assert _state(office, number) is IssueState.APPROVED


def test_while_the_mail_set_up_is_unchecked_or_red_an_issue_is_held_and_cannot_be_given(office: Store) -> None:
    number = _scheduled(office)
    earnest = settings(smtp_host="mail.example", box={"kind": "none"})
    for is_red in (None, True):
        with office.writing() as session:
            if is_red is not None:
                red = {"look": "spf", "light": "red", "case": "missing", "values": {}}
                session.add(Preflight(at=NOW, is_red=True, findings=[red]))
                steps.schedule(session, number, at=None, by=1, now=NOW)
        assert let_go(office, number, earnest, today=TODAY, now=NOW + steps.HOLD) == Held("preflight")
        assert _state(office, number) is IssueState.APPROVED
    with office.reading() as session:
        report = look_at(session, session.get_one(Issue, number), earnest, day=TODAY, now=NOW)
    assert [check.look for check in report.checks if check.blocks] == [Look.PREFLIGHT]


def test_an_unapproved_issue_is_never_scheduled(office: Store) -> None:
    number = _draft(office)
    with office.writing() as session, pytest.raises(NotNow):
        steps.schedule(session, number, at=None, by=2, now=NOW)
    _given(office, number)
    with office.writing() as session, pytest.raises(NotNow):
        steps.schedule(session, number, at=None, by=2, now=NOW)


def test_the_command_line_does_not_pass_over_a_colleague_who_is_asked(office: Store) -> None:
    number = _draft(office)
    _given(office, number)
    with office.writing() as session, pytest.raises(IssueRefused, match="waits for approval"):
        release(session, number, now=NOW)


def test_paused_it_is_not_released_and_goes_on_where_it_was(office: Store) -> None:
    number = _scheduled(office)
    let_go(office, number, MAIL, today=TODAY, now=NOW + steps.HOLD)
    with office.writing() as session:
        steps.pause(session, number, by=1, now=NOW)
    assert _state(office, number) is IssueState.PAUSED
    with office.writing() as session:
        steps.resume(session, number, by=2, now=NOW)
    assert _state(office, number) is IssueState.RELEASED


def test_an_issue_is_proposed_once_a_day_and_only_if_none_waits(office: Store) -> None:
    number = _draft(office)
    with office.writing() as session:
        assert propose_issue(session, today=TODAY + timedelta(days=7), now=NOW) is None
        cancel(session, number)
        assert propose_issue(session, today=TODAY, now=NOW) is None
        assert propose_issue(session, today=TODAY + timedelta(days=7), now=NOW) is not None


def test_without_anything_accepted_none_is_proposed(store: Store) -> None:
    with store.writing() as session:
        assert propose_issue(session, today=TODAY, now=NOW) is None


def test_entries_move_among_those_of_their_heading(office: Store) -> None:
    number = _draft(office)
    with office.writing() as session:
        there = [place for place in placed(session, number) if place.section is Section.FUNDING]
        first, second = there[0].view.id, there[1].view.id
        editing.move(session, number, first, Way.DOWN, version=1, by=1, now=NOW)
        assert [place.view.id for place in placed(session, number)][:2] == [second, first]
        editing.move(session, number, second, Way.UP, version=2, by=1, now=NOW)
        assert [place.view.id for place in placed(session, number)][:2] == [second, first]
