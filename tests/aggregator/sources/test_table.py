"""Sources as a table in CSV, both ways."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import SourceKind
from aggregator.sources import SourceDraft, SourceInvalid, from_csv, to_csv
from tests.aggregator.sources.drafts import drafts

HEAD = "key;name;url;kind;countries;priority;options;notes\n"
LINE = 'amt;"Amt; Süd";https://amt.example/liste;listing;PL NO;1;"{""link"": ""/aufruf/""}";Immer montags\n'


def test_a_line_of_a_spreadsheet_becomes_a_source() -> None:
    assert from_csv(HEAD + LINE) == [
        SourceDraft(
            key="amt",
            name="Amt; Süd",
            url="https://amt.example/liste",
            kind=SourceKind.LISTING,
            countries=("PL", "NO"),
            priority=1,
            options={"link": "/aufruf/"},
            notes="Immer montags",
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + LINE,
        HEAD.upper() + LINE + "\n;;;;;;;\n",
        (HEAD + LINE).replace("\n", "\r\n"),
        (HEAD + LINE).replace(";", ",").replace('"Amt, Süd"', '"Amt; Süd"'),
        (HEAD + LINE).replace(";", "\t").replace('"Amt\t Süd"', '"Amt; Süd"'),
        (HEAD + LINE).replace("PL NO", '"PL; NO"'),
    ],
    ids=["byte order mark", "capitals and empty lines", "line ends of Windows", "commas", "tabs", "codes by semicolon"],
)
def test_it_may_be_written_as_any_spreadsheet_writes_it(text: str) -> None:
    assert from_csv(text) == from_csv(HEAD + LINE)


@given(st.lists(drafts(), min_size=1, max_size=4))
def test_what_is_written_can_be_read_again(described: list[SourceDraft]) -> None:
    assert from_csv(to_csv(described)) == described


@given(drafts())
def test_no_cell_is_taken_for_a_formula(draft: SourceDraft) -> None:
    _, row = csv.reader(StringIO(to_csv([draft]), newline=""), delimiter=";")
    assert not any(cell.startswith(("=", "@")) for cell in row)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the column key, name, url, kind is missing"),
        ("name;url\nA;https://a.example/\n", "line 1: the column key, kind is missing"),
        (HEAD, "line 1: there is no source below"),
        (HEAD.replace("notes", "colour") + LINE, "line 1: unknown column colour; there are key"),
        (HEAD.replace("notes", "key") + LINE, "line 1: the column key stands there twice"),
        (HEAD + LINE + LINE.replace("listing", "telepathy"), "line 3: kind must be one of feed"),
        (
            HEAD + LINE.replace("Immer montags", '"Immer\nmontags"') + LINE.replace("amt;", ";"),
            "line 4: key must be text",
        ),
        (HEAD + LINE.replace(";1;", ";soon;"), "line 2: priority must be a number"),
        (HEAD + LINE.replace(";1;", ";4;"), "line 2: source 'amt': the priority is 1"),
        (HEAD + LINE.replace("PL NO", "XQ"), "line 2: source 'amt': 'XQ' is no country code"),
        (HEAD + LINE.replace('"{""link"": ""/aufruf/""}"', "link=/aufruf/"), "line 2: options must be a JSON object"),
        (HEAD + LINE.replace('"{""link"": ""/aufruf/""}"', "[1]"), "line 2: options must be"),
        (HEAD + LINE.strip() + ";one more\n", "line 2: there are 9 cells below 8 columns"),
        (HEAD + LINE.replace("Immer montags", '"Immer montags'), "line 2: .*quotation mark is not closed"),
        (HEAD + LINE.replace("Immer", "\x00"), "line 2: source 'amt': it holds a NUL"),
        ("%PDF-1.7\n" * 3, "line 1: the column key, name, url, kind is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SourceInvalid, match=said):
        from_csv(text)
