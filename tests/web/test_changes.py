"""Changes as people see them: waiting at the desk, told on the public page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from aggregator.finding import Finding
from aggregator.intake import Intake
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import EXAMPLES, NOW, accept, finding, move, number_of

FIRST = EXAMPLES[0]


def propose(store: Store, days: int = 40) -> int:
    """The source gives another deadline, seen once; gives the number of the opportunity."""
    Intake(store, clock=lambda: NOW).take(finding(replace(FIRST, days=days)))
    return number_of(store, FIRST.title)


def withdraw(store: Store) -> None:
    """The source calls the first example off, seen twice."""
    said: Finding = replace(finding(FIRST), fields={"status": "withdrawn"})
    for day in (0, 1):
        Intake(store, clock=lambda day=day: NOW + timedelta(days=day)).take(said)  # type: ignore[misc]


def test_an_unconfirmed_change_is_shown_to_staff_with_both_sentences_and_to_nobody_else(
    published: Store, desk: httpx.Client, visitor: httpx.Client
) -> None:
    number = propose(published)
    for path in ("/desk/aenderungen", f"/desk/eintrag/{number}"):
        page = desk.get(path).text
        assert "noch nicht bestätigt" in page
        assert "Anträge können bis zum 2. Dezember 2026" in page
        assert "Anträge können bis zum 2. Januar 2027" in page
    public = visitor.get(f"/angebot/{number}").text
    assert "Mittwoch, 2. Dezember 2026" in public
    assert "2. Januar 2027" not in public


def test_one_click_takes_it_over_and_the_history_says_who(published: Store, desk: httpx.Client) -> None:
    number = propose(published)
    page = desk.get(f"/desk/eintrag/{number}").text
    action = re.search(r'action="(/desk/aenderung/\d+/uebernehmen)"', page)
    assert action is not None
    form = {"csrf": csrf_of(desk), "zurueck": "eintrag"}
    answer = desk.post(action[1], data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{number}")
    after = desk.get(f"/desk/eintrag/{number}").text
    assert "noch nicht bestätigt" not in after
    assert "Frist verlängert" in after
    assert "übernommen von Ayşe Kaya" in after
    assert "Nichts wartet." in desk.get("/desk/aenderungen").text


def test_a_change_that_waits_no_more_is_told_in_words(published: Store, desk: httpx.Client) -> None:
    propose(published)
    action = re.search(r'action="(/desk/aenderung/\d+/uebernehmen)"', desk.get("/desk/aenderungen").text)
    assert action is not None
    move(published, FIRST, 40)
    answer = desk.post(action[1], data={"csrf": csrf_of(desk)})
    assert answer.status_code == 409
    assert "Diese Änderung wartet nicht mehr" in answer.text


@pytest.mark.parametrize("number", ["0", "999999999", "abc"])
def test_a_change_that_never_was_is_no_fault_of_ours(desk: httpx.Client, number: str) -> None:
    answer = desk.post(f"/desk/aenderung/{number}/uebernehmen", data={"csrf": csrf_of(desk)})
    assert answer.status_code in (404, 409)


def test_a_fact_that_goes_back_and_forth_is_told_to_staff_in_one_sentence(published: Store, desk: httpx.Client) -> None:
    for day in range(8):
        said = finding(replace(FIRST, days=40 if day % 2 == 0 else FIRST.days))
        Intake(published, clock=lambda day=day: NOW + timedelta(days=day)).take(said)  # type: ignore[misc]
    page = desk.get("/desk/aenderungen").text
    assert page.count("Die Angabe wechselt hin und her.") == 1
    assert "„02.12.2026“" in page


def test_nobody_takes_over_without_being_logged_in(published: Store, newcomer: Callable[[], httpx.Client]) -> None:
    propose(published)
    answer = newcomer().post("/desk/aenderung/1/uebernehmen", data={"csrf": "x"})
    assert answer.status_code in (303, 401, 403)
    assert "Verlängert" not in answer.text


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", "Frist verschoben:"),
        ("/fr", "Date limite déplacée :"),
        ("/en", "Deadline moved:"),
        ("/pl", "Termin przesunięty:"),
    ],
)
def test_a_moved_deadline_stands_on_the_public_page_with_the_struck_day_in_words(
    published: Store, visitor: httpx.Client, prefix: str, said: str
) -> None:
    move(published, FIRST, 40)
    page = visitor.get(f"{prefix}/angebot/{number_of(published, FIRST.title)}").text
    assert said in page
    assert re.search(r'<s><span class="unseen">[^<]+</span>[^<]*2026</s>', page)


def test_a_withdrawn_offer_is_explained_and_stands_in_no_list(published: Store, visitor: httpx.Client) -> None:
    withdraw(published)
    answer = visitor.get(f"/angebot/{number_of(published, FIRST.title)}")
    assert answer.status_code == 410
    assert "Dieses Angebot wurde zurückgezogen." in answer.text
    assert FIRST.title not in visitor.get("/fristen").text


def test_a_withdrawn_offer_is_cancelled_in_calendars(published: Store, visitor: httpx.Client) -> None:
    path = f"/angebot/{number_of(published, FIRST.title)}.ics"
    withdraw(published)
    body = visitor.get(path).text
    assert "STATUS:CANCELLED" in body
    assert "SEQUENCE:1" in body


def test_a_details_change_moves_no_calendar_entry(office: Store, visitor: httpx.Client) -> None:
    accept(office)
    said = replace(finding(FIRST), fields={"place": "Gliwice"})
    for day in (0, 1):
        Intake(office, clock=lambda day=day: NOW + timedelta(days=day)).take(said)  # type: ignore[misc]
    assert "SEQUENCE:0" in visitor.get(f"/angebot/{number_of(office, FIRST.title)}.ics").text
