"""Sessions: listed, ended, renewed; and what was typed when one was over is still there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.model import Opportunity, StaffSession
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import login_token, number_of
from tests.web.staff import AYSE, PASSWORD, Clock, acts, code_of, give_password, hidden, sign_in, switch_on
from web.security import kept as typed
from web.security.browsers import Browser, browser_of

Browsers = Callable[..., httpx.Client]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name", "system"),
    [
        (FIREFOX, "Firefox", "Windows"),
        (SAFARI, "Safari", "iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge", "Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) AppleWebKit/605.1 Version/18.1 Safari/605.1", "Safari", "macOS"),
        ("<script>alert(1)</script>", "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str, name: str, system: str) -> None:
    assert browser_of(agent) == Browser(name, system)


def test_my_sessions_are_listed_and_one_of_them_is_ended(office: Store, browsers: Browsers) -> None:
    give_password(office)
    desk, telephone = browsers(FIREFOX), browsers(SAFARI)
    sign_in(desk)
    sign_in(telephone)
    page = desk.get("/desk/zugang").text
    assert "<strong>Firefox auf Windows</strong>" in page
    assert "<strong>Safari auf iPhone</strong>" in page
    ended = desk.post("/desk/zugang/sitzung", data={"csrf": csrf_of(desk), "sitzung": hidden(page, "sitzung")})
    assert ended.headers["location"] == "/desk/zugang?fertig=sitzung"
    assert telephone.get("/desk/eingang").status_code == 303
    assert desk.get("/desk/eingang").status_code == 200
    assert "session_ended" in acts(office)


def test_nobody_ends_the_session_of_a_colleague_with_its_name(office: Store, browsers: Browsers) -> None:
    give_password(office)
    hers, his = browsers(), browsers()
    sign_in(hers)
    sign_in(his, "jan@example.org")
    with office.reading() as session:
        handles = [row.token_hash[:16] for row in session.exec(select(StaffSession))]
    for handle in handles:
        his.post("/desk/zugang/sitzung", data={"csrf": csrf_of(his), "sitzung": handle}, follow_redirects=False)
    assert hers.get("/desk/eingang").status_code == 200


def test_everywhere_else_is_left_with_one_button(office: Store, browsers: Browsers) -> None:
    give_password(office)
    here, there, elsewhere = browsers(), browsers(), browsers()
    for browser in (here, there, elsewhere):
        sign_in(browser)
    here.post("/desk/zugang/sitzungen", data={"csrf": csrf_of(here)})
    assert [browser.get("/desk/eingang").status_code for browser in (here, there, elsewhere)] == [200, 303, 303]


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(office: Store, browsers: Browsers) -> None:
    give_password(office)
    here, there = browsers(), browsers()
    sign_in(here)
    sign_in(there)
    former = here.cookies["partnerpost"]
    fields = {"csrf": csrf_of(here), "passwort": PASSWORD, "neu": "vier grüne Züge fahren", "nochmal": ""}
    assert here.post("/desk/zugang/passwort", data=fields).status_code == 422
    fields["nochmal"] = fields["neu"]
    assert here.post("/desk/zugang/passwort", data={**fields, "passwort": "falsch geraten"}).status_code == 422
    assert here.post("/desk/zugang/passwort", data=fields).status_code == 303
    assert here.get("/desk/eingang").status_code == 200
    assert there.get("/desk/eingang").status_code == 303
    assert here.cookies["partnerpost"] != former
    assert sign_in(browsers()).status_code == 422
    assert sign_in(browsers(), password=fields["neu"]).status_code == 303


def test_name_and_language_are_ones_own_to_change(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    sign_in(browser)
    fields = {"csrf": csrf_of(browser), "name": "  Ayşe \u202eKaya-Öz ", "sprache": "pl"}
    answer = browser.post("/desk/zugang/angaben", data=fields)
    assert answer.headers["location"] == "/pl/desk/zugang?fertig=angaben"
    assert "Ayşe Kaya-Öz" in browser.get("/pl/desk/zugang").text
    assert browser.post("/desk/zugang/angaben", data={**fields, "name": " "}).status_code == 422


def correction(number: int, text: str = "Neuer Titel <b>mit</b> \"Zeichen\" & 'mehr'\nund Zeile") -> dict[str, str]:
    """What somebody typed for a while."""
    return {"csrf": "gone", "wert": text, "fassung": "1"}


def test_what_was_typed_in_an_expired_session_is_sent_again_after_the_sign_in(
    office: Store, browsers: Browsers
) -> None:
    give_password(office)
    number = number_of(office, "Concours")
    path = f"/desk/eintrag/{number}/berichtigen/titel"
    browser = browsers()
    over = browser.post(path, data=correction(number, 'Photos <b>de</b> villes & "amies"'))
    assert over.status_code == 401
    assert "Gespeichert wurde noch nichts." in over.text
    carried = hidden(over.text, "eingaben")
    assert "gone" not in carried
    arrived = sign_in(browser, eingaben=carried)
    assert arrived.status_code == 200
    assert "Ihre Eingaben sind noch da" in arrived.text
    assert "<b>" not in arrived.text
    assert f'action="{path}"' in arrived.text
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', arrived.text)}
    version = {"fassung": str(_version(office, number))}
    assert browser.post(path, data={**fields, **version}).status_code == 303
    with office.reading() as session:
        assert session.get_one(Opportunity, number).title == 'Photos <b>de</b> villes & "amies"'


def test_what_was_typed_goes_through_the_second_step_too(office: Store, browsers: Browsers, moving: Clock) -> None:
    give_password(office)
    switch_on(office, "Ayşe Kaya", moving.now)
    moving.on(minutes=2)
    browser = browsers()
    over = browser.post("/desk/quellen/neu", data={"adresse": "https://amt.example"})
    second = sign_in(browser, eingaben=hidden(over.text, "eingaben"))
    fields = {name: hidden(second.text, name) for name in ("schritt", "eingaben", "weiter")}
    arrived = browser.post("/desk/anmelden/code", data={**fields, "code": code_of(office, "Ayşe Kaya", moving.now)})
    assert hidden(arrived.text, "adresse") == "https://amt.example"


def test_who_came_in_by_a_link_meanwhile_gets_to_what_was_typed(office: Store, browsers: Browsers) -> None:
    browser = browsers()
    over = browser.post("/desk/quellen/neu", data={"adresse": "https://amt.example"})
    carried = {"eingaben": hidden(over.text, "eingaben")}
    again = browser.post("/desk/eingaben", data=carried)
    assert again.status_code == 401
    assert hidden(again.text, "eingaben") == carried["eingaben"]
    browser.post(f"/desk/anmelden/{login_token(office)}")
    assert hidden(browser.post("/desk/eingaben", data=carried).text, "adresse") == "https://amt.example"


def test_a_form_of_an_earlier_session_is_kept_until_it_is_sent_again(office: Store, browsers: Browsers) -> None:
    give_password(office)
    browser = browsers()
    sign_in(browser)
    number = number_of(office, "Concours")
    answer = browser.post(f"/desk/eintrag/{number}/berichtigen/titel", data=correction(number))
    assert answer.status_code == 403
    assert "gespeichert wurde nichts" in answer.text
    assert hidden(answer.text, "csrf") == csrf_of(browser)


def test_passwords_are_never_carried(office: Store, browsers: Browsers) -> None:
    fields = {"passwort": "geheim1", "neu": "geheim2", "nochmal": "geheim3", "code": "geheim4", "csrf": "geheim5"}
    page = browsers().post("/desk/zugang/passwort", data=fields).text
    assert "geheim" not in page.replace("geheimer", "")


def test_too_much_to_carry_is_said(office: Store, browsers: Browsers) -> None:
    answer = browsers().post("/desk/quellen/neu", data={"adresse": "x" * (typed.LARGEST + 1)})
    assert answer.status_code == 401
    assert "zu lang, um sie hier aufzubewahren" in answer.text
    assert len(answer.text) < 20_000


def test_a_file_has_to_be_chosen_again_and_that_is_said(office: Store, browsers: Browsers) -> None:
    answer = browsers().post("/desk/quellen/dateien", files={"datei": ("quellen.csv", b"key,name")})
    assert "Nur die Datei müssen Sie dann neu auswählen." in answer.text


def test_the_script_is_told_and_sends_the_whole_form_itself(office: Store, browsers: Browsers) -> None:
    answer = browsers().post("/desk/eintrag/1/annehmen", data={"csrf": ""}, headers={"X-In-Place": "1"})
    assert (answer.status_code, answer.text) == (401, "")


@pytest.mark.parametrize(
    "carried",
    [
        '["https://evil.example/",[["a","b"]]]',
        '["//evil.example",[]]',
        '["/fristen",[]]',
        '["/desk/zugang",[["a"]]]',
        '["/desk/zugang",{"a":"b"}]',
        "[" * 100_000,
        "nonsense",
    ],
)
def test_what_is_carried_leads_nowhere_else(office: Store, browsers: Browsers, carried: str) -> None:
    give_password(office, "Ayşe Kaya")
    answer = sign_in(browsers(), AYSE, eingaben=carried)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=80)), max_size=10))
def test_whatever_was_typed_arrives_as_it_was(fields: list[tuple[str, str]]) -> None:
    kept = typed.keep("/desk/quellen/neu", fields)
    assert kept is not None
    again = typed.read(kept.as_text())
    assert again is not None
    assert again.fields == kept.fields
    assert all(pair in again.fields for pair in fields if pair[0] not in {"csrf", "code", "neu"})


def _version(store: Store, number: int) -> int:
    with store.reading() as session:
        return session.get_one(Opportunity, number).version
