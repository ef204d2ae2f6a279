"""Reasons after a rejection, and a session that can be taken back to its beginning."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import EXAMPLES, number_of
from tests.web.test_desk import rows, state

IN_PLACE = {"X-In-Place": "1"}


def named(page: str) -> str:
    """The number of the decision that the bar is about."""
    found = re.search(r'name="entscheidung" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_reason_is_asked_after_a_rejection_alone(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Konkurs"), "annehmen")
    assert "Warum?" not in desk.get("/desk/eingang").text
    decide(desk, number_of(office, "Concours"), "verwerfen")
    page = desk.get("/desk/eingang").text
    assert re.findall(r'name="grund" value="(\w+)"', page) == [
        "over",
        "elsewhere",
        "institutions",
        "advertising",
        "double",
        "thin",
    ]


def test_a_reason_is_shown_in_the_bar_at_the_entry_and_at_the_source(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    decide(desk, number, "verwerfen")
    page = desk.get("/desk/eingang").text
    data = {"csrf": csrf_of(desk), "entscheidung": named(page), "grund": "advertising"}
    assert desk.post("/desk/grund", data=data).status_code == 303
    page = desk.get("/desk/eingang").text
    assert re.search(r"verworfen\s*\(Werbung\)", page)
    assert re.search(r'value="advertising" data-key="4" aria-pressed="true"', page)
    assert "Grund: Werbung." in desk.get(f"/desk/eintrag/{number}").text
    assert "In den letzten 90 Tagen verworfen: 1, davon 1 Werbung" in desk.get("/desk/quellen/stiftung").text


def test_in_place_a_reason_leaves_the_focus_where_it_is(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Concours"), "verwerfen")
    data = {"csrf": csrf_of(desk), "entscheidung": named(desk.get("/desk/eingang").text), "grund": "thin"}
    answer = desk.post("/desk/grund", data=data, headers=IN_PLACE).text
    assert "<p data-say data-stays>Grund vermerkt.</p>" in answer
    assert "verworfen (zu dünn)" in answer


def test_a_reason_for_what_was_taken_back_changes_nothing(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Concours"), "verwerfen")
    data = {"csrf": csrf_of(desk), "entscheidung": named(desk.get("/desk/eingang").text), "grund": "thin"}
    desk.post("/desk/rueckgaengig", data={"csrf": data["csrf"]})
    assert desk.post("/desk/grund", data=data, headers=IN_PLACE).status_code == 409
    assert desk.post("/desk/grund", data=data | {"grund": "unsinn"}).status_code == 404


def test_a_whole_session_is_taken_back_corrections_too(office: Store, desk: httpx.Client) -> None:
    numbers = [number_of(office, example.title) for example in EXAMPLES[:3]]
    for number, verb in zip(numbers, ("annehmen", "verwerfen", "spaeter"), strict=True):
        decide(desk, number, verb)
    page = desk.get(f"/desk/eintrag/{numbers[0]}").text
    version = re.search(r'name="fassung" value="(\d+)"', page)
    assert version is not None
    place = {"csrf": csrf_of(desk), "fassung": version[1], "wert": "Hamm"}
    assert desk.post(f"/desk/eintrag/{numbers[0]}/berichtigen/ort", data=place).status_code == 303
    for _ in range(4):
        page = desk.get("/desk/eingang").text
        form = re.search(r'name="(entscheidung|berichtigung)" value="(\d+)"', page)
        assert form is not None
        desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk), form[1]: form[2]})
    assert [state(office, number) for number in numbers] == ["new", "new", "new"]
    assert "Zuletzt:" not in desk.get("/desk/eingang").text


def test_the_steps_of_the_session_are_listed_each_with_its_undo(office: Store, desk: httpx.Client) -> None:
    first, second = number_of(office, "Concours"), number_of(office, "Konkurs")
    decide(desk, first, "annehmen")
    decide(desk, second, "verwerfen")
    page = desk.get("/desk/entschieden").text
    decisions = re.findall(r'name="entscheidung" value="(\d+)"', page)
    assert len(decisions) == 2
    data = {"csrf": csrf_of(desk), "entscheidung": decisions[1], "zurueck": "entschieden"}
    answer = desk.post("/desk/rueckgaengig", data=data)
    assert answer.headers["location"] == "/desk/entschieden"
    assert (state(office, first), state(office, second)) == ("new", "rejected")


def test_a_day_shows_what_everybody_decided(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    decide(colleague("Jan Nowak"), number_of(office, "Concours"), "annehmen")
    page = desk.get("/desk/entschieden?tag=2026-11-23").text
    assert "<bdi>Jan Nowak</bdi>" in page
    assert 'name="entscheidung"' not in page
    assert "In dieser Sitzung noch nichts." in desk.get("/desk/entschieden").text
    assert "An diesem Tag wurde nichts entschieden." in desk.get("/desk/entschieden?tag=gestern").text
    for day in ("0001-01-01", "9999-12-31", "gestern'", "2026-02-31", "1" * 500):
        assert desk.get("/desk/entschieden", params={"tag": day}).status_code == 200


def test_undo_of_something_undone_already_is_said(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Concours"), "verwerfen")
    data = {"csrf": csrf_of(desk), "entscheidung": named(desk.get("/desk/eingang").text)}
    assert desk.post("/desk/rueckgaengig", data=data, headers=IN_PLACE).status_code == 200
    assert "Das ist schon zurückgenommen." in desk.post("/desk/rueckgaengig", data=data, headers=IN_PLACE).text
    assert len(rows(desk.get("/desk/eingang").text)) == 7


def test_keys_are_switched_off_for_the_person_in_every_browser(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    assert 'value="1" checked data-keys-switch' in desk.get("/desk/eingang").text
    assert desk.post("/desk/tasten", data={"csrf": csrf_of(desk)}).status_code == 303
    assert 'value="1" data-keys-switch' in colleague("Ayşe Kaya").get("/desk/eingang").text
    assert 'value="1" checked data-keys-switch' in colleague("Jan Nowak").get("/desk/eingang").text
    assert desk.post("/desk/tasten", data={"csrf": csrf_of(desk), "an": "1"}, headers=IN_PLACE).status_code == 204
    assert 'value="1" checked data-keys-switch' in desk.get("/desk/eingang").text
