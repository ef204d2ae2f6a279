"""The people of the office: invited by a link, given roles, let go and taken back; all of it in the ledger."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import httpx
import pytest
from sqlmodel import col, select

from aggregator.model import Person, Role, StaffAct
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import NOW
from tests.web.staff import PASSWORD, Clock, acts, code_of, give_password, number, sign_in, switch_on
from web.security.passwords import Flaw, flaw_of
from web.security.people import PeopleRefused, Refusal, change_roles, remove

Browsers = Callable[..., httpx.Client]
NEW = {"neu": "vier grüne Züge fahren", "nochmal": "vier grüne Züge fahren"}


@pytest.fixture
def technician(office: Store, browsers: Browsers) -> httpx.Client:
    """Ayşe, who looks after people."""
    give_password(office)
    browser = browsers()
    sign_in(browser)
    return browser


def invite(client: httpx.Client, **fields: str | list[str]) -> httpx.Response:
    """Send the form of the invitation."""
    wanted = {"name": "Maria Lang", "adresse": "Maria@Example.org", "rollen": ["editor"], "sprache": "fr", **fields}
    return client.post("/desk/personen", data={"csrf": csrf_of(client), **wanted})


def link_of(page: str) -> str:
    """The path of the link that a page shows."""
    found = re.search(r'value="http://127\.0\.0\.1:8000(/desk/beitreten/[^"]+)"', page)
    assert found is not None
    return found[1]


def press(client: httpx.Client, who: int, verb: str, **fields: str | list[str]) -> httpx.Response:
    """Press a button on somebody's page."""
    return client.post(f"/desk/personen/{who}/{verb}", data={"csrf": csrf_of(client), **fields})


def test_an_invited_person_chooses_a_password_and_is_in(
    office: Store, technician: httpx.Client, browsers: Browsers
) -> None:
    link = link_of(invite(technician).text)
    maria = browsers()
    assert "Guten Tag, Maria Lang" in maria.get(link).text
    answer = maria.post(link, data=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/desk/")
    assert maria.get("/desk/eingang").status_code == 200
    assert sign_in(browsers(), "maria@example.org", NEW["neu"]).status_code == 303
    assert acts(office) == ["signed_in", "invited", "joined", "signed_in", "signed_in"]


def test_the_link_can_be_mailed_in_the_language_of_the_person(office: Store, technician: httpx.Client) -> None:
    page = invite(technician).text
    mail = re.search(r'href="(mailto:[^"]+)"', page.split("<main")[1])
    assert mail is not None
    said = unquote(html.unescape(mail[1]))
    assert said.startswith("mailto:maria@example.org?subject=")
    assert "Bonjour Maria Lang,\r\n" in said
    assert link_of(page) in said


def test_looking_at_a_link_uses_nothing_up_and_joining_does(
    office: Store, technician: httpx.Client, browsers: Browsers
) -> None:
    link = link_of(invite(technician).text)
    for _ in range(3):
        assert browsers().get(link).status_code == 200
    assert browsers().post(link, data=NEW).status_code == 303
    again = browsers().post(link, data=NEW)
    assert again.status_code == 404
    assert "Er wurde schon benutzt" in again.text


def test_an_old_link_says_what_to_do(
    office: Store, technician: httpx.Client, browsers: Browsers, moving: Clock
) -> None:
    link = link_of(invite(technician).text)
    moving.on(days=7, seconds=1)
    answer = browsers().post(link, data=NEW)
    assert answer.status_code == 404
    assert "Bitten Sie die Technik im Büro um einen neuen Link." in answer.text


def test_a_new_link_ends_the_former_one(office: Store, technician: httpx.Client, browsers: Browsers) -> None:
    first = link_of(invite(technician).text)
    second = link_of(press(technician, number(office, "Maria Lang"), "zugang").text)
    assert browsers().post(first, data=NEW).status_code == 404
    assert browsers().post(second, data=NEW).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz", "kurz", "mindestens 12 Zeichen"),
        ("partnerpost2026!", "partnerpost2026!", "leicht zu erraten"),
        ("vier grüne Züge fahren", "vier gruene Züge", "verschieden"),
        ("", "", "mindestens 12 Zeichen"),
    ],
)
def test_a_password_that_will_not_do_is_said_and_the_link_stays_good(
    office: Store, technician: httpx.Client, browsers: Browsers, password: str, again: str, said: str
) -> None:
    link = link_of(invite(technician).text)
    maria = browsers()
    answer = maria.post(link, data={"neu": password, "nochmal": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert maria.post(link, data=NEW).status_code == 303


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("elf Zeichen", Flaw.SHORT),
        ("x" * 201, Flaw.LONG),
        ("aaaaaaaaaaaaaa", Flaw.OBVIOUS),
        ("Passwort12345", Flaw.OBVIOUS),
        ("maria.lang@example.org", Flaw.OBVIOUS),
        ("MariaLang-2026", Flaw.OBVIOUS),
        ("städtepartnerschaften!", Flaw.OBVIOUS),
        ("qwertzuiop123", Flaw.OBVIOUS),
        ("Büro für Städtepartnerschaften", Flaw.OBVIOUS),
        ("drei blaue Brücken", None),
        ("kT9$vb2!xQ7z", None),
        ("дванадцять літер", None),
    ],
)
def test_only_length_and_the_obvious_count(password: str, flaw: Flaw | None) -> None:
    known = ("Maria Lang", "maria.lang@example.org", "Büro für Städtepartnerschaften")
    assert flaw_of(password, password, known=known) == flaw


