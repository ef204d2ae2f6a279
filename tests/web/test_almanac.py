"""The calendar as pages."""

from __future__ import annotations

import re

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import Example, accept, take


def days(page: str) -> list[str]:
    """The days of the list, in their order."""
    return re.findall(r'<h2 id="tag-([0-9-]+)">', page)


def test_the_list_shows_the_days_of_one_month(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/kalender?monat=2026-12").text
    assert days(page) == ["2026-12-02", "2026-12-05", "2026-12-24"]
    assert "KW 49" in page
    assert 'href="/kalender?monat=2026-11"' in page
    assert 'href="/kalender?monat=2027-01"' in page


def test_the_grid_is_a_table_with_the_days_of_the_week(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/kalender?monat=2026-12&ansicht=monat").text
    assert re.findall(r'<th scope="col">(\w+)</th>', page) == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert page.count('<th scope="row">') == 5
    assert days(page) == days(visitor.get("/kalender?monat=2026-12").text)


def test_it_is_asked_in_the_words_of_the_finder(published: Store, visitor: httpx.Client) -> None:
    every = days(visitor.get("/kalender?monat=2026-12").text)
    youth = days(visitor.get("/kalender?monat=2026-12&land=PL&thema=jugend").text)
    assert youth
    assert set(youth) < set(every)
    assert (
        'href="/kalender?monat=2027-01&amp;land=PL&amp;thema=jugend"'
        in visitor.get("/kalender?monat=2026-12&land=PL&thema=jugend").text
    )


def test_an_empty_month_leads_to_the_next_deadline(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/kalender?monat=2027-05").text
    assert "Im Mai 2027 ist nichts für Ihre Auswahl." in page
    assert "Nächste Frist" not in page
    page = visitor.get("/kalender?monat=2026-10").text
    assert re.search(r'href="/kalender\?monat=2026-12">Nächste Frist: 02.12.2026', page)


def test_the_year_counts_each_of_its_months(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/kalender?monat=2026-12").text
    found = dict(
        re.findall(r'<a href="/kalender\?monat=2026-\d\d"[^>]*>(\w+)</a> <span class="left">(\d+)</span>', page)
    )
    assert len(found) == 12
    assert (found["Dezember"], found["November"]) == ("3", "0")


def test_more_than_three_of_a_day_stand_in_the_list(published: Store, visitor: httpx.Client) -> None:
    examples = [Example(f"voll-{n}", f"Vierter Preis Nummer {n}", "Einsendeschluss: {day}.", 20) for n in range(5)]
    take(published, examples)
    accept(published, *[example.title for example in examples])
    page = visitor.get("/kalender?monat=2026-12&ansicht=monat").text
    assert re.search(r'href="/kalender\?monat=2026-12#tag-2026-12-13">\+ 2 weitere', page)


@pytest.mark.parametrize("month", ["2026-13", "0001-01", "9999-12", "unsinn", "²٣", "1" * 10_000, "%00"])
def test_a_bad_month_is_said_and_this_month_is_shown(published: Store, visitor: httpx.Client, month: str) -> None:
    answer = visitor.get(f"/kalender?monat={month}")
    assert answer.status_code == 200
    assert "Wir zeigen diesen Monat." in answer.text
    assert "Kalender: November 2026" in answer.text


def test_a_subscription_carries_the_query_and_the_reminder(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/kalender/abonnieren?land=PL&erinnerung=7&uhrzeit=1").text
    assert 'value="http://127.0.0.1:8000/fristen.ics?land=PL&amp;erinnerung=7&amp;uhrzeit=1"' in page
    assert 'href="webcal://127.0.0.1:8000/fristen.ics?land=PL&amp;erinnerung=7&amp;uhrzeit=1"' in page
    for program in ("Outlook", "Google", "Apple"):
        _, _, after = page.partition(f"<h2>{program}")
        assert after.partition("</ol>")[0].count("<li>") == 3
