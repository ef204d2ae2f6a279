"""Whatever comes in gets a reading: no exception, and every quote stands where its span says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.reading import Document, Evidence, Reading, read
from aggregator.reading.folding import fold, mask
from aggregator.reading.lines import answers

TODAY = date(2026, 11, 23)
WORDS = """Bewerbungsfrist¦bis zum¦1. Juni¦31.02.2026¦2026¦und¦–¦von¦10.000 €¦0 €¦kw 99¦{¦Deadline:¦99/99/9999¦jährlich
date limite¦1er¦do godz. 25:61¦drei Monate vor¦<b>¦&amp;¦ | ¦statt¦verlängert¦12:00 AM¦0000-00-00¦Polen¦EUR¦Mrd¦1.¦İ
ﬀ¦²¦๙¦Ende¦Eigenanteil 5 %¦@¦tel. 030"""
PIECES = st.sampled_from([*re.split("[¦\n]", WORDS), "\n\n", "\x00", "\u202e", "\ud800"])
TAGS = [
    *("<p>", "<table>", "<tr>", "<td>", "<dl><dt>", "<dd>", "</div>", "<div class=nav>", "<s>"),
    *("Frist", "1.3.2027", "<!--", "<h1>"),
]
PAGES = st.lists(st.sampled_from(TAGS), max_size=50).map("".join)
TEXTS = st.one_of(
    st.text(max_size=400), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
)


def _evidences(reading: Reading) -> Iterator[Evidence]:
    facts: list[Any] = [*reading.deadlines, *reading.countries, *reading.topics, *reading.audiences, *reading.events]
    facts += [
        *reading.references,
        reading.kind,
        reading.amount,
        reading.budget,
        reading.own_contribution,
        reading.opens,
    ]
    for fact in facts:
        if fact is not None and fact.evidence is not None:
            yield fact.evidence


@settings(max_examples=150, deadline=None)
@given(
    TEXTS,
    st.sampled_from([None, "de", "fr", "en", "pl", "xx", ""]),
    st.sampled_from([None, date(2026, 1, 1), date.max]),
)
def test_any_text_gets_a_reading_whose_quotes_stand_in_it(
    text: str, language: str | None, published: date | None
) -> None:
    reading = read(Document(text[:60], text, None, None, language, published), today=TODAY)
    for evidence in _evidences(reading):
        assert reading.text[evidence.start : evidence.end] == evidence.quote


@settings(max_examples=80, deadline=None)
@given(st.one_of(TEXTS, PAGES))
def test_any_page_gets_a_reading_whose_quotes_stand_in_its_main_text(html: str) -> None:
    reading = read(Document("", None, html), today=TODAY)
    for evidence in _evidences(reading):
        assert reading.text[evidence.start : evidence.end] == evidence.quote


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_folding_and_masking_keep_every_place(text: str) -> None:
    assert len(mask(fold(text))) == len(text)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_line_is_answered_by_one_json_line(line: str) -> None:
    for shown in answers([line.replace("\n", " ")], today=TODAY):
        assert set(json.loads(shown)) >= {"id"}
        shown.encode()


def test_reading_twice_says_the_same() -> None:
    text = "Anträge bis 1. März 2027, höchstens 5.000 Euro, für Vereine in Polen."
    assert read(Document("", text), today=TODAY) == read(Document("", text), today=TODAY)


def test_nested_elements_beyond_reason_are_read_as_plain_text() -> None:
    reading = read(Document("", None, "<div>" * 50_000 + "Bewerbungsfrist: 1. März 2027"), today=TODAY)
    assert [deadline.date for deadline in reading.deadlines] == [date(2027, 3, 1)]


def test_a_calendar_of_a_hundred_thousand_days_is_cut_and_not_refused() -> None:
    reading = read(Document("", "bis 1.1.2027 " * 100_000), today=TODAY)
    assert len(reading.deadlines) <= 60
