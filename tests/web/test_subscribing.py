"""Subscribing: two fields and a button, always the same answer, at most one mail a day (R19, R20, G-02, G-08)."""

from __future__ import annotations

import re

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import SQLModel, select

from aggregator.model import Consent, ReaderFacet, ReaderMail, ReaderMailKind, Subscriber, SubscriberState
from aggregator.register import seed
from aggregator.store import Store
from newsletter import consent, subscribers, tokens
from newsletter.settings import MailSettings
from tests.web.conftest import attribute
from tests.web.example import NOW, SECRET, SETTINGS, clock
from tests.web.reading import READER, a_reader, everybody, filled
from tests.web.serving import PATIENCE, serving
from web.app import create_app


@pytest.fixture
def register(store: Store) -> Store:
    """A store with the register."""
    with store.writing() as session:
        seed(session)
    return store


def queued(store: Store) -> list[ReaderMailKind]:
    with store.reading() as session:
        return [mail.kind for mail in session.exec(select(ReaderMail))]


def test_the_form_has_two_fields_and_a_button(store: Store, visitor: httpx.Client) -> None:
    form = LexborHTMLParser(visitor.get("/abonnieren").text).css_first("form.order")
    assert form is not None
    seen = [field for field in form.css("input") if field.attributes.get("type") != "hidden"]
    assert [field.attributes["name"] for field in seen] == ["adresse", "ort", "webseite"]
    assert len(form.css("button")) == 1
    # G-02b: consent is the button and the click in the mail, never a box that is ticked already
    assert form.css("[type=checkbox]") == []


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_the_words_agreed_to_stand_by_the_button_as_they_are_kept(
    store: Store, visitor: httpx.Client, language: str
) -> None:
    prefix = "" if language == "de" else f"/{language}"
    assert consent.shown(language) in LexborHTMLParser(visitor.get(f"{prefix}/abonnieren").text).text()
    visitor.post(f"{prefix}/abonnieren", data=filled())
    with store.reading() as session:
        (line,) = session.exec(select(Consent)).all()
    assert (line.wording, line.language) == (f"[{line.version}] {consent.shown(language)}", language)
    assert line.form == f"{SETTINGS.base_url}{prefix}/abonnieren"
    assert line.network == ""


def test_the_network_address_is_kept_where_a_setting_says_so(store: Store) -> None:
    mail = MailSettings(secret=SECRET, keep_network=True)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with (
        serving(create_app(store, SETTINGS, mail, clock=clock)) as address,
        httpx.Client(base_url=address, headers=headers, timeout=PATIENCE) as client,
    ):
        client.post("/abonnieren", data=filled())
    with store.reading() as session:
        assert session.exec(select(Consent.network)).all() == ["127.0.0.1"]


