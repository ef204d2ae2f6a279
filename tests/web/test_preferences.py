"""A reader's own page behind a signed link, and the one for a quarter of an hour (R5, R24, G-04)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import select

from aggregator.model import MailFormat, ReaderMail, ReaderMailKind, Rhythm, Subscriber, SubscriberState, Suppression
from aggregator.register import seed
from aggregator.store import Store
from newsletter import tokens
from newsletter.readership.choices import Choices, choices_of
from tests.web.conftest import attribute
from tests.web.example import NOW, SECRET
from tests.web.reading import READER, a_reader, everybody, moving_path, own_data_path, settings_path
from web.preferences.countries import by_name


@pytest.fixture
def register(store: Store) -> Store:
    """A store with the register."""
    with store.writing() as session:
        seed(session)
    return store


def chosen(store: Store) -> Choices:
    with store.reading() as session:
        return choices_of(session, session.exec(select(Subscriber)).one())


def queued(store: Store) -> list[tuple[ReaderMailKind, str]]:
    with store.reading() as session:
        return [(mail.kind, mail.address) for mail in session.exec(select(ReaderMail))]


def example_in(page: str) -> str:
    found = LexborHTMLParser(page).css_first(".example")
    assert found is not None
    return found.text()


SENT = {"ort": "Bottrop", "wie_oft": "monatlich", "sprache": "de", "form": "text", "thema": ["jugend", "kultur"]}


def test_the_page_opens_recognised_and_shows_the_address_masked(store: Store, visitor: httpx.Client) -> None:
    page = visitor.get(settings_path(a_reader(store))).text
    assert "v•••@example.org" in page
    assert READER not in page


def test_everything_is_saved_with_one_button(register: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(register))
    answer = visitor.post(path, data={**SENT, "fuer": "verein", "pause": "15.1.2027", "land": ["JP"]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?gespeichert=kommune")
    kept = chosen(register)
    assert (kept.municipality_ags, kept.rhythm, kept.format) == ("05512000", Rhythm.MONTHLY, MailFormat.TEXT)
    assert (kept.topics, kept.audiences) == (("culture", "youth"), ("association",))
    assert kept.paused_until == date(2027, 1, 15)
    assert {"JP", "PL"} <= set(kept.countries)
    page = visitor.get(answer.headers["location"]).text
    assert "Die Partnerländer von Bottrop sind angekreuzt." in page
    assert attribute(page, "#pause", "value") == "15.01.2027"


def test_another_language_takes_effect_at_once(store: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(store))
    answer = visitor.post(path, data={"sprache": "fr"})
    assert answer.headers["location"].startswith(f"/fr{path}")
    assert chosen(store).language == "fr"


def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(register: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(register))
    days = ("irgendwann", "23.11.2026", "31.02.2027", "1.1.2027 und 2.1.2027")
    for field, typed in (("ort", "Gibtesnicht"), ("ort", "Neu"), *(("pause", day) for day in days)):
        answer = visitor.post(path, data={**SENT, "ort": "", field: typed})
        assert answer.status_code == 422
        assert attribute(answer.text, f"#{field}", "value") == typed
        assert attribute(answer.text, f"#{field}", "aria-describedby") == f"fehler-{field}"
        assert attribute(answer.text, "input[name=wie_oft][checked]", "value") == "monatlich"
        assert chosen(register) == Choices()


def test_unknown_values_are_passed_over(store: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(store))
    sent = {"land": ["XX", "PL", "<b>"], "thema": ["x"], "fuer": ["x"], "wie_oft": "x", "sprache": "x", "form": "x"}
    assert visitor.post(path, data=sent).status_code == 303
    assert chosen(store) == Choices(countries=("PL",))


def test_the_example_counts_what_was_accepted_last_week(published: Store, visitor: httpx.Client) -> None:
    number = a_reader(published)
    every = visitor.get(settings_path(number)).text
    visitor.post(settings_path(number), data={"land": ["FJ"], "thema": ["sport"]})
    narrow = visitor.get(settings_path(number)).text
    assert "Beispiel: Letzte Woche wären es" in every
    assert example_in(every) != example_in(narrow)


def test_the_same_choice_comes_as_calendar_and_feed(store: Store, visitor: httpx.Client) -> None:
    number = a_reader(store, chosen=Choices(countries=("PL",), topics=("youth",)))
    page = visitor.get(settings_path(number)).text
    assert 'href="/fristen.rss?land=PL&amp;thema=jugend"' in page
    assert 'href="/kalender/abonnieren?land=PL&amp;thema=jugend"' in page


def test_an_old_link_offers_a_new_one_without_showing_or_asking_an_address(store: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(store), made=NOW - tokens.PREFERENCES_FOR - timedelta(days=1))
    page = visitor.get(path)
    assert page.status_code == 410
    assert "Dieser Link ist abgelaufen." in page.text
    assert "example.org</" not in page.text
    assert LexborHTMLParser(page.text).css("main input") == []
    assert visitor.post(path, data=SENT).status_code == 410
    for _ in range(5):
        assert visitor.post(f"{path}/link", data={"link": "ja"}).status_code == 200
    assert queued(store) == [(ReaderMailKind.PREFERENCES, "")] * 3


def test_an_unknown_link_is_answered_in_words(store: Store, visitor: httpx.Client) -> None:
    for token in ("unknown", "a.b", "x" * 5000, "%C3%A9%F0"):
        assert "Diesen Link kennen wir nicht." in visitor.get(f"/einstellungen/{token}").text
        assert visitor.post(f"/einstellungen/{token}", data=SENT).status_code == 404
        assert visitor.post(f"/einstellungen/{token}/meine-daten", data={"meine-daten": "ja"}).status_code == 404
        assert visitor.post(f"/einstellungen/{token}/link", data={"link": "ja"}).status_code == 200
        assert "Dieser Link gilt nicht mehr." in visitor.get(f"/meine-daten/{token}").text
        assert "Dieser Link gilt nicht mehr." in visitor.get(f"/neue-adresse/{token}").text
        assert visitor.post(f"/meine-daten/{token}/loeschen", data={"loeschen": "ja"}).status_code == 410


def test_the_link_of_somebody_erased_is_answered_in_words(store: Store, visitor: httpx.Client) -> None:
    number = a_reader(store)
    page, own = settings_path(number), own_data_path(number)
    visitor.post(f"{own}/loeschen", data={"loeschen": "ja"})
    assert visitor.get(page).status_code == 404
    assert visitor.get(own).status_code == 410


def test_own_data_take_a_fresh_link_of_a_quarter_of_an_hour(store: Store, visitor: httpx.Client) -> None:
    number = a_reader(store)
    visitor.post(f"{settings_path(number)}/meine-daten", data={"meine-daten": "ja"})
    assert queued(store) == [(ReaderMailKind.OWN_DATA, "")]
    assert visitor.get(own_data_path(number, made=NOW - timedelta(minutes=15))).status_code == 200
    assert visitor.get(own_data_path(number, made=NOW - timedelta(minutes=16))).status_code == 410
    assert visitor.get(f"/meine-daten/{settings_path(number).rpartition('/')[2]}").status_code == 410


def test_own_data_come_as_json_and_as_a_page(store: Store, visitor: httpx.Client) -> None:
    own = own_data_path(a_reader(store))
    taken = json.loads(visitor.get(f"{own}/daten.json").text)
    assert taken["reader"]["address"] == READER
    page = visitor.get(f"{own}/daten").text
    for line in taken["consent"]:
        assert line["wording"] in LexborHTMLParser(page).text()


def test_erasing_takes_a_button_and_leaves_a_hash(store: Store, visitor: httpx.Client) -> None:
    own = own_data_path(a_reader(store))
    visitor.post(f"{own}/loeschen")
    assert len(everybody(store)) == 1
    assert "Alles ist gelöscht." in visitor.post(f"{own}/loeschen", data={"loeschen": "ja"}).text
    assert everybody(store) == []
    with store.reading() as session:
        assert session.exec(select(Suppression.reason)).all() == ["erased"]


def test_a_new_address_is_asked_before_it_counts(store: Store, visitor: httpx.Client) -> None:
    number = a_reader(store)
    visitor.post(f"{own_data_path(number)}/adresse", data={"adresse": "neu@example.org"})
    assert queued(store) == [(ReaderMailKind.NEW_ADDRESS, "neu@example.org")]
    path = moving_path(number, "neu@example.org")
    assert "neu@example.org" in visitor.get(path).text
    visitor.post(path)
    assert [one.address for one in everybody(store)] == [READER]
    assert "Ihre neue Adresse gilt." in visitor.post(path, data={"umziehen": "ja"}).text
    assert [one.address for one in everybody(store)] == ["neu@example.org"]


def test_what_is_no_new_address_is_said_at_the_field(store: Store, visitor: httpx.Client) -> None:
    path = f"{own_data_path(a_reader(store))}/adresse"
    for typed in ("", "niemand", READER, "jürgen@example.org", "a@example.org\r\nBcc: b@c.de"):
        answer = visitor.post(path, data={"adresse": typed})
        assert (answer.status_code, queued(store)) == (422, [])
        assert attribute(answer.text, "#adresse", "aria-describedby") == "fehler-adresse"


def test_leaving_from_the_own_page_is_one_click(store: Store, visitor: httpx.Client) -> None:
    path = settings_path(a_reader(store))
    action = attribute(visitor.get(path).text, "form[action^='/abmelden/']", "action")
    visitor.post(action, data={"abmelden": "ja"})
    assert everybody(store)[0].state is SubscriberState.UNSUBSCRIBED
    assert "Sie sind abgemeldet" in visitor.get(path).text
    assert visitor.post(path, data=SENT).status_code == 200
    assert chosen(store) == Choices()
    assert SECRET not in action


def test_countries_stand_where_people_look_for_them() -> None:
    assert by_name(["PL", "AT", "NO", "PL"], "de") == ("NO", "AT", "PL")
    assert by_name(["PL", "AT", "NO"], "en") == ("AT", "NO", "PL")
