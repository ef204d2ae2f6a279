"""The list on other sites."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import SETTINGS, number_of

HERE = SETTINGS.base_url


def test_the_list_may_be_framed_by_anybody_and_does_nothing_else(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/einbetten?land=PL&anzahl=10")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "<form" not in answer.text


def test_nothing_else_may_be_framed(published: Store, visitor: httpx.Client) -> None:
    for path in ("/", "/fristen", "/einbetten/anleitung", f"/angebot/{number_of(published, 'Concours')}"):
        assert "frame-ancestors 'none'" in visitor.get(path).headers["content-security-policy"]


@pytest.mark.parametrize(("asked", "shown"), [("", 5), ("2", 2), ("0", 5), ("x", 5), ("99999", 5)])
def test_it_shows_as_many_as_were_asked_for(published: Store, visitor: httpx.Client, asked: str, shown: int) -> None:
    assert visitor.get(f"/einbetten?anzahl={asked}").text.count("<h2>") == shown


def test_the_lines_to_copy_hold_the_same_query(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fr/einbetten/anleitung?land=PL&q=a%26b%22%3E&anzahl=10").text
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    lines = html.unescape(found[1])
    source = re.search(r'src="([^"]+)"', lines)
    assert source is not None
    assert html.unescape(source[1]) == f"{HERE}/fr/einbetten?land=PL&q=a%26b%22%3E&anzahl=10"
    assert 'title="Échéances' in lines


def test_a_content_management_system_is_told_what_to_show(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fristen?land=PL&bis=8w").text
    found = re.search(r'type="application/json\+oembed"[^>]* href="([^"]+)"', page)
    assert found is not None
    answer = visitor.get(html.unescape(found[1])).json()
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert f"{HERE}/einbetten?land=PL&amp;bis=8w&amp;anzahl=5" in answer["html"]
    assert answer["provider_name"] == SETTINGS.office_name


def test_it_keeps_to_the_size_it_is_given(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/oembed", params={"url": f"{HERE}/fristen", "maxwidth": 320, "maxheight": 420}).json()
    assert answer["width"] <= 320
    assert answer["height"] <= 420


def test_an_opportunity_is_a_link_with_its_title(published: Store, visitor: httpx.Client) -> None:
    url = f"{HERE}/pl/angebot/{number_of(published, 'Concours')}"
    answer = visitor.get("/oembed", params={"url": url}).json()
    assert (answer["type"], answer["title"]) == ("link", "Concours « Nos villes jumelées en images »")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=https://elsewhere.example/fristen", 404),
        (f"url={HERE}/impressum", 404),
        (f"url={HERE}/angebot/999", 404),
        (f"url={HERE}.evil.example/fristen", 404),
        ("url=http://[", 404),
        (f"url={HERE}/fristen&format=xml", 501),
    ],
)
def test_what_it_cannot_describe_it_refuses(published: Store, visitor: httpx.Client, query: str, status: int) -> None:
    assert visitor.get(f"/oembed?{query}").status_code == status
