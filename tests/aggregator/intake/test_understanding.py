"""Fields that a source states, characters that no store takes, and what many sources tell together."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import Finding, SourceKind
from aggregator.intake.cleaning import clean, cleaned, content_hash
from aggregator.intake.combining import Told, combine
from aggregator.intake.stated import Moment, stated
from aggregator.intake.understanding import understand
from aggregator.model import Facet, Source, SourceRank
from aggregator.reading import Document, read
from tests.aggregator.office import CALL, MORNING

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


def finding(title: str = "Begegnung", text: str | None = CALL, **fields: str) -> Finding:
    return Finding("jugendring", "1", "https://jugendring.example.org/1", title, MORNING, text=text, fields=fields)


def told(number: int, rank: SourceRank, text: str, **fields: str) -> Told:
    seen = finding(f"Begegnung {number}", text, **fields)
    source = Source(key="jugendring", name="Jugendring", url="", kind=SourceKind.FEED, created_at=MORNING)
    reading = read(Document(title=seen.title, text=text), today=date(2027, 1, 11))
    return Told(
        number,
        number,
        rank,
        MORNING + timedelta(hours=number),
        understand(seen, reading, source, today=date(2027, 1, 11)),
    )


@pytest.mark.parametrize(
    ("value", "moments"),
    [
        ("2027-03-01", [Moment(date(2027, 3, 1))]),
        ("2027-10-01; 2027-03-01;2027-03-01", [Moment(date(2027, 3, 1)), Moment(date(2027, 10, 1))]),
        ("2027-03-01T12:30", [Moment(date(2027, 3, 1), time(12, 30))]),
        ("2027-03-01T23:30:00+00:00", [Moment(date(2027, 3, 2), time(0, 30), "Europe/Berlin")]),
        ("01.03.2027", []),
        ("2027-02-30", []),
        ("", []),
    ],
)
def test_deadlines_are_iso_days_or_moments_several_parted_by_semicolons(value: str, moments: list[Moment]) -> None:
    assert list(stated({"deadline": value}).deadlines) == moments


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount_min": "10", "amount_max": "20.5"}, (Decimal(10), Decimal("20.50"))),
        ({"amount_min": "30", "amount_max": "20"}, (None, Decimal(20))),
        ({"amount_max": "20.000"}, (None, Decimal(20))),
        ({"amount_max": "1e30"}, (None, None)),
        ({"amount_max": "Infinity"}, (None, None)),
        ({"amount_max": "-1"}, (None, None)),
    ],
)
def test_amounts_are_plain_numbers_of_a_size_that_exists(
    fields: dict[str, str], expected: tuple[Decimal | None, Decimal | None]
) -> None:
    found = stated(fields)
    assert (found.amount_min, found.amount_max) == expected


@given(
    st.dictionaries(
        st.sampled_from(["deadline", "event_start", "event_end", "amount_max", "countries", "kind"]), ANYTHING
    )
)
def test_no_field_can_stop_a_finding(fields: dict[str, str]) -> None:
    stated(fields)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_what_is_cleaned_can_be_stored_and_has_a_title(title: str, text: str, url: str) -> None:
    seen = cleaned(Finding("a", "k", f"https://a.example.org/{url}", title, MORNING, text=text, language=title))
    for part in (seen.title, seen.text or "", seen.url, seen.key):
        assert "\x00" not in part
        part.encode()
    assert seen.title
    assert cleaned(seen) == seen


def test_line_ends_and_tabs_stay() -> None:
    assert clean("a\tb\r\nc\x0b\x1b[31m") == "a\tb\r\nc[31m"


@pytest.mark.parametrize(
    ("hint", "code"), [("de-DE", "de"), ("PL", "pl"), ("fr_FR", "fr"), ("german language", None), ("", None)]
)
def test_a_language_hint_is_a_bare_code_or_nothing(hint: str, code: str | None) -> None:
    assert cleaned(Finding("a", "k", "https://a.example.org/", "T", MORNING, language=hint)).language == code


def test_the_hash_hears_words_and_not_blanks() -> None:
    assert content_hash(finding(text="eins  zwei\n")) == content_hash(finding(text="eins zwei"))
    assert content_hash(finding(text="eins zwei")) != content_hash(finding(text="zwei eins"))
    assert content_hash(finding(deadline="2027-03-01")) != content_hash(finding(deadline="2027-03-02"))


def test_the_better_source_leads_whoever_was_first_and_others_fill_in() -> None:
    press = told(1, SourceRank.PRESS, "Text der Zeitung.", deadline="2027-05-01", countries="FR")
    original = told(2, SourceRank.ORIGINAL, "Text des Verbands.", amount_max="300", currency="EUR", countries="PL")
    for order in ([press, original], [original, press]):
        whole = combine(order)
        assert (whole.finding_id, whole.understood.title) == (2, "Begegnung 2")
        assert whole.understood.deadline is not None
        assert whole.understood.deadline.date == date(2027, 5, 1)
        assert whole.understood.amount_max == Decimal(300)
        assert whole.understood.facets[Facet.COUNTRY] == ("FR", "PL")
        assert {(number, said.field) for number, said in whole.statements} == {(1, "deadline"), (2, "amount")}


def test_among_equals_the_first_leads_and_a_second_deadline_does_not_override() -> None:
    first = told(1, SourceRank.ASSOCIATION, "Ohne Worte.", deadline="2027-05-01")
    second = told(2, SourceRank.ASSOCIATION, "Ohne Worte.", deadline="2027-06-01")
    whole = combine([second, first])
    assert whole.finding_id == 1
    assert [deadline.date for deadline in whole.understood.deadlines] == [date(2027, 5, 1)]


def test_the_office_reads_the_clock_of_its_own_zone() -> None:
    moment = stated({"deadline": datetime(2027, 7, 1, 22, 30, tzinfo=UTC).isoformat()}).deadlines[0]
    assert (moment.day, moment.time) == (date(2027, 7, 2), time(0, 30))