def test_a_sign_up_keeps_who_waits_and_a_mail(register: Store, visitor: httpx.Client) -> None:
    answer = visitor.post("/pl/abonnieren", data=filled(ort="Bottrop"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/pl/abonnieren/bestellt")
    assert "set-cookie" not in answer.headers
    (reader,) = everybody(register)
    assert (reader.state, reader.language, reader.municipality_ags) == (SubscriberState.PENDING, "pl", "05512000")
    assert queued(register) == [ReaderMailKind.CONFIRMATION]


def test_no_more_is_kept_than_address_language_choices_and_town() -> None:
    """G-02: no name. Who adds a column has to say here what it is for."""
    columns = set(SQLModel.metadata.tables["subscriber"].columns.keys())
    chosen = {"address", "language", "rhythm", "municipality_ags", "format", "paused_until"}
    kept_for_us = {"id", "state", "created_at", "ended_at", "former_marks"}
    assert columns == chosen | kept_for_us


def test_the_answer_never_says_whether_an_address_is_known(store: Store, visitor: httpx.Client) -> None:
    a_reader(store)
    with store.writing() as session:
        left = subscribers.add_confirmed(session, "weg@example.org", language="de", basis="Formular 8", now=NOW)
        token = tokens.unsubscribe_token(left.id or 0, left.address, secret=SECRET)
        subscribers.unsubscribe_by_token(session, token, secret=SECRET, now=NOW)
    answers = {
        (answer.status_code, answer.headers.get("location"), answer.text)
        for address in (READER, "weg@example.org", "niemand@example.org", "niemand@example.org")
        for answer in [visitor.post("/abonnieren", data=filled(address))]
    }
    assert len(answers) == 1


def test_many_sign_ups_of_one_address_are_one_mail(store: Store, visitor: httpx.Client) -> None:
    for _ in range(15):
        assert visitor.post("/abonnieren", data=filled()).status_code == 303
    assert queued(store) == [ReaderMailKind.CONFIRMATION]


def test_who_signs_up_again_and_again_has_to_wait_and_is_told_how_long(store: Store, visitor: httpx.Client) -> None:
    answers = [visitor.post("/abonnieren", data=filled(f"a{number}@example.org")) for number in range(22)]
    assert [answer.status_code for answer in answers[:20]] == [303] * 20
    assert answers[-1].status_code == 429
    assert "in 1 Minute" in answers[-1].text
    assert attribute(answers[-1].text, "#adresse", "value") == "a21@example.org"


def test_a_machine_that_fills_every_field_leaves_nothing(store: Store, visitor: httpx.Client) -> None:
    answer = visitor.post("/abonnieren", data=filled(webseite="https://spam.example"))
    assert (answer.status_code, everybody(store)) == (303, [])


@pytest.mark.parametrize("ago", [0, 60 * 60 * 13])
def test_who_is_too_fast_or_too_slow_sends_it_again_and_loses_nothing(
    store: Store, visitor: httpx.Client, ago: float
) -> None:
    answer = visitor.post("/abonnieren", data=filled(ago=ago))
    assert (answer.status_code, everybody(store)) == (422, [])
    assert attribute(answer.text, "#adresse", "value") == READER


def test_what_is_no_address_is_said_at_the_field(store: Store, visitor: httpx.Client) -> None:
    bad = (
        "",
        "niemand",
        "a@b",
        "a b@example.org",
        "x" * 5000,
        "a@example.org\r\nBcc: b@example.org",
        "a\x00@example.org",
    )
    for typed in bad:
        answer = visitor.post("/abonnieren", data=filled(typed))
        assert (answer.status_code, everybody(store)) == (422, [])
        assert 'href="#adresse"' in answer.text
        assert attribute(answer.text, "#adresse", "aria-describedby") == "fehler-adresse"


def test_letters_before_the_at_are_refused_in_words(store: Store, visitor: httpx.Client) -> None:
    answer = visitor.post("/abonnieren", data=filled("jürgen@example.org"))
    assert "Buchstaben wie ä oder ł vor dem @" in answer.text


def test_domains_are_kept_as_a_labels_and_plus_addresses_as_they_are(store: Store, visitor: httpx.Client) -> None:
    visitor.post("/abonnieren", data=filled("Verein+Post@MÜNSTER.example"))
    assert [one.address for one in everybody(store)] == ["Verein+Post@xn--mnster-3ya.example"]


def test_a_town_that_nobody_knows_is_said_at_the_field(register: Store, visitor: httpx.Client) -> None:
    for typed in ("Gibtesnicht", "x" * 300, "B" * 99, "%", "' or 1=1", "\u202eporttoB"):
        answer = visitor.post("/abonnieren", data=filled(ort=typed))
        assert (answer.status_code, everybody(register)) == (422, [])
        assert 'href="#ort"' in answer.text
        assert attribute(answer.text, "#adresse", "value") == READER


def test_a_name_of_several_towns_is_asked_back(register: Store, visitor: httpx.Client) -> None:
    answer = visitor.post("/abonnieren", data=filled(ort="Neu"))
    assert (answer.status_code, everybody(register)) == (422, [])
    keys = re.findall(r'name="welche" value="([0-9]+)"', answer.text)
    assert len(keys) > 1
    visitor.post("/abonnieren", data=filled(ort="Neu", welche=keys[1]))
    assert [one.municipality_ags for one in everybody(register)] == [keys[1]]


def test_towns_are_suggested_and_what_is_suggested_names_one(register: Store, visitor: httpx.Client) -> None:
    names = visitor.get("/abonnieren/kommunen.json?q=neu").json()
    assert 1 < len(names) <= 8
    assert visitor.get("/abonnieren/kommunen.json?q=n").json() == []
    for number, name in enumerate(names):
        visitor.post("/abonnieren", data=filled(f"a{number}@example.org", ort=name))
    keys = [one.municipality_ags for one in everybody(register)]
    assert len(keys) == len(set(keys)) == len(names)


def test_the_page_of_a_town_leads_here_with_its_name(register: Store, visitor: httpx.Client) -> None:
    town = visitor.get("/staedte/05512000-bottrop").text
    assert '/abonnieren?ort=05512000"' in town
    assert attribute(visitor.get("/abonnieren?ort=05512000").text, "#ort", "value").startswith("Bottrop")


@pytest.mark.parametrize("path", ["/", "/fristen", "/impressum", "/fr/"])
def test_every_page_leads_here(store: Store, visitor: httpx.Client, path: str) -> None:
    assert '/abonnieren"' in visitor.get(path).text


def test_after_confirming_the_partner_countries_of_the_town_are_shown(register: Store, visitor: httpx.Client) -> None:
    visitor.post("/abonnieren", data=filled(ort="Bottrop"))
    (reader,) = everybody(register)
    token = tokens.confirm_token(reader.id or 0, READER, secret=SECRET, now=NOW)
    page = visitor.post(f"/bestaetigen/{token}", data={"bestaetigen": "ja"}).text
    assert "Vorgemerkt sind die Partnerländer von Bottrop:" in page
    assert "Polen" in page
    own = attribute(page, ".take a.button", "href")
    ticked = LexborHTMLParser(visitor.get(own).text).css("input[name=land][checked]")
    assert "PL" in {one.attributes["value"] for one in ticked}
    with register.reading() as session:
        assert session.exec(select(ReaderFacet)).all() == []
        assert session.exec(select(Subscriber.state)).all() == [SubscriberState.CONFIRMED]
