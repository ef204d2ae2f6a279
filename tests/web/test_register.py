"""The register's public pages."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Municipality, Twinning, TwinningStatus
from aggregator.register import seed
from aggregator.store import Store
from tests.web.example import TODAY


@pytest.fixture
def register(published: Store) -> Store:
    """The example office, everything accepted, with the shipped register."""
    with published.writing() as session:
        seed(session)
    return published


@pytest.mark.parametrize("typed", ["Köln", "koeln", "05315000"])
def test_a_town_is_found_by_its_name_and_leads_to_its_page(register: Store, visitor: httpx.Client, typed: str) -> None:
    page = visitor.get("/staedte", params={"q": typed}).text
    assert 'href="/staedte/05315000-koeln"' in page


def test_a_partner_leads_to_the_towns_that_have_it(register: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/staedte?q=Tourcoing").text
    assert "Als Partner" in page
    assert 'href="/staedte/05512000-bottrop"' in page


@pytest.mark.parametrize("typed", ["Atlantis", "%", "'; drop table twinning", "x" * 5000, "\u0000"])
def test_what_nobody_is_called_is_answered_in_words(register: Store, visitor: httpx.Client, typed: str) -> None:
    answer = visitor.get("/staedte", params={"q": typed})
    assert answer.status_code == 200
    assert "Nach Bundesland" in answer.text


def test_a_town_shows_partners_map_and_what_is_open_for_their_countries(register: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/staedte/05512000-bottrop").text
    for said in ("Tourcoing", "Blackpool", "Veszprém", "Gliwice", "seit 1967", "Hauts-de-France", "Partnerschaft"):
        assert said in page
    assert page.count('class="tile tile-partner"') == 4
    assert 'aria-label="Polen: 1 Verbindung"' in page
    assert "/fristen?land=" in page
    assert "Jetzt offen für diese Länder" in page
    assert "Statistisches Bundesamt" in page


def test_the_key_decides_and_another_name_leads_to_the_one_address(register: Store, visitor: httpx.Client) -> None:
    for former in ("/staedte/05512000", "/staedte/05512000-anders", "/staedte/05512000-"):
        answer = visitor.get(former)
        assert (answer.status_code, answer.headers["location"]) == (308, "/staedte/05512000-bottrop")
    assert visitor.get("/fr/staedte/05512000").headers["location"] == "/fr/staedte/05512000-bottrop"


@pytest.mark.parametrize(
    "path",
    [
        *("/staedte/99999999", "/staedte/bottrop", "/staedte/5512000", "/staedte/٠٥٥١٢٠٠٠"),
        *("/bundeslaender/atlantis", "/partnerlaender/zz9", "/partnerlaender/de", "/partnerlaender/eu"),
    ],
)
def test_what_is_not_there_is_404(register: Store, visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_link_at_rest_and_an_ended_one_say_so(register: Store, visitor: httpx.Client) -> None:
    assert "ruht" in visitor.get("/staedte/05315000-koeln").text
    with register.writing() as session:
        link = session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "HU")).one()
        link.status = TwinningStatus.ENDED
    page = visitor.get("/staedte/05512000-bottrop").text
    assert page.index("Beendet") < page.index("Veszprém")
    assert page.count('class="tile tile-partner"') == 3


def test_a_confirmed_list_says_when(register: Store, visitor: httpx.Client) -> None:
    assert "noch nicht bestätigt" in visitor.get("/staedte/05512000-bottrop").text
    with register.writing() as session:
        session.get_one(Municipality, "05512000").confirmed_on = TODAY
    page = visitor.get("/staedte/05512000-bottrop").text
    assert re.search(r"Von der Kommune bestätigt am [^<]*23. November 2026", page)
    assert "noch nicht bestätigt" not in page


def test_a_country_lists_towns_by_state(register: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/partnerlaender/pl").text
    assert 'href="/bundeslaender/nordrhein-westfalen"' in page
    assert 'href="/staedte/05512000-bottrop"' in page
    assert visitor.get("/partnerlaender/PL").headers["location"] == "/partnerlaender/pl"


def test_a_state_lists_its_towns(register: Store, visitor: httpx.Client) -> None:
    assert 'href="/staedte/09162000-muenchen"' in visitor.get("/bundeslaender/bayern").text
    assert visitor.get("/bundeslaender/by").headers["location"] == "/bundeslaender/bayern"


def test_statistics_tell_both_counts_and_the_gap(register: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/register/statistik").text
    assert "Wir kennen 3.821 von 6.694" in page
    row = re.search(r"Nordrhein-Westfalen</a></th>.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert re.findall(r'class="number">([^<]+)<', row[0]) == ["656", "1.000", "66\u00a0%"]


def test_the_triangle_page_names_the_eight(register: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/register/weimarer-dreieck").text
    assert page.count("<tr><th") == 9
    assert "8 Kommunen in Nordrhein-Westfalen haben Partner in beiden Regionen." in page


def test_an_empty_register_is_no_fault(published: Store, visitor: httpx.Client) -> None:
    for path in ("/staedte", "/partnerlaender", "/register/statistik", "/register/weimarer-dreieck"):
        assert visitor.get(path).status_code == 200
