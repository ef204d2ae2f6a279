"""Whatever stands in an address of the finder: an answer in words, never a fault of ours, and never a heavy page."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.store import Store
from tests.web.example import number_of

PAGES = ("/fristen", "/fristen/druck", "/kalender", "/kalender/abonnieren", "/einbetten", "/einbetten/anleitung")
MACHINES = (
    *(f"/fristen.{ending}" for ending in ("rss", "atom", "ics", "csv", "json")),
    *("/oembed", "/api/v1/deadlines"),
)
NAMES = ("ort", "land", "thema", "fuer", "art", "bis", "q", "auch", "vergangene", "seite")
FURTHER = ("monat", "ansicht", "anzahl", "erinnerung", "uhrzeit", "url", "format", "maxwidth", "unsinn", "land[]", "")
LARGEST = 60_000

typed = st.one_of(
    st.text(max_size=80),
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(
        [
            *(
                "PL",
                "jugend",
                "verein",
                "8w",
                "2026-12",
                "0w",
                "99w",
                "9999-12",
                "31.02.2027",
                "2026-02-30",
                "-1",
                "1e9",
            ),
            *('"', "'", '"polen" -jugend', "polen* OR NEAR(a b)", "title:x", "{x} AND", "a" * 10_000, "wort " * 2_000),
            *(str(10**9), str(10**30), "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "%", "_%"),
            *("-1", "1e9", "05512000", "Neu", "İstanbul", "ß" * 200, "http://127.0.0.1:8000/fristen?land=PL&seite=9"),
        ]
    ),
)
queries = st.lists(st.tuples(st.sampled_from([*NAMES, *FURTHER]), typed), max_size=8).map(urlencode)
raw = st.binary(max_size=60).map(lambda body: "".join(f"%{byte:02x}" for byte in body))
_PATIENT = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@_PATIENT
@given(query=st.one_of(queries, raw), path=st.sampled_from(PAGES))
def test_every_page_answers_any_query(published: Store, visitor: httpx.Client, query: str, path: str) -> None:
    answer = visitor.get(f"{path}?{query}")
    assert answer.status_code == 200
    assert len(answer.content) <= LARGEST
    assert "es liegt an uns" not in answer.text


@_PATIENT
@given(query=st.one_of(queries, raw), path=st.sampled_from(MACHINES))
def test_every_format_answers_any_query(published: Store, visitor: httpx.Client, query: str, path: str) -> None:
    answer = visitor.get(f"{path}?{query}")
    assert answer.status_code in {200, 404, 422, 501}
    assert answer.content


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 200, "1.5", "%00", "²", "1%2F2"])
@pytest.mark.parametrize("rest", ["", ".ics", "/aushang", "/melden", "/gemeldet"])
def test_no_number_breaks_the_page_of_an_opportunity(
    published: Store, visitor: httpx.Client, number: str, rest: str
) -> None:
    answer = visitor.get(f"/angebot/{number}{rest}")
    assert answer.status_code == 404
    assert "gibt es" in answer.text


def test_a_long_address_makes_no_heavy_page(published: Store, visitor: httpx.Client) -> None:
    assert len(visitor.get(f"/fristen?q={'%C3%9F' * 5_000}").content) <= LARGEST


def test_pages_stay_small(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    for path in ("/", *PAGES, "/kalender?ansicht=monat", f"/angebot/{number}", f"/angebot/{number}/aushang"):
        assert len(visitor.get(path).content) <= LARGEST, path
