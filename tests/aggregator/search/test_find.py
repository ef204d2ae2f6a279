"""The finder's list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from aggregator.review import accept
from aggregator.search import Query, counts, find, many, one
from tests.aggregator.office import Office

POLAND = {"countries": "PL", "topics": "youth", "audiences": "association"}
FRANCE = {"countries": "FR", "topics": "culture", "audiences": "school"}


def publish(office: Office, title: str, **fields: str) -> int:
    url = f"https://jugendring.example.org/{title.replace(' ', '-')}"
    office.take(title, "Ein Aufruf für alle, die etwas vorhaben.", url=url, fields=fields)
    view = office.views()[-1]
    with office.store.writing() as session:
        accept(session, view.id, person_id=None, now=office.now)
    return view.id


@pytest.fixture
def filled(office: Office) -> Office:
    publish(office, "Spät in Polen", deadline="2027-09-30", **POLAND)
    publish(office, "Bald in Polen", deadline="2027-02-01", **POLAND)
    publish(office, "Kunst in Köln", deadline="2027-03-01", **FRANCE)
    publish(office, "Vorbei in Polen", deadline="2027-01-10", **POLAND)
    publish(office, "Ohne Frist", **FRANCE)
    publish(office, "Fest im Juni", event_start="2027-06-12", **POLAND)
    publish(office, "Fest im alten Jahr", event_start="2026-06-12", **POLAND)
    office.take("Noch nicht angenommen", url="https://jugendring.example.org/x", fields={"deadline": "2027-02-02"})
    return office


def titles(office: Office, query: Query) -> list[str]:
    with office.store.reading() as session:
        return [view.title for view in find(session, query, today=office.today).items]


def test_the_next_deadline_comes_first_and_only_accepted_ones_that_can_be_met(filled: Office) -> None:
    assert titles(filled, Query()) == ["Bald in Polen", "Kunst in Köln", "Spät in Polen"]


def test_a_deadline_on_the_very_day_can_still_be_met(filled: Office) -> None:
    with filled.store.reading() as session:
        found = find(session, Query(), today=date(2027, 2, 1))
    assert found.items[0].title == "Bald in Polen"


def test_undated_ones_are_shown_when_asked_for_and_come_last(filled: Office) -> None:
    assert titles(filled, Query(undated=True))[3:] == ["Fest im Juni", "Ohne Frist"]


def test_the_past_is_shown_alone_and_latest_first(filled: Office) -> None:
    assert titles(filled, Query(past=True)) == ["Vorbei in Polen", "Fest im alten Jahr"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(countries=("PL",)), ["Bald in Polen", "Spät in Polen"]),
        (Query(countries=("PL", "FR")), ["Bald in Polen", "Kunst in Köln", "Spät in Polen"]),
        (Query(countries=("PL",), topics=("culture",)), []),
        (Query(topics=("culture",), audiences=("school",)), ["Kunst in Köln"]),
        (Query(until=date(2027, 3, 1)), ["Bald in Polen", "Kunst in Köln"]),
        (Query(words="kunst KOELN"), ["Kunst in Köln"]),
        (Query(words="polen kunst"), []),
        (Query(words="100 %_"), []),
        (Query(kinds=("unknown-kind",)), []),
        (Query(countries=("'; drop table opportunity",)), []),
    ],
)
def test_values_are_alternatives_and_facets_must_all_fit(filled: Office, query: Query, expected: list[str]) -> None:
    assert titles(filled, query) == expected


def test_pages_are_cut_and_counted(filled: Office) -> None:
    with filled.store.reading() as session:
        second = find(session, Query(page=2), today=filled.today, per_page=2)
        beyond = find(session, Query(page=10**9), today=filled.today, per_page=2)
        before = find(session, Query(page=-3), today=filled.today, per_page=2)
    assert ([view.title for view in second.items], second.total, second.pages) == (["Spät in Polen"], 3, 2)
    assert (beyond.items, beyond.total, beyond.pages, beyond.page) == ((), 3, 2, 10**9)
    assert before.page == 1


def test_each_choice_says_how_many_it_would_show(filled: Office) -> None:
    with filled.store.reading() as session:
        found = counts(session, Query(countries=("FR",)), today=filled.today)
    assert found.countries == {"PL": 2, "FR": 1}
    assert found.topics == {"culture": 1}
    assert found.audiences == {"school": 1}


def test_a_page_asks_the_same_number_of_questions_however_long_it_is(filled: Office) -> None:
    asked: list[str] = []

    @event.listens_for(filled.store.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def questions(per_page: int) -> int:
        asked.clear()
        with filled.store.reading() as session:
            find(session, Query(), today=filled.today, per_page=per_page)
        return len([statement for statement in asked if statement.lstrip().lower().startswith("select")])

    assert questions(1) == questions(3)


def test_many_come_in_the_order_asked_and_what_is_not_there_is_left_out(filled: Office) -> None:
    ids = [view.id for view in filled.views()]
    with filled.store.reading() as session:
        assert [view.id for view in many(session, [ids[2], 10**15, ids[0], -1])] == [ids[2], ids[0]]
        assert one(session, 10**15) is None
        assert many(session, []) == []


def test_a_very_long_title_is_cut_when_shown_and_kept_whole(office: Office) -> None:
    publish(office, "Begegnung " * 5_000, deadline="2027-03-01")
    with office.store.reading() as session:
        shown = find(session, Query(words="begegnung"), today=office.today).items[0]
    assert len(shown.title) <= 300
    assert shown.title.endswith("…")


def test_a_moved_deadline_shows_the_former_one(office: Office) -> None:
    office.take()
    office.take_twice(text="Bewerbungsschluss: 30.04.2027, verlängert.")
    view = office.views()[0]
    assert (view.former_deadline, view.deadline) == (date(2027, 3, 15), date(2027, 4, 30))
    assert view.days_left(date(2027, 4, 30) - timedelta(days=3)) == 3
