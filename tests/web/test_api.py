"""The api: the finder's query for programs."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import number_of


def ask(visitor: httpx.Client, path: str) -> Any:
    """An answer of the api."""
    answer = visitor.get(f"/api/v1{path}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def test_pages_lead_to_one_another(published: Store, visitor: httpx.Client) -> None:
    path: str | None = "/api/v1/deadlines?anzahl=2&auch=ohne-frist"
    seen: list[int] = []
    while path:
        answer = visitor.get(path)
        seen += [item["id"] for item in answer.json()["items"]]
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        path = following[1] if following else None
    assert len(seen) == len(set(seen)) == 7


def test_it_takes_what_the_finder_takes(published: Store, visitor: httpx.Client) -> None:
    for query in ("land=PL&thema=jugend", "bis=2026-12", "art=wettbewerb", "q=polen", "auch=ohne-frist"):
        assert ask(visitor, f"/deadlines?{query}") == visitor.get(f"/fristen.json?{query}").json()


@pytest.mark.parametrize("what", ["countries", "topics", "audiences", "kinds"])
def test_it_lists_what_can_be_asked_for(published: Store, visitor: httpx.Client, what: str) -> None:
    parameter = {"countries": "land", "topics": "thema", "audiences": "fuer", "kinds": "art"}[what]
    items = ask(visitor, f"/{what}")["items"]
    assert items
    for item in items:
        assert set(item["names"]) == {"de", "fr", "en", "pl"}
        found = ask(visitor, f"/deadlines?{parameter}={item['word']}")["total"]
        assert item["open"] in {found, None}


def test_one_opportunity_comes_with_proofs_and_sources(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    one = ask(visitor, f"/opportunities/{number}")
    assert one["id"] == number
    assert ("deadline", "2026-12-02") in [(proof["fact"], proof["value"]) for proof in one["proofs"]]
    assert all(proof["sentence"] for proof in one["proofs"])
    assert one["sources"][0]["name"] == "Jugendbüro Musterstadt"
    assert one["moves"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/deadlines?land=XX", 422),
        ("/deadlines?seite=0", 422),
        ("/deadlines?anzahl=1000", 422),
        ("/deadlines?ort=Nirgendheim", 422),
        ("/deadlines?unsinn=1", 422),
        ("/opportunities/x", 422),
        ("/opportunities/999", 404),
        ("/unsinn", 404),
    ],
)
def test_what_goes_wrong_is_a_problem_in_detail(
    published: Store, visitor: httpx.Client, path: str, status: int
) -> None:
    answer = visitor.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], bool(told["title"]), bool(told["detail"])) == (status, True, True)
    assert bool(told["errors"]) == (status == 422)


def test_what_waits_is_nobodys_business(office: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/api/v1/opportunities/1").status_code == 404
    assert ask(visitor, "/deadlines?auch=ohne-frist")["total"] == 0


def test_its_description_names_every_address(visitor: httpx.Client) -> None:
    described = visitor.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        *("/deadlines", "/opportunities/{number}"),
        *("/countries", "/topics", "/audiences", "/kinds"),
    }
    for path in described["paths"].values():
        assert path["get"]["summary"]
        assert path["get"]["description"]
