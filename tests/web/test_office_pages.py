"""Who answers for the site, reachable from everywhere, in four languages."""

from __future__ import annotations

from html import unescape

import httpx
import pytest
from sqlalchemy import text

from aggregator.store import Store
from tests.web.example import MAIL, SETTINGS, clock, login_token
from tests.web.serving import serving
from web.app import create_app
from web.desk.personal import kept
from web.security.headers import CONTENT_SECURITY_POLICY
from web.settings import WebSettings

_ONE_CLICK_AWAY = (
    *("/impressum", "/datenschutz", "/barrierefreiheit", "/barriere-melden", "/leichte-sprache", "/daten", "/hilfe"),
)


@pytest.mark.parametrize("prefix", ["", "/fr", "/en", "/pl"])
def test_legal_pages_are_one_click_away_from_every_page(published: Store, visitor: httpx.Client, prefix: str) -> None:
    for path in ("/", "/fristen", "/angebot/1", "/nix", "/abmelden/x", "/desk/anmelden"):
        page = visitor.get(prefix + path).text
        for legal in _ONE_CLICK_AWAY:
            assert f'href="{prefix}{legal}"' in page, (path, legal)
    for legal in _ONE_CLICK_AWAY:
        assert visitor.get(prefix + legal).status_code == 200


def test_the_imprint_names_the_office(visitor: httpx.Client) -> None:
    page = visitor.get("/impressum").text
    assert "Büro für Städtepartnerschaften e. V.<br>Musterweg 1" in page
    assert "Erika Beispiel" in page


def test_the_accessibility_statement_names_gaps_contact_and_ombuds_office(visitor: httpx.Client) -> None:
    page = visitor.get("/barrierefreiheit").text
    assert "kein Video in Deutscher Gebärdensprache" in page
    assert "mailto:buero@example.org?subject=Barriere%20melden" in page
    assert "Ombudsstelle" in page
    assert "2026-11-20" in page


def test_the_privacy_page_tells_all_that_is_kept(visitor: httpx.Client) -> None:
    for language, prefix in (("de", ""), ("fr", "/fr"), ("en", "/en"), ("pl", "/pl")):
        page = unescape(visitor.get(f"{prefix}/datenschutz").text)
        for one in kept(language):
            assert one.what in page
            assert one.how_long in page


def test_who_else_handles_data_and_what_exists_elsewhere_is_named(store: Store) -> None:
    told = SETTINGS.model_copy(
        update={
            "processors": ("Posthaus GmbH (Versand)",),
            "sign_language_url": "https://video.example/dgs",
            "easy_language_url": "https://leicht.example/",
        }
    )
    with serving(create_app(store, told, MAIL, clock=clock)) as address:
        assert "Posthaus GmbH (Versand)" in httpx.get(f"{address}/datenschutz").text
        page = httpx.get(f"{address}/").text
        assert 'href="https://video.example/dgs"' in page
        assert 'href="https://leicht.example/"' in page
        assert "kein Video" not in httpx.get(f"{address}/barrierefreiheit").text


def test_the_desk_is_told_what_the_public_pages_lack(office: Store) -> None:
    with serving(create_app(office, WebSettings(), MAIL, clock=clock)) as address:
        headers = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=address, headers=headers) as client:
            client.post(f"/desk/anmelden/{login_token(office)}")
            assert "imprint, responsible, contact_address" in client.get("/desk/").text
    assert SETTINGS.missing_duties == ()


def test_what_the_office_has_not_entered_is_named(store: Store) -> None:
    with serving(create_app(store, WebSettings(), MAIL, clock=clock)) as address:
        page = httpx.get(f"{address}/impressum").text
        assert "(Einstellung „imprint“)" in page
        assert "(Einstellung „responsible“)" in page
        for path in ("/", "/fristen", "/datenschutz", "/barrierefreiheit", "/fristen.rss", "/fristen.ics"):
            assert httpx.get(address + path).status_code == 200


def test_the_watching_machine_gets_an_answer(visitor: httpx.Client) -> None:
    assert (visitor.get("/health").text, visitor.get("/health").status_code) == ("ok\n", 200)


def test_robots_are_asked_to_stay_off_personal_links(visitor: httpx.Client) -> None:
    assert "Disallow: /abmelden/" in visitor.get("/robots.txt").text


def test_the_wrong_method_is_answered_in_words(visitor: httpx.Client) -> None:
    answer = visitor.delete("/fristen")
    assert answer.status_code == 405
    assert "So lässt sich diese Seite nicht aufrufen." in answer.text


@pytest.mark.parametrize("path", ["/fristen", "/fr/fristen", "/fristen.rss"])
def test_our_own_faults_are_answered_in_words_too(published: Store, visitor: httpx.Client, path: str) -> None:
    with published.engine.begin() as connection:
        connection.execute(text("update source set rank = 'a word that no version knows'"))
    answer = visitor.get(path)
    assert answer.status_code == 500
    assert ("c’est de notre faute" if path.startswith("/fr/") else "es liegt an uns") in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_a_public_address_must_be_complete() -> None:
    with pytest.raises(ValueError, match="full address"):
        WebSettings(base_url="fristen.example.org")
