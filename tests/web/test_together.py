"""Several with one press: listed before, no more than was ticked, and whoever changed is left out and named."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from aggregator.review import Group
from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import number_of
from tests.web.test_desk import rows, state
from web.desk.inbox import to_choose_from

ALL_OF_THEM = "/desk/eingang/alle?quelle=stiftung&was=verwerfen"


def ticked(page: str) -> list[str]:
    """The entries whose box is ticked, with their versions."""
    return re.findall(r'name="eintrag" value="([\d.]+)" checked', page)


def test_sources_are_listed_with_what_waits_of_them(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/eingang/quellen").text
    assert re.search(r"Jugendbüro Musterstadt.*?5.*?alle 5 annehmen", page, re.DOTALL)
    assert "/desk/eingang/alle?quelle=stiftung&amp;was=verwerfen" in page


def test_all_of_a_source_are_looked_through_and_rejected(office: Store, desk: httpx.Client) -> None:
    page = desk.get(ALL_OF_THEM).text
    assert "Von der Quelle <bdi>Stiftung Brückenschlag</bdi>." in page
    assert len(ticked(page)) == 2
    data = {"csrf": csrf_of(desk), "was": "verwerfen", "quelle": "stiftung", "eintrag": ticked(page)}
    answer = desk.post("/desk/eingang/alle", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/eingang?quelle=stiftung")
    page = desk.get("/desk/eingang").text
    assert len(rows(page)) == 5
    assert "2 Einträge verworfen" in page
    desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk)})
    assert len(rows(desk.get("/desk/eingang").text)) == 7


def test_what_is_not_ticked_stays(office: Store, desk: httpx.Client) -> None:
    first = ticked(desk.get(ALL_OF_THEM).text)[0]
    desk.post("/desk/eingang/alle", data={"csrf": csrf_of(desk), "was": "annehmen", "eintrag": [first]})
    assert len(rows(desk.get("/desk/eingang").text)) == 6
    assert state(office, int(first.partition(".")[0])) == "accepted"


def test_nothing_ticked_is_said_and_what_was_asked_stays(office: Store, desk: httpx.Client) -> None:
    data = {"csrf": csrf_of(desk), "was": "verwerfen", "quelle": "stiftung"}
    answer = desk.post("/desk/eingang/alle", data=data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert ticked(answer.text) == []


def test_who_changed_meanwhile_is_left_out_and_named(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    page = desk.get(ALL_OF_THEM).text
    taken = number_of(office, "Concours")
    decide(colleague("Jan Nowak"), taken, "annehmen")
    data = {"csrf": csrf_of(desk), "was": "verwerfen", "eintrag": ticked(page)}
    answer = desk.post("/desk/eingang/alle", data=data)
    assert answer.status_code == 409
    assert "1 Eintrag verworfen." in re.sub(r"\s+", " ", answer.text)
    assert re.search(r"Concours.*<bdi>Jan Nowak</bdi> hat das inzwischen angenommen", answer.text, re.DOTALL)
    assert state(office, taken) == "accepted"


def test_unknown_words_lead_nowhere(office: Store, desk: httpx.Client) -> None:
    assert desk.get("/desk/eingang/alle?was=loeschen").status_code == 404
    assert (
        desk.post("/desk/eingang/alle", data={"csrf": csrf_of(desk), "was": "x", "eintrag": "1.0"}).status_code == 404
    )
    assert "Hier wartet nichts." in desk.get("/desk/eingang/alle?quelle=unbekannt&was=verwerfen").text
    assert desk.get("/desk/eingang?quelle=%3Cscript%3E&land=xx&ab=-3&ansicht=%00").status_code == 200


def test_a_view_a_source_and_a_country_stay_through_a_decision(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/eingang?quelle=stiftung&land=PL").text
    assert rows(page) == ["Konkurs „Młodzież w miastach partnerskich”"]
    assert '<option value="PL" selected>Polen (1)</option>' in page
    assert "7 neu" in page
    data = {"csrf": csrf_of(desk), "quelle": "stiftung", "land": "PL"}
    answer = desk.post(f"/desk/eintrag/{number_of(office, 'Konkurs')}/annehmen", data=data)
    assert answer.headers["location"] == "/desk/eingang?quelle=stiftung&land=PL"
    assert "Hier wartet nichts." in desk.get(answer.headers["location"]).text


def test_a_place_behind_the_end_is_the_last_page(office: Store, desk: httpx.Client) -> None:
    assert len(rows(desk.get("/desk/eingang?ab=999").text)) == 7


def test_of_hundreds_of_sources_those_of_which_most_waits_can_be_chosen_by_name() -> None:
    groups = [Group(f"quelle-{number}", f"Quelle {number:03}", number % 300) for number in range(400)]
    offered = to_choose_from(groups)
    assert len(offered) == 60
    assert [group.name for group in offered] == sorted(group.name for group in offered)
    assert min(group.number for group in offered) == 240
