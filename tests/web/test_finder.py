"""The public list: what is found, in which order, and what happens when nothing is."""

from __future__ import annotations

import re

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import LONG_TITLE


def titles(page: str) -> list[str]:
    """The titles of a list, in their order."""
    return re.findall(r'class="card-title"><a [^>]*>([^<]+)</a>', page)


def test_the_start_page_shows_the_next_deadlines_first(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/").text
    assert titles(page)[0] == "Jugendbegegnungen mit Partnerkommunen in Polen"
    assert "noch 9 Tage" in page


def test_the_list_is_ordered_by_deadline_under_month_headings(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen").text
    assert titles(page)[:2] == ["Jugendbegegnungen mit Partnerkommunen in Polen", LONG_TITLE]
    headings = re.findall(r"<h2>(\w+ 202\d)", page)
    assert headings == ["Dezember 2026", "Januar 2027", "Februar 2027"]


def test_what_nobody_accepted_is_shown_to_nobody(office: Store, visitor: httpx.Client) -> None:
    assert titles(visitor.get("/fristen?auch=ohne-frist").text) == []
    assert visitor.get("/angebot/1").status_code == 404


def test_a_time_window_leaves_out_what_is_due_later(published: Store, visitor: httpx.Client) -> None:
    assert len(titles(visitor.get("/fristen?bis=4w").text)) == 2


def test_a_topic_is_asked_for_by_its_word(published: Store, visitor: httpx.Client) -> None:
    found = titles(visitor.get("/fristen?thema=jugend").text)
    assert "Jugendbegegnungen mit Partnerkommunen in Polen" in found
    assert len(found) < 5


def test_what_has_no_day_is_shown_on_request(published: Store, visitor: httpx.Client) -> None:
    assert len(titles(visitor.get("/fristen").text)) == 5
    assert len(titles(visitor.get("/fristen?auch=ohne-frist").text)) == 7


def test_an_empty_result_proposes_something_wider(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?bis=1w").text
    assert "Dazu ist gerade keine Frist offen." in page
    assert "Zu jeder Zeit sind es 5" in page


def test_the_chosen_values_stay_chosen(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?thema=jugend&bis=8w").text
    assert re.search(r'<option value="jugend" selected>Jugend \(\d+\)', page)
    assert '<option value="8w" selected>' in page


@pytest.mark.parametrize(
    "query",
    [
        "land=XX",
        "thema=unfug",
        "fuer=%00",
        "bis=31.02.2027",
        "bis=99999w",
        "ort=%00%27%22",
        "ort=" + "x" * 10_000,
        "art=unfug",
        "bis=2026-13",
        "seite=0",
        "seite=abc",
        "land=PL&" * 30,
        "q=" + "a" * 10_000,
        "q=%22%27%3B--%20OR%201%3D1",
        "q=%F0%28%8C%28",
        "land[]=PL&land=%3Cscript%3E",
    ],
)
def test_no_query_string_breaks_the_list(published: Store, visitor: httpx.Client, query: str) -> None:
    answer = visitor.get(f"/fristen?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_an_unknown_country_is_named_in_a_hint(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?land=XX").text
    assert "Das Land „XX“ kennen wir nicht." in page
    assert len(titles(page)) == 5


def test_page_one_milliard_shows_the_last_page(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get(f"/fristen?seite={10**9}")
    assert answer.status_code == 200
    assert len(titles(answer.text)) == 5


def test_each_month_says_how_much_is_due_in_it(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen").text
    assert re.findall(r"<h2>(\w+) 202\d <span class=\"number\">· (\d) Treffer", page) == [
        ("Dezember", "3"),
        ("Januar", "1"),
        ("Februar", "1"),
    ]


def test_until_the_end_of_a_month_is_a_choice(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?bis=2026-12").text
    assert len(titles(page)) == 3
    assert '<option value="2026-12" selected>Dezember 2026</option>' in page


def test_a_kind_of_thing_is_asked_for_by_its_word(published: Store, visitor: httpx.Client) -> None:
    every = titles(visitor.get("/fristen").text)
    prizes = titles(visitor.get("/fristen?art=wettbewerb").text)
    assert prizes
    assert set(prizes) < set(every)


def test_machines_are_told_what_was_not_understood(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/fristen.rss?land=XX")
    assert answer.status_code == 422
    assert "Das Land „XX“ kennen wir nicht." in answer.text


def test_the_same_query_is_offered_as_calendar_and_feed(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?thema=jugend&bis=26w").text
    assert 'href="/fristen.ics?thema=jugend&amp;bis=26w"' in page
    assert 'href="/fristen.rss?thema=jugend&amp;bis=26w"' in page


def test_programs_get_the_same_list_as_json(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/api/v1/deadlines?bis=4w").json()
    assert answer["total"] == 2
    assert answer["items"][0]["deadline"] == "2026-12-02"
    assert visitor.get("/fristen.json?bis=4w").json() == answer


def test_programs_are_told_in_words_what_was_wrong(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/api/v1/deadlines?land=XX")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"parameter": "country", "not_understood": "XX"}]


def test_only_the_api_is_described_publicly(visitor: httpx.Client) -> None:
    assert visitor.get("/openapi.json").status_code == 404
    assert visitor.get("/docs").status_code == 404
    assert "/deadlines" in visitor.get("/api/v1/openapi.json").json()["paths"]


def test_a_typing_error_is_answered_with_what_was_meant(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?q=Jugendbegegnugen&auch=ohne-frist").text
    assert titles(page) == []
    found = re.search(r'Meinten Sie: <a href="([^"]+)">([^<]+)</a>', page)
    assert found is not None
    assert "begegnung" in found[2].lower()
    assert titles(visitor.get(found[1].replace("&amp;", "&")).text)


def test_nothing_is_proposed_for_what_no_text_is_near_to(published: Store, visitor: httpx.Client) -> None:
    assert "Meinten Sie" not in visitor.get("/fristen?q=Xylophonquartett").text


def test_each_kind_says_how_many_there_are(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen").text
    offered = re.search(r'<select id="art".*?</select>', page, re.DOTALL)
    assert offered is not None
    numbers = [int(number) for number in re.findall(r"\((\d+)\)", offered[0])]
    assert sum(numbers) == len(titles(page))
