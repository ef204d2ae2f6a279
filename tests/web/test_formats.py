"""The same list for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.search import find
from aggregator.search.query import Query
from aggregator.store import Store
from tests.newsletter.samples import opportunity
from tests.web.example import LONG_TITLE, SETTINGS, TODAY
from web.finder.atom_feed import atom_of
from web.finder.table import table_of

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "csv": "text/csv",
    "json": "application/json",
}


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_shows_the_same_list(published: Store, visitor: httpx.Client, ending: str) -> None:
    answer = visitor.get(f"/fristen.{ending}?bis=4w")
    assert answer.headers["content-type"].startswith(FORMATS[ending])
    # calendars fold their lines
    text = answer.text.replace("\r\n ", "")
    assert "Jugendbegegnungen mit Partnerkommunen in Polen" in text
    assert LONG_TITLE.split()[0] in text
    assert "Kleinprojekte" not in text
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("ending", FORMATS)
def test_programs_are_told_in_words_what_is_wrong(published: Store, visitor: httpx.Client, ending: str) -> None:
    answer = visitor.get(f"/fristen.{ending}?art=unfug")
    assert answer.status_code == 422
    assert "Die Art „unfug“ kennen wir nicht." in answer.text


def test_an_atom_feed_has_all_that_it_must_have(published: Store, visitor: httpx.Client) -> None:
    feed = ElementTree.fromstring(visitor.get("/fr/fristen.atom?bis=4w").content)
    for where in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert where.findtext(ATOM + name), name
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == SETTINGS.office_name
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{SETTINGS.base_url}/fr/fristen.atom?bis=4w",
        "alternate": f"{SETTINGS.base_url}/fr/fristen?bis=4w",
    }


def test_the_name_of_an_entry_does_not_depend_on_the_language(published: Store, visitor: httpx.Client) -> None:
    def names(path: str) -> list[str | None]:
        return [
            entry.findtext(f"{ATOM}id")
            for entry in ElementTree.fromstring(visitor.get(path).content).iter(f"{ATOM}entry")
        ]

    assert names("/fristen.atom") == names("/pl/fristen.atom")


def rows(body: bytes) -> list[list[str]]:
    """A table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_opens_in_a_spreadsheet(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/fristen.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfNummer;Titel;Art;Frist")
    assert len({len(row) for row in rows(answer.content)}) == 1
    assert [row[3] for row in rows(answer.content)[1:3]] == ["2026-12-02", "2026-12-05"]
    assert "attachment" in answer.headers["content-disposition"]


@pytest.fixture
def view(published: Store) -> Any:
    """One opportunity as people see it."""
    with published.reading() as session:
        return find(session, Query(), today=TODAY).items[0]


@pytest.mark.parametrize("begins", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
def test_no_cell_is_a_formula(view: Any, begins: str) -> None:
    title = rows(table_of([replace(view, title=f"{begins} Titel")], SETTINGS, "de"))[1][1]
    assert title[0] not in "=+-@\t\r"
    assert title.startswith("'")


@given(text=st.text(max_size=80))
def test_whatever_a_source_writes_stays_one_cell_and_one_element(text: str) -> None:
    view = opportunity(title=text, summary=text, organiser=text, place=text)
    assert len(rows(table_of([view], SETTINGS, "de"))) == 2
    body = atom_of([view], SETTINGS, "de", name=text, path="/fristen", own_path="/fristen.atom")
    assert len(list(ElementTree.fromstring(body).iter(f"{ATOM}entry"))) == 1
