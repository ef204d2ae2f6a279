"""Whatever is read: never an exception, every quote where its span says, and work that grows as the text does."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.reading import Document, read, read_all
from aggregator.reading.lines import answers
from tests.aggregator.reading.odd import TODAY, anything, documents, pages, repeated, texts
from tests.aggregator.reading.spans import contradictions, evidences, misplaced

_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)


@_patient
@given(documents(), st.dates())
def test_every_document_gets_a_reading_whose_quotes_stand_where_they_say(document: Document, today: date) -> None:
    assert misplaced(read(document, today=today)) == []


@_patient
@given(documents())
def test_every_entry_of_a_page_is_read_as_carefully_as_the_page(document: Document) -> None:
    entries = read_all(document, today=TODAY)
    assert entries
    assert [wrong for entry in entries for wrong in (*misplaced(entry), *contradictions(entry))] == []


@_patient
@given(documents(), st.dates())
def test_no_reading_contradicts_itself(document: Document, today: date) -> None:
    reading = read(document, today=today)
    assert contradictions(reading) == []
    reading.effective_deadline(today)


@pytest.mark.parametrize(
    "said",
    [
        "Antragsfrist vom 1. Juni 2027 bis 1. März 2027",
        "Bewerbungen vom 5. Juni 2028 bis 25. Juni 2026",
        "Bewerbungsfrist 1.6.2027 – 1.3.2027",
    ],
)
def test_no_deadline_lies_before_the_day_from_which_one_can_apply(said: str) -> None:
    for deadline in read(Document("", said), today=TODAY).deadlines:
        assert not (deadline.date and deadline.opens and deadline.opens > deadline.date)


@_patient
@given(texts)
def test_a_text_that_was_read_once_is_kept_as_it_is_the_next_time(text: str) -> None:
    once = read(Document("", text), today=TODAY).text
    assert read(Document("", once), today=TODAY).text == once


@_patient
@given(pages)
def test_the_same_page_is_read_the_same_way_again(page: str) -> None:
    document = Document("", html=page)
    assert read(document, today=TODAY) == read(document, today=TODAY)


@_patient
@given(st.lists(anything, max_size=5))
def test_every_line_is_answered_with_a_line_that_can_be_written(lines: list[str]) -> None:
    given_lines = [line.replace("\n", " ") for line in lines]
    found = list(answers(given_lines, today=TODAY))
    assert len(found) == sum(bool(line.strip()) for line in given_lines)
    "".join(found).encode()


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(2024, 2, 29), date.max], ids=str)
def test_years_at_both_ends_of_the_calendar_are_no_trouble(day: date) -> None:
    said = "Bewerbungsfrist: 31.12., 29. Februar, 1.1.0001, 31.12.9999, KW 53, Ende Januar, 2 Monate vor Projektbeginn"
    assert misplaced(read(Document("Preis", said, published=day), today=day)) == []


def test_a_reading_of_a_usual_call_has_evidence_to_check_at_all() -> None:
    said = "Vereine in Polen: Bewerbungsfrist 31.3.2027, bis zu 3.000 Euro."
    assert len(list(evidences(read(Document("Aufruf", said), today=TODAY)))) >= 4


_HOSTILE = {
    "digits": "1234567890",
    "dots": ".",
    "dotted digits": "1.",
    "dates": "31.12.2026 ",
    "dates glued together": "31.12.2026",
    "dates on lines": "31.12.2026\n",
    "dates with cues": "Frist: 31.12.2026\n",
    "month names on lines": "März\n",
    "lists of days": "1., 2. und ",
    "ranges": "1.-2.3.-4.5.2026 - ",
    "cues": "Bewerbungsfrist ",
    "cues glued together": "frist",
    "cues on lines": "Frist\n",
    "extensions": "verlängert bis 1.3.2027 statt 1.2.2027 ",
    "negations": "keine Frist ",
    "sums": "5.000 Euro ",
    "currency signs": "€",
    "groups of digits": "1 000 000 ",
    "semicolons": "; ",
    "one letter": "a",
    "letters with marks": "a\u0301",
    "capitals and dashes": "A-",
    "at signs": "a@",
    "addresses": "http://a.b/c ",
    "opening brackets": "(",
    "telephones": "Tel. 030 ",
    "blanks": " ",
    "empty lines": "\n",
    "bars": "| ",
    "direction marks": "\u202e",
    "lone surrogates": "\ud800",
    "countries": "Polen ",
    "references": "CERV-2026-A-B-",
}
_HOSTILE_PAGES = {
    "less-than signs": "<",
    "unclosed tags": "<a ",
    "nested blocks": "<div>",
    "nested lists": "<ul><li>",
    "nested tables": "<table><tr><td>",
    "paragraphs": "<p>1.1.2027",
    "pairs": "<dl><dt>Frist<dd>1.1.2027",
    "rows": "<tr><td>Frist</td><td>1.1.2027</td></tr>",
    "struck out": "<del>1.1.2027</del>2.1.2027 ",
    "comments": "<!--",
    "ampersands": "&",
    "side boxes": "<aside>x</aside>y",
    "hidden text": "<p style='display:none'>x</p>",
    "links": "<a href=x>Frist 1.1.2027</a> ",
    "structured data": '<script type="application/ld+json">[[[{"@type":"Event"}</script>',
}
_SMALL, _LARGE = 24_000, 72_000
_MOST = 4.5
"""Steps for a text three times as long: 3 where work is in proportion, 9 where it is squared."""
_MOST_TIME = 6.0
"""The same for time, which counts the steps inside a regular expression too, but wavers."""


def _steps(work: Callable[[], object]) -> int:
    """How many calls into Python and C the work takes: a count, the same on a busy and on an idle machine."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def _growth(document: Callable[[int], Document]) -> float:
    small, large = document(_SMALL), document(_LARGE)
    read(small, today=TODAY)  # what is loaded or learned once is not counted
    read(large, today=TODAY)
    return _steps(lambda: read(large, today=TODAY)) / _steps(lambda: read(small, today=TODAY))


