"""Words in the finder, on both databases: parts of compounds, phrases, exclusions, counts, typing errors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.search import Query, counts, find, how_many, suggested
from tests.aggregator.office import Office
from tests.aggregator.search.in_step import assert_in_step
from tests.aggregator.search.test_find import publish, titles


@pytest.fixture
def filled(office: Office) -> Office:
    publish(office, "Jugendaustausch mit Łódź", deadline="2027-02-01", countries="PL", topics="youth", kind="call")
    publish(office, "Kleine Projekte der Begegnung", deadline="2027-02-15", countries="FR", topics="culture")
    publish(office, "Projekte, kleine und große", deadline="2027-03-01", countries="PL; FR", topics="youth; culture")
    publish(office, "Kammerchor sucht Südbrückenfest", deadline="2027-03-15", countries="FR", topics="culture")
    publish(office, "Brücken bauen", deadline="2027-09-01", countries="UA", topics="youth")
    return office


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("jugend", ["Jugendaustausch mit Łódź"]),
        ("Austausch", ["Jugendaustausch mit Łódź"]),
        ("lodz", ["Jugendaustausch mit Łódź"]),
        ("chor", ["Kammerchor sucht Südbrückenfest"]),
        ("Bruecken", ["Kammerchor sucht Südbrückenfest", "Brücken bauen"]),
        ("begegnungen", ["Kleine Projekte der Begegnung"]),
        ("projekt kleines", ["Kleine Projekte der Begegnung", "Projekte, kleine und große"]),
        ('"kleine projekte"', ["Kleine Projekte der Begegnung"]),
        ('"projekte der begegnung"', ["Kleine Projekte der Begegnung"]),
        ('"projekte begegnung"', []),
        ("projekte -begegnung", ["Projekte, kleine und große"]),
        ('projekte -"kleine Projekte"', ["Projekte, kleine und große"]),
        ("-projekt -jugend -chor", ["Brücken bauen"]),
        ("und der die", ["Jugendaustausch mit Łódź", "Kleine Projekte der Begegnung"]),
        ("kleine_projekte", []),
        ("xyzzy", []),
    ],
)
def test_words_find(filled: Office, typed: str, expected: list[str]) -> None:
    found = titles(filled, Query(words=typed))
    assert found[: len(expected)] == expected
    assert len(found) == len(expected) or typed == "und der die"


def test_words_and_facets_and_time_must_all_fit(filled: Office) -> None:
    asked = Query(words="projekte", countries=("PL",), topics=("youth", "culture"), until=date(2027, 3, 1))
    assert titles(filled, asked) == ["Projekte, kleine und große"]
    assert titles(filled, Query(words="projekte", countries=("UA",))) == []
    assert titles(filled, Query(words="projekte", until=date(2027, 2, 28))) == ["Kleine Projekte der Begegnung"]


def test_every_choice_and_every_month_is_counted(filled: Office) -> None:
    with filled.store.reading() as session:
        everything = counts(session, Query(), today=filled.today)
        narrowed = counts(session, Query(words="projekte", countries=("FR",)), today=filled.today)
        soon = counts(session, Query(until=date(2027, 2, 28)), today=filled.today)
    assert everything.countries == {"FR": 3, "PL": 2, "UA": 1}
    assert everything.months == {date(2027, 2, 1): 2, date(2027, 3, 1): 2, date(2027, 9, 1): 1}
    assert sum(everything.kinds.values()) == 5
    assert everything.complete
    assert narrowed.countries == {"FR": 2, "PL": 1}
    assert narrowed.topics == {"culture": 2, "youth": 1}
    assert soon.countries == {"FR": 1, "PL": 1}
    assert soon.months == everything.months


@pytest.mark.parametrize("query", [Query(), Query(words="projekt"), Query(countries=("FR",), until=date(2027, 3, 1))])
def test_a_count_is_what_the_choice_would_show(filled: Office, query: Query) -> None:
    with filled.store.reading() as session:
        counted = counts(session, query, today=filled.today)
        for topic, number in counted.topics.items():
            asked = Query(query.countries, (topic,), until=query.until, words=query.words)
            assert how_many(session, asked, today=filled.today).number == number


def test_a_long_list_says_that_there_is_more(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.search.finding.MOST_COUNTED", 2)
    monkeypatch.setattr("aggregator.search.counting.MOST_LOOKED_AT", 2)
    with filled.store.reading() as session:
        first = find(session, Query(countries=("FR",)), today=filled.today, per_page=2)
        second = find(session, Query(countries=("FR",), page=2), today=filled.today, per_page=2)
        counted = counts(session, Query(countries=("FR",)), today=filled.today)
    assert (first.total, first.more, len(first.items)) == (2, True, 2)
    assert (second.total, second.more, len(second.items)) == (3, False, 1)
    assert not counted.complete
    assert counted.topics == {"culture": 2, "youth": 1}  # among the next two
    assert counted.countries == {"FR": 3, "PL": 2, "UA": 1}  # only the time narrows these: exact


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Jugendaustusch", "Jugendaustausch"),
        ("jugendasutausch", "Jugendaustausch"),
        ("kammerchro", "Kammerchor"),
        ("Projkete -jugend", "Projekte -jugend"),
        ("Jugendaustausch", None),  # nothing to mend
        ("Jugendaustusch -lodz", None),  # the right word finds nothing either
        ("xyzzyxyzzy", None),
        ("", None),
        ("12345", None),
    ],
)
def test_typing_errors_are_mended_where_that_finds_something(filled: Office, typed: str, meant: str | None) -> None:
    with filled.store.reading() as session:
        assert suggested(session, Query(words=typed), today=filled.today) == meant


NASTY = [
    "a" * 10_000,
    "wort " * 2_000,
    '"' * 10_000,
    "-" * 10_000,
    'NEAR("a" "b", 10) AND jugend* NOT {x}: ^y OR (',
    "'; drop table posting; --",
    "\x00\x01\x1f\ud7ff\u202e\ufeff",
    "%" * 500,
    " ".join(f"-{chr(97 + number)}{number}chor" for number in range(26)),
    "ſ ﬁ ½ ㍿ ﷺ " * 200,
]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_nothing_that_can_be_typed_raises(filled: Office, typed: str) -> None:
    with filled.store.reading() as session:
        find(session, Query(words=typed, undated=True), today=filled.today)
        find(session, Query(words=typed, past=True, page=10**9), today=filled.today)
        counts(session, Query(words=typed, countries=("PL",)), today=filled.today)
        suggested(session, Query(words=typed), today=filled.today)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_can_be_looked_for(filled: Office, typed: str) -> None:
    with filled.store.reading() as session:
        found = find(session, Query(words=typed), today=filled.today)
        assert found.total == how_many(session, Query(words=typed), today=filled.today).number
        suggested(session, Query(words=typed), today=filled.today)


def test_the_index_says_what_the_rows_say(filled: Office) -> None:
    assert assert_in_step(filled.store) == 5
