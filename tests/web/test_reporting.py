"""Something is wrong: one press, no account, seen by the office."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from aggregator import remarks
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import number_of
from tests.web.staff import Clock


@pytest.fixture
def number(published: Store) -> int:
    """An opportunity that readers see."""
    return number_of(published, "Jugendbegegnungen")


def fields(client: httpx.Client, number: int) -> dict[str, str]:
    """What the form on the page of an opportunity holds."""
    page = client.get(f"/angebot/{number}").text
    found = re.search(r'name="marke" value="([^"]+)"', page)
    assert found is not None
    return {"marke": found[1], "satz": "", "website": ""}


def said(store: Store) -> list[str]:
    """What lies at the office."""
    with store.reading() as session:
        return [one.said for one in remarks.open_remarks(session)]


def test_one_press_is_enough(published: Store, visitor: httpx.Client, number: int) -> None:
    answer = visitor.post(f"/angebot/{number}/melden", data=fields(visitor, number))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/angebot/{number}/gemeldet")
    assert "Danke. Wir sehen nach." in visitor.get(answer.headers["location"]).text
    assert said(published) == [""]
    assert "set-cookie" not in answer.headers


def test_the_office_sees_it_and_says_when_it_looked(
    published: Store, visitor: httpx.Client, desk: httpx.Client, number: int
) -> None:
    visitor.post(f"/angebot/{number}/melden", data=fields(visitor, number) | {"satz": "Es sind <b>5.000</b> Euro."})
    assert "Hinweis von Lesern" in desk.get("/desk/").text
    assert "Es sind &lt;b&gt;5.000&lt;/b&gt; Euro." in desk.get("/desk/hinweise").text
    page = desk.get(f"/desk/eintrag/{number}").text
    assert "Es sind &lt;b&gt;5.000&lt;/b&gt; Euro." in page
    desk.post(f"/desk/eintrag/{number}/hinweise", data={"csrf": csrf_of(desk)})
    assert said(published) == []
    assert "Hinweis von Lesern" not in desk.get("/desk/").text


@pytest.mark.parametrize("change", [{"marke": ""}, {"marke": "x" * 10_000}, {"marke": "WzEsMV0.xx"}])
def test_a_form_that_is_not_ours_keeps_what_was_typed(
    published: Store, visitor: httpx.Client, number: int, change: dict[str, str]
) -> None:
    answer = visitor.post(f"/angebot/{number}/melden", data=fields(visitor, number) | {"satz": "Die Frist."} | change)
    assert answer.status_code == 422
    assert "Bitte senden Sie es noch einmal." in answer.text
    assert ">Die Frist.</textarea>" in answer.text
    assert said(published) == []


def test_a_mark_of_one_page_is_none_for_another(published: Store, visitor: httpx.Client, number: int) -> None:
    other = number_of(published, "Concours")
    assert visitor.post(f"/angebot/{other}/melden", data=fields(visitor, number)).status_code == 422


def test_a_page_that_stood_open_for_days_is_asked_for_once_more(
    published: Store, browsers: Callable[..., httpx.Client], moving: Clock, number: int
) -> None:
    client = browsers()
    old = fields(client, number)
    moving.now += timedelta(days=3)
    assert client.post(f"/angebot/{number}/melden", data=old).status_code == 422
    assert client.post(f"/angebot/{number}/melden", data=fields(client, number)).status_code == 303


def test_the_page_stays_the_same_for_an_hour(published: Store, visitor: httpx.Client, number: int) -> None:
    path = f"/angebot/{number}"
    assert visitor.get(path).headers["etag"] == visitor.get(path).headers["etag"]


def test_who_fills_in_what_nobody_sees_is_thanked_and_forgotten(
    published: Store, visitor: httpx.Client, number: int
) -> None:
    answer = visitor.post(
        f"/angebot/{number}/melden", data=fields(visitor, number) | {"website": "https://spam.example"}
    )
    assert answer.status_code == 303
    assert said(published) == []


def test_too_many_words_are_given_back(published: Store, visitor: httpx.Client, number: int) -> None:
    answer = visitor.post(f"/angebot/{number}/melden", data=fields(visitor, number) | {"satz": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.text


def test_one_network_cannot_flood_the_office(published: Store, visitor: httpx.Client, number: int) -> None:
    form = fields(visitor, number) | {"satz": "Immer dasselbe."}
    answers = [visitor.post(f"/angebot/{number}/melden", data=form).status_code for _ in range(25)]
    assert answers[:20] == [303] * 20
    assert answers[-1] == 429
    assert "Immer dasselbe.</textarea>" in visitor.post(f"/angebot/{number}/melden", data=form).text


def test_what_nobody_may_see_nobody_can_report(office: Store, visitor: httpx.Client) -> None:
    for number in ("1", "999", "x", "9" * 50):
        assert visitor.get(f"/angebot/{number}/melden").status_code == 404
        assert visitor.post(f"/angebot/{number}/melden", data={"satz": "x"}).status_code == 404
