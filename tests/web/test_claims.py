"""Who looks at an entry just now: said, shown to the others, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import number_of
from tests.web.test_desk import state


def test_colleagues_see_who_looks_until_that_one_decides(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    jan, number = colleague("Jan Nowak"), number_of(office, "Concours")
    answer = jan.post(f"/desk/eintrag/{number}/ansehen", data={"csrf": csrf_of(jan)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{number}")
    assert "<bdi>Jan Nowak</bdi> schaut gerade" in desk.get("/desk/eingang").text
    assert "<bdi>Jan Nowak</bdi> schaut gerade" in desk.get(f"/desk/eintrag/{number}").text
    page = jan.get(f"/desk/eintrag/{number}").text
    assert "schaut gerade" not in page
    assert "Ich sehe mir das nicht mehr an" in page
    decide(jan, number, "spaeter")
    assert "schaut gerade" not in desk.get(f"/desk/eintrag/{number}").text


def test_in_place_the_piece_of_the_page_is_answered(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    fields = {"csrf": csrf_of(desk)}
    answer = desk.post(f"/desk/eintrag/{number}/ansehen", data=fields, headers={"X-In-Place": "1"})
    assert 'id="anspruch"' in answer.text
    assert f"/desk/eintrag/{number}/loslassen" in answer.text
    assert "<html" not in answer.text
    answer = desk.post(f"/desk/eintrag/{number}/loslassen", data=fields, headers={"X-In-Place": "1"})
    assert f"/desk/eintrag/{number}/ansehen" in answer.text


def test_it_keeps_no_colleague_from_deciding(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    jan, number = colleague("Jan Nowak"), number_of(office, "Concours")
    jan.post(f"/desk/eintrag/{number}/ansehen", data={"csrf": csrf_of(jan)})
    assert decide(desk, number, "annehmen").status_code == 303
    assert state(office, number) == "accepted"


def test_nobody_looks_at_what_is_not_there(office: Store, desk: httpx.Client) -> None:
    for number in ("999", "abc", "9999999999"):
        assert desk.post(f"/desk/eintrag/{number}/ansehen", data={"csrf": csrf_of(desk)}).status_code == 404