@pytest.mark.parametrize("piece", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_three_times_the_text_takes_about_three_times_the_steps(piece: str) -> None:
    text = repeated(piece)
    assert _growth(lambda length: Document("x", text(length))) <= _MOST


@pytest.mark.parametrize("piece", _HOSTILE_PAGES.values(), ids=_HOSTILE_PAGES.keys())
def test_three_times_the_page_takes_about_three_times_the_steps(piece: str) -> None:
    page = repeated(piece)
    assert _growth(lambda length: Document("x", html=page(length))) <= _MOST


def _slowdown(kind: str, made: Callable[[int], str]) -> float:
    """How many times longer the longer text takes; times too short to measure count as a millisecond."""

    def took(length: int) -> float:
        given_text = made(length)
        document = Document("x", given_text) if kind == "text" else Document("x", html=given_text)
        before = time.process_time()
        read(document, today=TODAY)
        return max(0.001, time.process_time() - before)

    return took(_LARGE) / took(_SMALL)


@pytest.mark.parametrize("kind", ["text", "html"])
def test_no_hostile_text_is_out_of_all_proportion_slower_when_it_is_longer(kind: str) -> None:
    # a busy machine can make any one try slow, but not the same text five times in a row
    slow = []
    for name, piece in (_HOSTILE if kind == "text" else _HOSTILE_PAGES).items():
        made = repeated(piece)
        if not any(_slowdown(kind, made) <= _MOST_TIME for _ in range(5)):
            slow.append(name)
    assert slow == []


@pytest.mark.parametrize(
    "text", ["abc " * 1_250_000, " " * 5_000_000, "1.1.2027\n" * 100_000], ids=["words", "blanks", "100,000 dates"]
)
def test_five_megabytes_and_a_hundred_thousand_dates_are_read_as_far_as_the_limit(text: str) -> None:
    reading = read(Document("x", text), today=TODAY)
    assert misplaced(reading) == []
    assert len(reading.deadlines) < 1000


def test_five_megabytes_of_markup_are_read_as_far_as_the_limit() -> None:
    assert misplaced(read(Document("x", html="<p>Frist: 1.1.2027" * 280_000), today=TODAY)) == []
