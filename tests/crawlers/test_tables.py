"""Tables, whatever the bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import FailureKind
from crawlers.spiders.page import Follow, Page, Role, Unreadable
from crawlers.spiders.tables import table
from tests.crawlers.apis.dump import zipped

_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


def page(body: bytes) -> Page:
    follow = Follow("https://amt.example/t.csv", Role.START)
    return Page(follow, follow.url, body, datetime(2026, 11, 24, tzinfo=UTC))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_named_fault(body: bytes) -> None:
    try:
        table(page(body), most_bytes=10_000)
    except Unreadable as fault:
        assert fault.detail


@given(st.binary(max_size=200))
def test_any_bytes_after_the_mark_of_a_zip_are_a_table_or_a_named_fault(body: bytes) -> None:
    try:
        table(page(b"PK\x03\x04" + body), most_bytes=10_000)
    except Unreadable as fault:
        assert fault.detail


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=8))
def test_what_was_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    import csv
    import io

    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("title", "url"), *rows])

    read = table(page(written.getvalue().encode()), most_bytes=10_000)

    assert [tuple(row.cells.values()) for row in read.rows] == rows


def test_rows_are_named_by_the_line_they_begin_on() -> None:
    read = table(page(b'a,b\n"1\n2",x\n3,y\n4\n'), most_bytes=1_000)

    assert [row.line for row in read.rows] == [2, 4]
    assert [fault.detail for fault in read.broken] == ["line 5: 1 cells under 2 columns"]


def test_a_thousand_wrong_rows_are_counted_not_listed() -> None:
    read = table(page(b"a,b\n" + b"x\n" * 1_000), most_bytes=10_000)

    assert (len(read.broken), read.broken[-1].detail) == (21, "and 980 more lines")


def test_a_small_zip_that_unpacks_to_a_flood_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        table(page(zipped("a,b\n" + "1,2\n" * 1_000_000)), most_bytes=1_000_000)

    assert refused.value.kind is FailureKind.BOMB
