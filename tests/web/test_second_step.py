"""The second step: codes of an app, each good for one sign-in, and the recovery codes."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from aggregator.model import SecondStep
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.staff import PASSWORD, Clock, acts, code_of, give_password, hidden, number, sign_in, switch_on

Browsers = Callable[..., httpx.Client]


def halfway(browser: httpx.Client) -> str:
    """Give the password; gives the mark to bring with the code."""
    answer = sign_in(browser)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    return hidden(answer.text, "schritt")


def bring(browser: httpx.Client, seal: str, code: str = "", recovery: str = "") -> httpx.Response:
    """Send the form of the second page."""
    return browser.post("/desk/anmelden/code", data={"schritt": seal, "code": code, "ersatz": recovery})


def test_setting_it_up_shows_picture_link_and_text_and_then_the_recovery_codes_once(
    office: Store, browsers: Browsers, moving: Clock
) -> None:
    give_password(office)
    browser = browsers()
    sign_in(browser)
    csrf = csrf_of(browser)
    assert browser.post("/desk/zugang/zweiter-schritt/neu", data={"csrf": csrf}).status_code == 303
    page = browser.get("/desk/zugang/zweiter-schritt").text
    assert '<svg role="img"' in page
    assert "otpauth://totp/" in page
    assert "style=" not in page
    wrong = browser.post("/desk/zugang/zweiter-schritt", data={"csrf": csrf, "code": "000000"})
    assert (wrong.status_code, "Dieser Code stimmt nicht." in wrong.text) == (422, True)
    answer = browser.post(
        "/desk/zugang/zweiter-schritt", data={"csrf": csrf, "code": code_of(office, "Ayşe Kaya", moving.now)}
    )
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", answer.text)
    assert len(set(codes)) == 10
    assert codes[0] not in browser.get("/desk/zugang").text
    assert browser.get("/desk/zugang/zweiter-schritt").status_code == 303
    assert "second_step_added" in acts(office)


def test_the_password_alone_opens_nothing(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    browser = browsers()
    halfway(browser)
    assert browser.get("/desk/eingang").status_code == 303


def test_a_code_opens_once_and_never_again(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    moving.on(seconds=90)
    code = code_of(office, "Ayşe Kaya", moving.now)
    first, second = browsers(), browsers()
    assert bring(first, halfway(first), code).status_code == 303
    again = bring(second, halfway(second), code)
    assert again.status_code == 422
    assert "Dieser Code gilt nicht." in again.text


def test_the_code_that_confirmed_the_app_opens_nothing(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    browser = browsers()
    assert bring(browser, halfway(browser), code_of(office, "Ayşe Kaya", moving.now)).status_code == 422


def test_a_telephone_may_go_wrong_by_half_a_minute(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    moving.on(minutes=5)
    early = code_of(office, "Ayşe Kaya", moving.now)
    moving.on(seconds=30)
    browser = browsers()
    assert bring(browser, halfway(browser), f"{early[:3]} {early[3:]}").status_code == 303
    moving.on(minutes=5)
    old = code_of(office, "Ayşe Kaya", moving.now)
    moving.on(seconds=60)
    assert bring(browser, halfway(browser), old).status_code == 422


def test_a_recovery_code_opens_once(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    code = switch_on(office, "Ayşe Kaya", moving.now)[3]
    browser = browsers()
    assert bring(browser, halfway(browser), recovery=code.lower().replace("-", " ")).status_code == 303
    assert bring(browser, halfway(browser), recovery=code).status_code == 422
    assert "recovery_code_used" in acts(office)


def test_too_late_with_the_code_begins_anew(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    browser = browsers()
    seal = halfway(browser)
    moving.on(minutes=11)
    answer = bring(browser, seal, code_of(office, "Ayşe Kaya", moving.now))
    assert "Zwischen Passwort und Code ist zu viel Zeit vergangen." in answer.text
    assert "Zwischen Passwort" in bring(browser, "forged", "123456").text


def test_codes_are_not_guessed(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    moving.on(minutes=2)
    browser = browsers()
    seal = halfway(browser)
    assert [bring(browser, seal, "000000").status_code for _ in range(6)] == [422] * 5 + [429]
    right = code_of(office, "Ayşe Kaya", moving.now)
    assert bring(browser, seal, right).status_code == 429
    moving.on(seconds=61)
    assert bring(browser, seal, code_of(office, "Ayşe Kaya", moving.now)).status_code == 303


def test_switching_it_off_needs_the_password_or_a_code(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    moving.on(minutes=2)
    browser = browsers()
    bring(browser, halfway(browser), code_of(office, "Ayşe Kaya", moving.now))
    csrf = csrf_of(browser)
    refused = browser.post("/desk/zugang/zweiter-schritt/weg", data={"csrf": csrf, "passwort": "falsch geraten"})
    assert (refused.status_code, "Passwort oder Code stimmt nicht." in refused.text) == (422, True)
    assert browser.post("/desk/zugang/zweiter-schritt/weg", data={"csrf": csrf}).status_code == 422
    done = browser.post("/desk/zugang/zweiter-schritt/weg", data={"csrf": csrf, "passwort": PASSWORD})
    assert done.status_code == 303
    with office.reading() as session:
        assert session.get(SecondStep, number(office, "Ayşe Kaya")) is None
    assert acts(office)[-1] == "second_step_removed"
