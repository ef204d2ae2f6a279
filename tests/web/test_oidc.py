"""Signing in at a provider: off unless set, and nobody comes in whom it does not vouch for."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError
from sqlmodel import select

from aggregator.model import OidcIdentity, Person
from aggregator.store import Store
from tests.web.conftest import attribute, csrf_of
from tests.web.example import MAIL, NOW, SETTINGS
from tests.web.provider import CLIENT, SECRET, Provider
from tests.web.serving import PATIENCE, serving
from tests.web.test_get_changes_nothing import everything
from tests.web.test_journal import acts
from web.app import create_app
from web.security.oidc_settings import OidcSettings

LEAVE, BACK = "/desk/anmelden/anbieter", "/desk/anmelden/anbieter/zurueck"


@dataclass
class Desk:
    """A site with a provider, and somebody's browser before it."""

    store: Store
    provider: Provider
    browser: httpx.Client
    now: datetime = NOW

    def leave(self, prefix: str = "", query: str = "") -> str:
        """Go to the provider; gives the address there."""
        answer = self.browser.get(prefix + LEAVE + query)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def away(self, prefix: str = "", query: str = "") -> dict[str, str]:
        """Sign in at the provider; gives what it sends back."""
        answer = httpx.get(self.leave(prefix, query), timeout=PATIENCE)
        assert answer.headers["location"].startswith("http://127.0.0.1:8000" + BACK)
        return {name: found[0] for name, found in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def enter(self, said: dict[str, str] | None = None) -> httpx.Response:
        """Come back, and press the button."""
        said = said or self.away()
        page = self.browser.get(BACK, params=said)
        return self.browser.post(BACK, data=said) if page.status_code == 200 else page

    def linked(self) -> list[tuple[str, str]]:
        """Who is linked to which account."""
        with self.store.reading() as session:
            rows = session.exec(
                select(Person.name, OidcIdentity.subject).where(Person.id == OidcIdentity.person_id)
            ).all()
        return sorted(rows)

    def is_in(self) -> bool:
        """Whether the desk is open to the browser."""
        return self.browser.get("/desk/eingang").status_code == 200


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider, answering on loopback."""
    there = Provider()
    with serving(there.app()) as address:
        there.issuer = address
        yield there


@pytest.fixture
def at_the_desk(office: Store, provider: Provider) -> Iterator[Callable[..., Desk]]:
    """The site with that provider; settings may be given otherwise."""
    opened: list[Any] = []

    def made(**given: Any) -> Desk:
        told = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "Keycloak", **given}
        settings = SETTINGS.model_copy(update={"oidc": OidcSettings(**told)})
        desk = Desk(office, provider, httpx.Client())
        opened.append(serving(create_app(office, settings, MAIL, clock=lambda: desk.now)))
        desk.browser = httpx.Client(
            base_url=opened[-1].__enter__(), headers={"Sec-Fetch-Site": "same-origin"}, timeout=PATIENCE
        )
        opened.append(desk.browser)
        return desk

    yield made
    for each in reversed(opened):
        each.__exit__(None, None, None)


@pytest.fixture
def desk(at_the_desk: Callable[..., Desk]) -> Desk:
    """The site with that provider."""
    return at_the_desk()


def refused(answer: httpx.Response, words: str, status: int = 403) -> bool:
    """Whether an answer says in words why nobody came in."""
    assert "Die Anmeldung hat nicht geklappt." in answer.text
    assert words in answer.text, answer.text
    return answer.status_code == status


@pytest.mark.parametrize(("method", "path"), [("GET", LEAVE), ("GET", BACK), ("POST", BACK)])
def test_without_a_provider_there_are_no_such_pages(
    office: Store, visitor: httpx.Client, method: str, path: str
) -> None:
    assert visitor.request(method, path).status_code == 404
    assert LEAVE not in visitor.get("/desk/anmelden").text


def test_the_sign_in_page_shows_the_provider_by_its_name(desk: Desk) -> None:
    page = desk.browser.get("/fr/desk/anmelden").text
    assert f'href="/fr{LEAVE}"' in page
    assert "Keycloak" in page


def test_a_verified_address_opens_the_desk_and_is_linked(desk: Desk) -> None:
    answer = desk.enter()
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert desk.is_in()
    assert desk.linked() == [("Ayşe Kaya", "7f3c")]
    assert "partnerpost-anbieter" not in desk.browser.cookies


def test_opening_the_way_back_changes_nothing(desk: Desk) -> None:
    before = everything(desk.store)
    said = desk.away()
    for _ in range(3):
        assert "Arbeitsbereich öffnen" in desk.browser.get(BACK, params=said).text
    assert (everything(desk.store), desk.is_in()) == (before, False)
    assert desk.enter(said).status_code == 303


def test_once_linked_the_address_no_longer_matters(desk: Desk) -> None:
    desk.enter()
    desk.browser.cookies.clear()
    desk.provider.address, desk.provider.verified = "anders@example.org", False
    assert desk.enter().status_code == 303
    assert desk.is_in()


def test_an_address_that_passed_to_somebody_else_opens_nothing(desk: Desk) -> None:
    desk.enter()
    desk.browser.cookies.clear()
    desk.provider.subject = "another account"
    assert refused(desk.enter(), "niemand eingetragen")
    assert desk.linked() == [("Ayşe Kaya", "7f3c")]


@pytest.mark.parametrize("address", ["wer@example.org", "", "jan@example.org.evil.example"])
def test_nobody_is_made_a_person_by_it(desk: Desk, address: str) -> None:
    desk.provider.address = address
    assert refused(desk.enter(), "Bitten Sie die Technik im Büro um eine Einladung.")
    assert (desk.linked(), desk.is_in()) == ([], False)
    with desk.store.reading() as session:
        assert len(session.exec(select(Person)).all()) == 2


@pytest.mark.parametrize("verified", [False, None, "false", 0, "", [], "yes"])
def test_an_unverified_address_links_nobody(desk: Desk, verified: object) -> None:
    desk.provider.verified = verified
    assert refused(desk.enter(), "noch nicht bestätigt")
    assert desk.linked() == []


def test_microsoft_says_in_its_own_way_that_an_address_is_verified(desk: Desk) -> None:
    desk.provider.verified = None
    desk.provider.claims = {"xms_edov": "1"}
    assert desk.enter().status_code == 303


def test_who_says_that_an_address_is_not_verified_is_believed(desk: Desk) -> None:
    desk.provider.verified = False
    desk.provider.claims = {"xms_edov": True}
    assert refused(desk.enter(), "noch nicht bestätigt")


_MOMENT = int(NOW.timestamp())
_LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "made for another site": {"aud": "another"},
    "made for another site by way of ours": {"aud": [CLIENT, "another"], "azp": "another"},
    "made for nobody": {"aud": None},
    "by another provider": {"iss": "https://evil.example"},
    "expired": {"exp": _MOMENT - 120},
    "never expires": {"exp": None},
    "made tomorrow": {"iat": _MOMENT + 86_400},
    "not yet good": {"nbf": _MOMENT + 86_400},
    "about nobody": {"sub": None},
    "about a number": {"sub": 7},
    "about somebody with a very long name": {"sub": "x" * 300},
}


@pytest.mark.parametrize("lie", _LIES)
def test_a_token_that_does_not_hold_opens_nothing(desk: Desk, lie: str) -> None:
    desk.provider.claims = _LIES[lie]
    assert refused(desk.enter(), "hält unserer Prüfung nicht stand")
    assert (desk.linked(), desk.is_in()) == ([], False)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_nobody_else_signed_opens_nothing(desk: Desk, algorithm: str) -> None:
    desk.provider.algorithm = algorithm
    assert refused(desk.enter(), "hält unserer Prüfung nicht stand")


def test_a_token_signed_with_a_key_of_their_own_opens_nothing(desk: Desk) -> None:
    desk.provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert refused(desk.enter(), "hält unserer Prüfung nicht stand")


def test_a_code_opens_once(desk: Desk) -> None:
    said = desk.away()
    cookie = desk.browser.cookies["partnerpost-anbieter"]
    assert desk.browser.post(BACK, data=said).status_code == 303
    desk.browser.cookies.clear()
    desk.browser.cookies.set("partnerpost-anbieter", cookie)
    assert refused(desk.browser.post(BACK, data=said), "hält unserer Prüfung nicht stand")


def test_a_code_of_another_browser_opens_nothing(desk: Desk) -> None:
    said = desk.away()
    desk.browser.cookies.clear()
    assert refused(desk.browser.post(BACK, data=said), "in einem anderen Browser")
    assert refused(desk.browser.get(BACK, params=said), "in einem anderen Browser")
    desk.leave()
    assert refused(desk.browser.post(BACK, data=said), "in einem anderen Browser")


def test_a_code_of_another_sign_in_opens_nothing(desk: Desk) -> None:
    """What a stranger's browser was given, put into ours: the verifier does not fit."""
    theirs = desk.away()
    ours = desk.away()
    assert refused(desk.enter(ours | {"code": theirs["code"]}), "hält unserer Prüfung nicht stand")


def test_who_stays_away_too_long_begins_anew(desk: Desk) -> None:
    said = desk.away()
    desk.now += timedelta(minutes=11)
    assert refused(desk.browser.post(BACK, data=said), "vor zu langer Zeit")


def test_who_turns_back_at_the_provider_is_told_so(desk: Desk) -> None:
    desk.provider.error = "access_denied"
    assert refused(desk.enter(), "bei Keycloak abgebrochen")


@pytest.mark.parametrize(
    "said", [{"error": "server_error"}, {}, {"code": "x" * 5000}, {"code": "1", "iss": "https://e"}]
)
def test_what_makes_no_sense_is_answered_in_words(desk: Desk, said: dict[str, str]) -> None:
    state = desk.away()["state"]
    assert refused(desk.browser.get(BACK, params=said | {"state": state}), "hält unserer Prüfung nicht stand")


def test_the_way_there_and_back_keeps_the_language(desk: Desk) -> None:
    said = desk.away("/pl")
    assert desk.provider.asked[-1]["ui_locales"] == "pl"
    assert '<html lang="pl">' in desk.browser.get(BACK, params=said).text


def test_the_way_there_and_back_leads_on_to_the_page_that_was_wanted(desk: Desk) -> None:
    turned = desk.browser.get("/fr/desk/quellen?q=amt")
    page = desk.browser.get(turned.headers["location"]).text
    assert attribute(page, f'a[href*="{LEAVE}"]', "href") == f"/fr{LEAVE}?weiter=/desk/quellen%3Fq%3Damt"
    answer = desk.enter(desk.away(query="?weiter=/desk/quellen%3Fq%3Damt"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/quellen?q=amt")


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/desk//evil.example", "/fristen", "/desk/anmelden", "x" * 600]
)
def test_it_leads_nowhere_else(desk: Desk, path: str) -> None:
    assert desk.enter(desk.away(query=f"?weiter={quote(path, safe='')}")).headers["location"] == "/desk/"


def test_where_something_was_typed_the_provider_opens_in_another_window(desk: Desk) -> None:
    page = desk.browser.post("/desk/neu/veranstaltung", data={"titel": "Ein Treffen"}).text
    assert attribute(page, f'a[href*="{LEAVE}"]', "target") == "_blank"
    assert "damit Ihre Eingaben hier stehen bleiben" in page
    typed = attribute(page, 'form[action="/desk/eingaben"] input', "value")
    desk.enter()
    assert "Ein Treffen" in desk.browser.post("/desk/eingaben", data={"eingaben": typed}).text
    assert "_blank" not in desk.browser.get("/desk/anmelden").text


def test_the_cookie_is_for_the_way_back_alone(desk: Desk) -> None:
    cookie = desk.browser.get(LEAVE).headers["set-cookie"]
    assert {"HttpOnly", f"Path={BACK}", "SameSite=lax", "Max-Age=600"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"]])
def test_the_secret_goes_where_the_provider_wants_it(desk: Desk, methods: list[str]) -> None:
    desk.provider.methods = methods
    assert desk.enter().status_code == 303


def test_what_the_token_does_not_tell_is_asked_for(desk: Desk) -> None:
    desk.provider.tells_at_userinfo = True
    assert desk.enter().status_code == 303
    assert desk.linked() == [("Ayşe Kaya", "7f3c")]


def test_what_is_told_of_somebody_else_is_not_believed(desk: Desk) -> None:
    desk.provider.tells_at_userinfo, desk.provider.userinfo_subject = True, "another"
    assert refused(desk.enter(), "hält unserer Prüfung nicht stand")


@pytest.mark.parametrize(
    ("document", "status", "words", "answered"),
    [
        ("<html>", 200, "antwortet gerade nicht", 502),
        ("[" * 5000, 200, "antwortet gerade nicht", 502),
        ({}, 503, "antwortet gerade nicht", 502),
        ({"issuer": "https://evil.example"}, 200, "hält unserer Prüfung nicht stand", 403),
        ({"token_endpoint": "http://evil.example/token"}, 200, "hält unserer Prüfung nicht stand", 403),
        ({"jwks_uri": None}, 200, "hält unserer Prüfung nicht stand", 403),
    ],
)
def test_a_provider_that_says_nonsense_of_itself_is_not_followed(
    desk: Desk, document: dict[str, Any] | str, status: int, words: str, answered: int
) -> None:
    desk.provider.document, desk.provider.status = document, status
    assert refused(desk.browser.get(LEAVE), words, answered)


def test_a_provider_that_is_down_is_said_to_be(at_the_desk: Callable[..., Desk]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        desk = at_the_desk(issuer=f"http://127.0.0.1:{closed.getsockname()[1]}")
        assert refused(desk.browser.get(LEAVE), "antwortet gerade nicht", 502)


def test_a_wrong_secret_is_our_own_fault_and_not_shown(at_the_desk: Callable[..., Desk]) -> None:
    desk = at_the_desk(client_secret="wrong")
    answer = desk.enter()
    assert refused(answer, "sagen Sie der Technik im Büro Bescheid")
    assert "wrong" not in answer.text


def test_the_page_of_keys_shows_the_link_and_parts_it(desk: Desk) -> None:
    desk.enter()
    assert "Verknüpft seit" in desk.browser.get("/desk/zugang/schluessel").text
    assert desk.browser.post("/desk/zugang/anbieter/loesen", data={"csrf": csrf_of(desk.browser)}).status_code == 303
    assert desk.linked() == []
    parted, linked = acts(desk.browser, "?was=buero")
    assert "Ayşe Kaya ist mit einem Konto beim Anmeldedienst verknüpft worden." in linked
    assert "Ayşe Kaya hat die Verknüpfung mit einem Konto beim Anmeldedienst gelöst." in parted
    assert f"Anmeldedienst: bisher: {desk.provider.issuer} → neu: nichts" in parted
    assert "Noch nicht verknüpft." in desk.browser.get("/desk/zugang/schluessel").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"issuer": "http://login.example.org"}, "full https address"),
        ({"issuer": "login.example.org", "client_id": "x"}, "full https address"),
        ({"issuer": "https://login.example.org"}, "needs a client_id"),
        ({"issuer": "https://login.example.org", "client_id": "x", "client_secret_file": "/no/such"}, "does not exist"),
    ],
)
def test_wrong_settings_say_what_is_wrong(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OidcSettings(**given)


def test_the_secret_may_lie_in_a_file(at_the_desk: Callable[..., Desk], tmp_path: Any) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n", encoding="utf-8")
    assert at_the_desk(client_secret="", client_secret_file=path).enter().status_code == 303