def test_letters_that_keyboards_write_in_two_ways_are_the_same_password() -> None:
    assert flaw_of("Brücken und Flüsse", "Bru\u0308cken und Flu\u0308sse", known=()) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "  "}, "Bitte geben Sie einen Namen an."),
        ({"adresse": "maria"}, "keine vollständige E-Mail-Adresse"),
        ({"adresse": "JAN@example.org"}, "gibt es schon jemanden"),
        ({"rollen": []}, "mindestens eine Rolle"),
        ({"rollen": ["chef"]}, "mindestens eine Rolle"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_what_was_typed_stays(
    office: Store, technician: httpx.Client, fields: dict[str, str | list[str]], said: str
) -> None:
    answer = invite(technician, **{"name": "Maria Lang", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    typed = fields.get("adresse", "Maria@Example.org")
    assert f'value="{typed}"' in answer.text


def test_a_forgotten_password_is_replaced_by_a_link_and_other_sessions_end(
    office: Store, technician: httpx.Client, browsers: Browsers
) -> None:
    jan = browsers()
    sign_in(jan, "jan@example.org")
    link = link_of(press(technician, number(office, "Jan Nowak"), "zugang").text)
    assert sign_in(browsers(), "jan@example.org").status_code == 303
    assert browsers().post(link, data=NEW).status_code == 303
    assert jan.get("/desk/eingang").status_code == 303
    assert sign_in(browsers(), "jan@example.org").status_code == 422
    assert "password_set" in acts(office)


def test_a_new_password_is_no_way_round_the_second_step(
    office: Store, technician: httpx.Client, browsers: Browsers, moving: Clock
) -> None:
    switch_on(office, "Jan Nowak", moving.now)
    moving.on(minutes=2)
    link = link_of(press(technician, number(office, "Jan Nowak"), "zugang").text)
    jan = browsers()
    second = jan.post(link, data=NEW)
    assert second.status_code == 200
    assert jan.get("/desk/eingang").status_code == 303
    seal = re.search(r'name="schritt" value="([^"]+)"', second.text)
    assert seal is not None
    code = code_of(office, "Jan Nowak", moving.now)
    assert jan.post("/desk/anmelden/code", data={"schritt": seal[1], "code": code}).status_code == 303


def test_the_technik_switches_a_lost_second_step_off(
    office: Store, technician: httpx.Client, browsers: Browsers, moving: Clock
) -> None:
    switch_on(office, "Jan Nowak", moving.now)
    press(technician, number(office, "Jan Nowak"), "zweiter-schritt")
    assert sign_in(browsers(), "jan@example.org").status_code == 303


def test_new_roles_end_the_sessions_of_the_person(office: Store, technician: httpx.Client, browsers: Browsers) -> None:
    jan = browsers()
    sign_in(jan, "jan@example.org")
    fields: dict[str, str | list[str]] = {"name": "Jan Nowak", "rollen": ["editor", "technician"], "sprache": "de"}
    answer = press(technician, number(office, "Jan Nowak"), "aendern", **fields)
    assert answer.status_code == 303
    assert jan.get("/desk/eingang").status_code == 303
    sign_in(jan, "jan@example.org")
    assert jan.get("/desk/personen").status_code == 200
    with office.reading() as session:
        act = session.exec(select(StaffAct).where(StaffAct.action == "roles_changed")).one()
    assert act.before == {"roles": ["releaser"]}
    assert act.after == {"roles": ["editor", "technician"]}


def test_nobody_gives_up_their_own_role_technik(office: Store, technician: httpx.Client) -> None:
    me = number(office, "Ayşe Kaya")
    answer = press(technician, me, "aendern", name="Ayşe Kaya", rollen=["editor"], sprache="de")
    assert answer.status_code == 422
    assert "Ihre eigene Rolle Technik können Sie nicht abgeben." in answer.text
    assert press(technician, me, "entfernen").status_code == 422
    assert technician.get("/desk/personen").status_code == 200


def test_the_last_technician_stays(office: Store) -> None:
    with office.writing() as session:
        ayse = session.get_one(Person, number(office, "Ayşe Kaya"))
        with pytest.raises(PeopleRefused) as refused:
            remove(session, ayse, by=None, now=NOW)
        assert refused.value.refusal is Refusal.LAST_TECHNICIAN
        with pytest.raises(PeopleRefused):
            change_roles(session, ayse, {Role.EDITOR}, by=None, now=NOW)


def test_somebody_who_is_only_invited_does_not_count_as_the_technik(office: Store, technician: httpx.Client) -> None:
    invite(technician, rollen=["technician"])
    with office.writing() as session, pytest.raises(PeopleRefused):
        remove(session, session.get_one(Person, number(office, "Ayşe Kaya")), by=None, now=NOW)


def test_who_is_removed_is_out_at_once_and_can_come_back(
    office: Store, technician: httpx.Client, browsers: Browsers
) -> None:
    jan, his = browsers(), number(office, "Jan Nowak")
    sign_in(jan, "jan@example.org")
    link = link_of(press(technician, his, "zugang").text)
    assert press(technician, his, "entfernen").status_code == 303
    assert jan.get("/desk/eingang").status_code == 303
    assert jan.get(link).status_code == 404
    assert sign_in(jan, "jan@example.org").status_code == 422
    assert "Nicht mehr dabei" in technician.get("/desk/personen").text
    press(technician, his, "zurueck")
    assert sign_in(jan, "jan@example.org").status_code == 303
    assert [word for word in acts(office) if word in ("removed", "reactivated")] == ["removed", "reactivated"]


def test_the_list_says_who_is_here_and_who_is_only_invited(office: Store, technician: httpx.Client) -> None:
    invite(technician)
    here, _, invited = technician.get("/desk/personen").text.partition("Eingeladen, noch nicht da")
    assert "Jan Nowak" in here
    assert "Maria Lang" in invited
    assert "eingeladen am 23.11.2026, der Link gilt bis 30.11.2026" in invited


def test_the_ledger_holds_no_secret(office: Store, technician: httpx.Client, browsers: Browsers, moving: Clock) -> None:
    link = link_of(invite(technician).text)
    browsers().post(link, data=NEW)
    codes = switch_on(office, "Jan Nowak", moving.now)
    with office.reading() as session:
        lines = session.exec(select(StaffAct).order_by(col(StaffAct.id))).all()
    said = " ".join(f"{line.before} {line.after}" for line in lines)
    for secret in (PASSWORD, NEW["neu"], link.rsplit("/", 1)[1], codes[0], "argon2"):
        assert secret not in said


@pytest.mark.parametrize("who", ["999", "x", "-1", "1" * 30, "%00"])
def test_nobody_of_that_number_is_a_page_that_is_not_there(office: Store, technician: httpx.Client, who: str) -> None:
    assert technician.get(f"/desk/personen/{who}").status_code == 404
