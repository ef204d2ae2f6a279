"""My municipality instead of a country."""

from __future__ import annotations

import re

import httpx
import pytest

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning, TwinningKind
from aggregator.store import Store
from tests.web.test_finder import titles

TOWNS = (
    ("05999001", "Musterhausen", "Kreis Eins", ("PL",)),
    ("05999002", "Neudorf", "Kreis Eins", ("FR",)),
    ("05999003", "Neudorf", "Kreis Zwei", ("PL",)),
    ("05999004", "Alleinstadt", "Kreis Zwei", ()),
)


@pytest.fixture(autouse=True)
def register(published: Store) -> None:
    """Municipalities of our own beside what is shipped."""
    with published.writing() as session:
        for ags, name, district, countries in TOWNS:
            session.add(
                Municipality(
                    ags=ags, name=name, folded_name=fold(name), kind="town", state="NW", district=district, population=9
                )
            )
            session.flush()
            for country in countries:
                session.add(
                    Twinning(ags=ags, partner=f"Partner in {country}", country=country, kind=TwinningKind.PARTNERSHIP)
                )


def test_a_municipality_stands_for_the_countries_of_its_partners(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?ort=Musterhausen").text
    assert titles(page) == titles(visitor.get("/fristen?land=PL").text)
    assert "<strong>Musterhausen</strong>: Polen" in page
    assert 'href="/fristen.ics?ort=05999001"' in page


def test_machines_ask_for_it_too(published: Store, visitor: httpx.Client) -> None:
    by_town = visitor.get("/fristen.json?ort=Musterhausen").json()
    assert by_town == visitor.get("/fristen.json?land=PL").json()


def test_of_several_one_is_chosen(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?ort=Neudorf&bis=26w").text
    assert "Welche Kommune meinen Sie?" in page
    assert re.findall(r'type="radio" name="ort" value="(\d+)"', page) == ["05999002", "05999003"]
    assert '<input type="hidden" name="bis" value="26w">' in page
    assert "<strong>Neudorf</strong>: Frankreich" in visitor.get("/fristen?bis=26w&ort=05999002").text
    assert visitor.get("/fristen.rss?ort=Neudorf").status_code == 422


def test_an_unknown_name_is_said_in_words(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?ort=Nirgendheim").text
    assert "Eine Kommune „Nirgendheim“ steht nicht im Verzeichnis." in page
    assert 'name="ort" type="text" value="Nirgendheim"' in page
    assert len(titles(page)) == 5


def test_who_has_no_partners_abroad_sees_all_countries(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?ort=Alleinstadt").text
    assert "kennen wir keine Partner im Ausland" in page
    assert len(titles(page)) == 5


def test_a_country_that_is_chosen_goes_first(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?ort=05999001&land=FR").text
    assert titles(page) == titles(visitor.get("/fristen?land=FR").text)
    assert "das gewählte Land geht vor" in page
