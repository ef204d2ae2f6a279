"""One list of all that was done: by whom, when, before and after."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from aggregator import journal, review
from aggregator.changes import FactName
from aggregator.intake import adopt
from aggregator.journal import Author, Line, Thing, Wanted, Whose
from aggregator.model import ChangeState, Issue, IssueState
from aggregator.sources import tending
from tests.aggregator.office import CALL, Office
from tests.aggregator.review.corrected import (
    APRIL,
    MARCH,
    changes,
    correct,
    keep,
    office_number,
    reinstate,
    take_back,
    take_over,
)


@pytest.fixture
def bernd(office: Office) -> int:
    return office.hire("Bernd")


def read(office: Office, **wanted: Any) -> list[Line]:
    with office.store.reading() as session:
        return list(journal.lines(session, Wanted(**wanted)))


def acts(office: Office, **wanted: Any) -> list[tuple[str, str]]:
    """Who did what, the oldest first: a name, or which of those that have none."""
    return [(line.by.name or line.by.author.value, line.act) for line in reversed(read(office, **wanted))]


def do(office: Office, how: Callable[..., Any], *args: Any, by: int | None, **parts: Any) -> Any:
    """Do something a minute after what was done before."""
    office.now += timedelta(minutes=1)
    with office.store.writing() as session:
        return how(session, *args, person_id=by, now=office.now, **parts)


def take(office: Office, title: str) -> int:
    office.take(title, "Mehr dazu folgt.", url=f"https://jugendring.example.org/{title}")
    return office.views()[-1].id


def test_a_decision_says_who_when_before_and_after_and_of_what(office: Office, anna: int) -> None:
    number = take(office, "Aufruf")
    do(office, review.reject, number, by=anna, reason="nur Sachsen")
    (line,) = read(office)
    assert (line.at, line.by.name, line.act, line.reason) == (office.now, "Anna", "reject", "nur Sachsen")
    assert (line.before, line.after) == ({"state": "new"}, {"state": "rejected"})
    assert (line.about.thing, line.about.id, line.about.title) == (Thing.OPPORTUNITY, number, "Aufruf")


def test_what_was_taken_back_stays_and_the_taking_back_is_a_line_of_its_own(office: Office, anna: int) -> None:
    do(office, review.accept, take(office, "Aufruf"), by=anna)
    do(office, review.undo, by=anna)
    undoing, decision = read(office)
    assert (undoing.act, undoing.by.name, undoing.at) == ("undo_accept", "Anna", office.now)
    assert (undoing.before, undoing.after) == ({"state": "accepted"}, {"state": "new"})
    assert decision.undone is not None
    assert (decision.act, decision.undone.at, decision.undone.by.name) == ("accept", office.now, "Anna")


def test_a_merger_names_both_and_who_parted_them_again(office: Office, anna: int, bernd: int) -> None:
    first, second = take(office, "Aufruf"), take(office, "Nachricht")
    merger = do(office, review.merge, first, second, by=anna)
    do(office, review.undo, by=bernd, decision_id=merger.id)
    undoing, decision = (line for line in read(office) if line.ledger != "change")
    assert decision.other is not None
    assert (decision.about.title, decision.other.title, decision.by.name) == ("Aufruf", "Nachricht", "Anna")
    assert (undoing.act, undoing.by.name) == ("undo_merge", "Bernd")


@pytest.mark.parametrize(
    ("reason", "author"),
    [("sure: dated, proven, well understood", Author.RULE), ("command line", Author.COMMAND), ("", Author.COMMAND)],
)
def test_where_no_person_decided_it_says_who_did(office: Office, reason: str, author: Author) -> None:
    do(office, review.accept, take(office, "Aufruf"), by=None, reason=reason)
    assert read(office)[0].by.author is author


def test_what_a_source_said_anew_stands_under_its_name(office: Office) -> None:
    office.take()
    office.wait(days=1)
    office.take_twice(text=CALL.replace("15.03.", "30.04."))
    (line,) = read(office)
    assert (line.act, line.by.author, line.by.name) == ("follow", Author.SOURCE, "Jugendring")
    assert (line.before["deadline"][:10], line.after["deadline"][:10]) == (MARCH, APRIL)


def test_what_a_person_took_over_early_stands_under_theirs(office: Office, anna: int) -> None:
    office.take()
    office.wait(days=1)
    office.take(text=CALL.replace("15.03.", "30.04."))
    (pending,) = changes(office, ChangeState.PENDING)
    do(office, adopt, pending.id, by=anna)
    assert acts(office) == [("Anna", "take_over")]


def test_no_step_of_a_correction_is_lost(office: Office, anna: int, bernd: int) -> None:
    office.take()
    made = correct(office, FactName.DEADLINE, APRIL, anna)
    office.take_twice(text=CALL.replace("15.03.", "31.05."))
    proposal = keep(office, anna)
    do(office, review.ask_again, proposal, by=bernd)
    office.wait(days=1)
    keep(office, anna)
    do(office, review.ask_again, proposal, by=bernd)
    office.wait(days=1)
    take_over(office, bernd)
    office.wait(days=1)
    reinstate(office, made, anna)
    office.wait(days=1)
    take_back(office, made, bernd)
    assert acts(office) == [
        ("Anna", "correct"),
        ("Anna", "decline"),
        ("Bernd", "ask_again"),
        ("Anna", "decline"),
        ("Bernd", "ask_again"),
        ("Bernd", "take_over"),
        ("Anna", "correct"),
        ("Bernd", "correct"),
    ]


def test_a_correction_taken_back_is_told_though_the_fact_stays_what_it_was(office: Office, anna: int) -> None:
    office.take()
    made = correct(office, FactName.DEADLINE, APRIL, anna)
    office.take_twice(text=CALL.replace("15.03.", "30.04."))
    take_back(office, made, anna)
    assert acts(office)[-1] == ("Anna", "unmoved")


def test_sources_and_issues_stand_there_too(office: Office, anna: int) -> None:
    do(office, tending.pause, "jugendring", by=anna)
    with office.store.writing() as session:
        issue = Issue(title="Dezember", state=IssueState.RELEASED, created_at=office.now, released_at=office.now)
        session.add(issue)
    released, drafted, paused = read(office)
    assert (paused.act, paused.about.title, paused.about.key) == ("source_pause", "Jugendring", "jugendring")
    assert (paused.before, paused.after) == ({"state": "unproven"}, {"state": "paused"})
    assert [line.act for line in (drafted, released)] == ["issue_draft", "issue_release"]
    assert released.about.title == "Dezember"


@pytest.fixture
def busy(office: Office, anna: int, bernd: int) -> Office:
    """Two people, several things, many lines at the same moment."""
    numbers = [take(office, f"Aufruf {letter}") for letter in "ABCDE"]
    with office.store.writing() as session:
        for place, number in enumerate(numbers):
            review.accept(session, number, person_id=(anna, bernd, None)[place % 3], now=office.now)
        review.undo(session, person_id=bernd, now=office.now)
        tending.test_now(session, "jugendring", person_id=bernd, now=office.now)
        session.add(Issue(title="Dezember", created_at=office.now))
    do(office, review.merge, numbers[0], numbers[1], by=anna)
    do(office, review.reject, numbers[2], by=anna)
    correct(office, FactName.PLACE, "Köln", bernd, number=numbers[3])
    office.wait(days=1)
    do(office, tending.pause, "stadtverband", by=None)
    return office


def _paged(session: Session, wanted: Wanted, size: int) -> list[Line]:
    found: list[Line] = []
    after = None
    while True:
        page = journal.page(session, wanted, size=size, after=after)
        assert len(page.lines) <= size
        found += page.lines
        if page.last is None:
            return found
        after = page.last


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_together_are_the_whole_journal_whatever_their_size(busy: Office, size: int) -> None:
    whole = read(busy)
    assert len(whole) > 10
    assert [line.at for line in whole] == sorted((line.at for line in whole), reverse=True)
    with busy.store.reading() as session:
        assert _paged(session, Wanted(), size) == whole


def test_pages_of_the_export_are_as_small_as_one_likes(busy: Office) -> None:
    with busy.store.reading() as session:
        assert list(journal.lines(session, Wanted(), at_once=2)) == read(busy)


def test_each_filter_keeps_exactly_what_it_names(busy: Office, anna: int, bernd: int) -> None:
    whole = read(busy)
    assert read(busy, by=bernd) == [line for line in whole if line.by.name == "Bernd"]
    assert read(busy, by=Whose.PEOPLE) == [line for line in whole if line.by.author is Author.PERSON]
    assert read(busy, by=Whose.NOBODY) == [line for line in whole if line.by.author is not Author.PERSON]
    for thing in Thing:
        assert read(busy, thing=thing) == [line for line in whole if line.about.thing is thing]
    one = whole[-1].about
    same = [line for line in whole if (line.about.thing, line.about.id) == (one.thing, one.id)]
    assert read(busy, thing=one.thing, numbers=frozenset({one.id})) == same
    middle = whole[len(whole) // 2].at
    assert read(busy, since=middle) == [line for line in whole if line.at >= middle]
    assert read(busy, until=middle) == [line for line in whole if line.at < middle]
    assert read(busy, by=anna, thing=Thing.SOURCE) == []


def test_a_page_asks_each_ledger_and_each_kind_of_thing_once(busy: Office) -> None:
    asked: list[str] = []
    event.listen(busy.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with busy.store.reading() as session:
        journal.page(session, Wanted(), size=5)
    assert len([one for one in asked if one.startswith("SELECT")]) <= len(journal.LEDGERS) + len(Thing)


def test_json_holds_every_line(busy: Office) -> None:
    whole = read(busy)
    told = json.loads("".join(journal.as_json(whole)))
    assert [(one["at"], one["act"]) for one in told] == [(line.at.isoformat(), line.act) for line in whole]
    assert json.loads("".join(journal.as_json([]))) == []
    assert {"author": "person", "id": whole[1].by.id, "name": whole[1].by.name} in [one["by"] for one in told]


def test_a_fact_of_one_is_not_told_of_another(office: Office, anna: int) -> None:
    office.take()
    correct(office, FactName.DEADLINE, APRIL, anna)
    number = office_number(office)
    assert len(read(office, thing=Thing.OPPORTUNITY, numbers=frozenset({number}))) == 1
    assert read(office, thing=Thing.OPPORTUNITY, numbers=frozenset({number + 1})) == []
