"""Alerts on the site: ordering without an account, and the links of their mails."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Alert, AlertMail, AlertRhythm, AlertState, Consent
from aggregator.store import Store
from tests.web.alerting import READER, changing_token, confirmation_token
from tests.web.conftest import attribute
from tests.web.example import NOW, SECRET, number_of
from web.security.form_marks import form_mark

FORM = "/benachrichtigen?land=PL&thema=jugend"


def filled(page: str = "", **fields: str) -> dict[str, str]:
    """What a person sends who took half a minute for it."""
    shown = form_mark("alert", secret=SECRET, now=NOW - timedelta(seconds=30))
    return {"adresse": READER, "wie_oft": "taeglich", "gezeigt": shown, "webseite": "", **fields}


def kept(store: Store) -> list[Alert]:
    with store.reading() as session:
        return list(session.exec(select(Alert)))


def test_the_page_says_in_words_what_will_be_told(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get(FORM + "&bis=8w&q=austausch").text
    assert "Polen · Jugend · in den nächsten 8 Wochen · „austausch“" in page
    assert 'href="/fristen?land=PL&amp;thema=jugend&amp;bis=8w&amp;q=austausch"' in page


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("/fr", "Pologne · Jeunesse"), ("/en", "Poland · Youth"), ("/pl", "Polska · Młodzież")],
)
def test_it_says_so_in_every_language(published: Store, visitor: httpx.Client, prefix: str, words: str) -> None:
    assert words.split(" · ", maxsplit=1)[0] in visitor.get(prefix + FORM).text


def test_an_order_keeps_an_unconfirmed_alert_and_a_mail(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.post("/pl" + FORM, data=filled(wie_oft="woechentlich"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/pl/benachrichtigen/bestellt")
    assert "set-cookie" not in answer.headers
    (alert,) = kept(published)
    assert (alert.state, alert.rhythm, alert.language) == (AlertState.PENDING, AlertRhythm.WEEKLY, "pl")
    assert alert.asked["countries"] == ["PL"]


def test_the_answer_never_says_whether_an_address_is_known(published: Store, visitor: httpx.Client) -> None:
    changing_token(published)
    answers = {
        (answer.status_code, answer.headers.get("location"), answer.text)
        for address in (READER, "niemand@example.org")
        for answer in [visitor.post(FORM, data=filled(adresse=address))]
    }
    assert len(answers) == 1


def test_a_machine_that_fills_every_field_leaves_nothing(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.post(FORM, data=filled(webseite="https://spam.example"))
    assert (answer.status_code, kept(published)) == (303, [])


@pytest.mark.parametrize("ago", [0, 60 * 60 * 25, None])
def test_who_is_too_fast_or_too_slow_sends_it_again_and_loses_nothing(
    published: Store, visitor: httpx.Client, ago: int | None
) -> None:
    shown = "x" if ago is None else form_mark("alert", secret=SECRET, now=NOW - timedelta(seconds=ago))
    answer = visitor.post(FORM, data=filled(gezeigt=shown, wie_oft="fristen"))
    assert (answer.status_code, kept(published)) == (422, [])
    assert attribute(answer.text, "#adresse", "value") == READER
    assert attribute(answer.text, "input[name=wie_oft][checked]", "value") == "fristen"


@pytest.mark.parametrize("typed", ["", "niemand", "a@b", "ä@example.org", "a b@example.org", "x" * 5000])
def test_what_is_no_address_is_said_at_the_field(published: Store, visitor: httpx.Client, typed: str) -> None:
    answer = visitor.post(FORM, data=filled(adresse=typed))
    assert (answer.status_code, kept(published)) == (422, [])
    assert 'href="#adresse"' in answer.text
    assert attribute(answer.text, "#adresse", "aria-describedby") == "adresse-fehler"


def test_a_reminder_of_one_opportunity_is_ordered_by_its_number(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    assert "Jugendbegegnungen mit Partnerkommunen" in visitor.get(f"/benachrichtigen?angebot={number}").text
    visitor.post(f"/benachrichtigen?angebot={number}", data=filled())
    assert [alert.opportunity_id for alert in kept(published)] == [number]


@pytest.mark.parametrize("number", ["999", "x", "-1", "9" * 40])
def test_what_there_is_not_cannot_be_reminded_of(published: Store, visitor: httpx.Client, number: str) -> None:
    assert visitor.get(f"/benachrichtigen?angebot={number}").status_code == 404


def test_confirming_takes_a_button(published: Store, visitor: httpx.Client) -> None:
    path = f"/benachrichtigung/bestaetigen/{confirmation_token(published)}"
    assert visitor.get(path).text.count("<button") == 1
    assert kept(published)[0].state is AlertState.PENDING
    for _ in range(2):
        assert "Polen · Jugend – täglich am Morgen" in visitor.post(path).text
    assert kept(published)[0].state is AlertState.CONFIRMED


def test_question_and_rhythm_are_changed_on_one_page(published: Store, visitor: httpx.Client) -> None:
    path = f"/benachrichtigung/{changing_token(published)}"
    assert attribute(visitor.get(path).text, "#land-1 option[selected]", "value") == "PL"
    wanted = {"land": ["PL", "FR"], "thema": "", "wie_oft": "fristen", "bis": "8w"}
    assert visitor.post(path, data=wanted).headers["location"] == f"{path}?gespeichert=1"
    assert "Polen, Frankreich · in den nächsten 8 Wochen" in visitor.get(path + "?gespeichert=1").text
    assert kept(published)[0].rhythm is AlertRhythm.DEADLINES


def test_a_mail_program_ends_an_alert_with_one_post(published: Store, address: str) -> None:
    """RFC 8058, 3.1: no cookie, no origin, no redirect."""
    path = f"/benachrichtigung/{changing_token(published)}/beenden"
    for _ in range(2):
        answer = httpx.post(address + path, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.text) == (200, "ended\n")
    assert kept(published)[0].state is AlertState.ENDED


def test_a_person_ends_it_with_one_button(published: Store, visitor: httpx.Client) -> None:
    path = f"/benachrichtigung/{changing_token(published)}/beenden"
    assert visitor.get(path).text.count("<button") == 1
    assert "Die Benachrichtigung ist beendet." in visitor.post(path).text
    assert kept(published)[0].state is AlertState.ENDED


def test_everything_kept_is_taken_along_and_deleted(published: Store, visitor: httpx.Client) -> None:
    path = f"/benachrichtigung/{changing_token(published)}"
    taken = json.loads(visitor.get(f"{path}/daten.json").text)
    assert taken["alert"]["address"] == READER
    assert visitor.get(f"{path}/loeschen").text.count("<button") == 1
    assert "Alles ist gelöscht." in visitor.post(f"{path}/loeschen").text
    with published.reading() as session:
        assert [len(session.exec(select(table)).all()) for table in (Alert, AlertMail, Consent)] == [0, 0, 0]
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("token", ["unknown", "a.b", "x" * 5000, "%C3%A9%F0"])
@pytest.mark.parametrize("rest", ["", "/beenden", "/loeschen"])
def test_an_unknown_link_is_answered_kindly(store: Store, visitor: httpx.Client, token: str, rest: str) -> None:
    for ask in (visitor.get, visitor.post):
        answer = ask(f"/benachrichtigung/{token}{rest}")
        assert (answer.status_code, "Diesen Link kennen wir nicht." in answer.text) == (404, True)


def test_an_alert_s_link_opens_nothing_else(published: Store, visitor: httpx.Client) -> None:
    token = changing_token(published)
    assert visitor.post(f"/abmelden/{token}", data={"abmelden": "ja"}).status_code == 404
    assert visitor.post(f"/benachrichtigung/bestaetigen/{token}").status_code == 404


def test_the_desk_sees_how_many_there_are_and_no_address(
    published: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    changing_token(published)
    page = colleague("Ayşe Kaya").get("/desk/").text
    assert "1 Benachrichtigung" in page
    assert READER not in page
