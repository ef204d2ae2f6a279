"""Signing in with address and password: who gets in, what strangers learn, how guessing is slowed down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.model import SignInBrake
from aggregator.store import Store
from tests.web.example import MAIL, NOW, SETTINGS
from tests.web.serving import serving
from tests.web.staff import AYSE, PASSWORD, Clock, acts, give_password, number, sign_in
from web.app import create_app
from web.security import brakes, passwords, people
from web.security.forgetting import forget_what_ended
from web.security.kept import wanted

Browsers = Callable[..., httpx.Client]


def fail(client: httpx.Client, times: int, address: str = AYSE) -> httpx.Response:
    """Guess so often."""
    for _ in range(times):
        answer = sign_in(client, address, "falsch geraten")
    return answer


def test_address_and_password_open_the_desk(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    answer = sign_in(browser, " AYŞE@example.org ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert browser.get("/desk/eingang").status_code == 200
    assert acts(office) == ["signed_in"]


def test_the_form_is_one_that_password_stores_understand(office: Store, browsers: Browsers) -> None:
    page = browsers().get("/desk/anmelden").text
    assert re.search(r'name="adresse" type="text" inputmode="email"[^>]*autocomplete="username webauthn"', page)
    assert re.search(r'name="passwort" type="password"[^>]*autocomplete="current-password"', page)


def test_a_page_that_was_wanted_opens_after_the_sign_in(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    way = browser.get("/fr/desk/quellen?q=amt")
    assert way.headers["location"] == "/fr/desk/anmelden?weiter=%2Fdesk%2Fquellen%3Fq%3Damt"
    assert 'name="weiter" value="/desk/quellen?q=amt"' in browser.get(way.headers["location"]).text
    assert sign_in(browser, weiter="/desk/quellen?q=amt").headers["location"] == "/desk/quellen?q=amt"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/desk/",
        "//evil.example/desk/",
        "/desk//evil.example",
        "/desk/../fristen",
        "/desk/\\evil.example",
        "/desk/x\r\nSet-Cookie: a=b",
        "/desk/anmelden",
        "/desk/abmelden",
        "/fristen",
        "/desk/" + "x" * 600,
    ],
)
def test_nothing_leads_elsewhere_after_the_sign_in(office: Store, browsers: Browsers, path: str) -> None:
    give_password(office, "Ayşe Kaya")
    assert sign_in(browsers(), weiter=path).headers["location"] == "/desk/"


@given(st.text(max_size=60) | st.text(max_size=60).map("/desk/{}".format))
def test_whatever_is_wanted_stays_at_the_desk(path: str) -> None:
    found = wanted(path)
    assert found is None or re.fullmatch(r"/desk/[\x21-\x7e]*", found)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(office: Store, browsers: Browsers) -> None:
    give_password(office)
    known = sign_in(browsers(), AYSE, "falsch geraten")
    unknown = sign_in(browsers(), "niemand@example.org", "falsch geraten")
    assert known.status_code == unknown.status_code == 422
    assert "Adresse und Passwort passen nicht zusammen." in known.text
    assert known.text.replace(AYSE, "") == unknown.text.replace("niemand@example.org", "")


def test_what_was_typed_stays_but_the_password_does_not(office: Store, browsers: Browsers) -> None:
    page = sign_in(browsers(), "niemand@example.org", "streng geheim", weiter="/desk/quellen").text
    assert 'value="niemand@example.org"' in page
    assert 'value="/desk/quellen"' in page
    assert "streng geheim" not in page


@pytest.mark.parametrize(("address", "password"), [("", PASSWORD), (AYSE, ""), ("", "")])
def test_an_empty_field_is_no_try(office: Store, browsers: Browsers, address: str, password: str) -> None:
    answer = sign_in(browsers(), address, password)
    assert answer.status_code == 422
    assert "Bitte geben Sie Ihre E-Mail-Adresse und Ihr Passwort an." in answer.text
    with office.reading() as session:
        assert session.exec(select(SignInBrake)).all() == []


def test_after_five_wrong_tries_one_waits_a_minute_and_then_the_right_one_opens(
    office: Store, browsers: Browsers, moving: Clock
) -> None:
    give_password(office)
    browser = browsers()
    assert fail(browser, 5).status_code == 422
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert "Bitte warten Sie 1 Minute;" in answer.text
    moving.on(seconds=61)
    assert sign_in(browser).status_code == 303
    assert acts(office) == ["sign_in_refused", "signed_in"]


def test_trying_while_one_waits_makes_the_wait_no_longer(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    browser = browsers()
    fail(browser, 25)
    moving.on(seconds=61)
    assert sign_in(browser).status_code == 303


def test_waits_grow_to_a_quarter_of_an_hour_and_no_further() -> None:
    minutes = [brakes.wait_after(failures, 5) // timedelta(minutes=1) for failures in (4, 5, 6, 7, 8, 9, 10, 500)]
    assert minutes == [0, 1, 2, 4, 8, 15, 15, 15]


def test_tries_are_counted_for_all_processes_together(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    fail(browsers(), 5)
    with serving(create_app(office, SETTINGS, MAIL, clock=moving)) as other:
        headers = {"Sec-Fetch-Site": "same-origin"}
        answer = httpx.post(
            f"{other}/desk/anmelden", data={"adresse": AYSE, "passwort": PASSWORD}, headers=headers, timeout=60
        )
    assert answer.status_code == 429


def test_strangers_who_guess_do_not_keep_somebody_out_of_a_browser_they_used_before(
    office: Store, browsers: Browsers
) -> None:
    give_password(office)
    hers = browsers()
    sign_in(hers)
    del hers.cookies["partnerpost"]
    fail(browsers(), 6)
    assert sign_in(browsers()).status_code == 429
    assert sign_in(hers).status_code == 303


def test_a_browser_of_ones_own_is_no_way_to_guess_for_ever(office: Store, browsers: Browsers) -> None:
    give_password(office)
    hers = browsers()
    sign_in(hers)
    del hers.cookies["partnerpost"]
    fail(hers, 5)
    assert sign_in(hers).status_code == 429


def test_a_network_has_tries_in_all(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    for guess in range(20):
        assert sign_in(browser, f"person{guess}@example.org", "geraten").status_code == 422
    assert sign_in(browser, "person21@example.org", "geraten").status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.200", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:0:1::1", "2001:db8:0:ff::9", True),
        ("2001:db8:0:1::1", "2001:db8:1::1", False),
        ("not an address", "not an address", True),
    ],
)
def test_neighbours_are_one_network(one: str, other: str, same: bool) -> None:
    assert (brakes.of_network(one, secret="s") == brakes.of_network(other, secret="s")) is same


def test_a_right_password_gives_the_tries_back(office: Store, browsers: Browsers) -> None:
    give_password(office)
    fail(browsers(), 4)
    sign_in(browsers())
    assert fail(browsers(), 4).status_code == 422
    assert sign_in(browsers()).status_code == 303


def test_tries_name_nobody_and_are_forgotten_after_a_day(office: Store, browsers: Browsers) -> None:
    fail(browsers(), 2, "niemand@example.org")
    with office.reading() as session:
        kept = session.exec(select(SignInBrake)).all()
    assert len(kept) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", row.who) for row in kept)
    with office.writing() as session:
        forget_what_ended(session, now=NOW + timedelta(hours=23))
        assert len(session.exec(select(SignInBrake)).all()) == 2
        forget_what_ended(session, now=NOW + timedelta(hours=25))
        assert session.exec(select(SignInBrake)).all() == []


def test_a_hash_of_former_parameters_is_made_anew(office: Store, browsers: Browsers) -> None:
    number_of_ayse = number(office, "Ayşe Kaya")
    with office.writing() as session:
        weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
        passwords.keep(session, number_of_ayse, weak, now=NOW)
    assert sign_in(browsers()).status_code == 303
    with office.reading() as session:
        now = passwords.hash_of(session, number_of_ayse)
    assert now is not None
    assert not passwords.is_outdated(now)
    assert passwords.fits(now, PASSWORD)


def test_who_has_left_does_not_get_in(office: Store, browsers: Browsers) -> None:
    give_password(office)
    with office.writing() as session:
        jan = people.with_address(session, "jan@example.org")
        assert jan is not None
        people.remove(session, jan, by=None, now=NOW)
    assert sign_in(browsers(), "jan@example.org").status_code == 422


def test_a_new_sign_in_ends_the_former_session_of_the_browser(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    sign_in(browser)
    former = browser.cookies["partnerpost"]
    sign_in(browser)
    assert browser.cookies["partnerpost"] != former
    browser.cookies.set("partnerpost", former)
    assert browser.get("/desk/eingang").status_code == 303
