"""Passkeys in a real browser, with the authenticator that it plays itself; and the sign-in provider beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings, overflow
from tests.web.example import MAIL, SETTINGS, clock
from tests.web.provider import CLIENT, SECRET, Provider
from tests.web.serving import listening, serving
from web.app import create_app
from web.security.oidc_settings import OidcSettings

MINE = "/desk/zugang/schluessel"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider of the office."""
    there = Provider()
    with serving(there.app()) as address:
        there.issuer = address
        yield there


@pytest.fixture
def address(store: Store, provider: Provider) -> Iterator[str]:
    """Where the site answers, under a name: no passkey belongs to an IP address."""
    listener = listening()
    here = f"http://localhost:{listener.getsockname()[1]}"
    oidc = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, name="Keycloak")
    settings = SETTINGS.model_copy(update={"base_url": here, "oidc": oidc})
    with serving(create_app(store, settings, MAIL, clock=clock), listener):
        yield here


def device(page: Page, *, verifies: bool = True) -> Callable[[bool], None]:
    """Give the browser a device that asks for a finger, and gets the right one or not.

    What is given back says whether somebody is there to put a finger on it; at first somebody is.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    number = made["authenticatorId"]

    def present(somebody: bool) -> None:
        said = {"authenticatorId": number, "enabled": somebody}
        session.send("WebAuthn.setAutomaticPresenceSimulation", said)

    return present


def add(page: Page, name: str = "Mein Laptop") -> None:
    """Make a passkey, as a person does."""
    page.goto(MINE)
    page.get_by_label("Name, an dem Sie das Gerät erkennen").fill(name)
    page.get_by_role("button", name="Passkey anlegen").click()


def leave(page: Page) -> None:
    """Log out; the device stays."""
    page.locator(".menu-more summary").click()
    page.get_by_role("button", name="Abmelden", exact=True).click()


@pytest.fixture
def desk(store: Store, open_context: Callable[..., BrowserContext]) -> Page:
    """Somebody at their desk, with a device."""
    page = enter(open_context(), store)
    device(page)
    return page


def test_a_passkey_is_made_and_opens_the_desk_at_the_press_of_a_button(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    # a browser that offers nothing by itself
    context.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
    page = enter(context, store)
    device(page)
    add(page)
    expect(page.get_by_role("status")).to_contain_text("„Mein Laptop“ ist angelegt.")
    leave(page)
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.locator(".menu-more").wait_for()


def test_the_address_field_offers_it_by_itself(desk: Page) -> None:
    """The device that the browser plays takes the offer at once."""
    add(desk)
    expect(desk.get_by_role("status")).to_contain_text("„Mein Laptop“ ist angelegt.")
    leave(desk)
    desk.locator(".menu-more").wait_for()
    desk.goto(MINE)
    expect(desk.get_by_role("heading", name="Mein Laptop")).to_be_visible()
    expect(desk.get_by_text("zuletzt benutzt am")).to_be_visible()


def test_a_removed_passkey_is_refused_in_words(desk: Page) -> None:
    add(desk)
    desk.locator("main summary").click()
    expect(desk.get_by_text("Das ist Ihr letzter Passkey.")).to_be_visible()
    desk.get_by_role("button", name="Ja, entfernen").click()
    expect(desk.get_by_role("status")).to_contain_text("Entfernt")
    leave(desk)
    expect(desk.get_by_text("Dieser Passkey öffnet hier nichts (mehr).")).to_be_visible()


def test_a_device_has_one_passkey_for_a_person(desk: Page) -> None:
    add(desk)
    expect(desk.get_by_role("status")).to_contain_text("ist angelegt")
    add(desk, "Noch einmal")
    expect(desk.get_by_role("alert")).to_have_text("Dieses Gerät hat schon einen Passkey für Sie.")
    expect(desk.get_by_label("Name, an dem Sie das Gerät erkennen")).to_have_value("Noch einmal")


def test_without_the_right_finger_nothing_happens(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = enter(open_context(), store)
    device(page, verifies=False)
    add(page)
    expect(page.get_by_role("alert")).to_contain_text("Abgebrochen oder zu lange gewartet.")
    expect(page.get_by_role("button", name="Passkey anlegen")).to_be_focused()


def test_a_lost_connection_is_told(desk: Page) -> None:
    desk.goto(MINE)
    desk.context.set_offline(True)
    desk.get_by_label("Name, an dem Sie das Gerät erkennen").fill("Laptop")
    desk.get_by_role("button", name="Passkey anlegen").click()
    expect(desk.get_by_role("alert")).to_contain_text("gerade nicht zu erreichen")


def test_a_session_that_ended_is_said_on_a_page(desk: Page) -> None:
    desk.goto(MINE)
    desk.context.clear_cookies()
    desk.get_by_label("Name, an dem Sie das Gerät erkennen").fill("Laptop")
    desk.get_by_role("button", name="Passkey anlegen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ihre Sitzung ist abgelaufen.")


def test_without_a_script_it_is_said_that_passkeys_need_one(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    page = enter(open_context(java_script_enabled=False), store)
    page.goto(MINE)
    expect(page.get_by_text("Passkeys brauchen JavaScript")).to_be_visible()
    add(page)
    expect(page.get_by_role("alert").first).to_contain_text("dafür muss JavaScript eingeschaltet sein")
    expect(page.get_by_label("Name, an dem Sie das Gerät erkennen")).to_have_value("Mein Laptop")
    page.goto("/desk/anmelden")
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    expect(page.get_by_text("wenn JavaScript eingeschaltet ist")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_provider_opens_the_desk_with_and_without_a_script(
    open_context: Callable[..., BrowserContext], provider: Provider, script: bool
) -> None:
    page = open_context(java_script_enabled=script).new_page()
    page.goto("/desk/anmelden")
    page.get_by_role("link", name="Mit Keycloak anmelden").click()
    if not script:
        page.get_by_role("button", name="Arbeitsbereich öffnen").click()
    page.locator(".menu-more").wait_for()
    page.goto(MINE)
    expect(page.get_by_text("Verknüpft seit")).to_be_visible()


def test_who_is_unknown_reads_whom_to_ask(open_context: Callable[..., BrowserContext], provider: Provider) -> None:
    provider.address = "wer@example.org"
    page = open_context().new_page()
    page.goto("/desk/anmelden")
    page.get_by_role("link", name="Mit Keycloak anmelden").click()
    expect(page.get_by_text("Bitten Sie die Technik im Büro um eine Einladung.")).to_be_visible()
    page.get_by_role("link", name="Noch einmal anmelden").click()
    page.wait_for_url("**/desk/anmelden")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dress", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_every_page_is_accessible_and_fits(
    store: Store,
    browser: Browser,
    open_context: Callable[..., BrowserContext],
    provider: Provider,
    width: int,
    dress: dict[str, str],
) -> None:
    page = enter(open_context(viewport={"width": width, "height": 900}, **dress), store)
    present = device(page)
    found: list[str] = []
    wide: dict[str, int] = {}

    def examine() -> None:
        found.extend(findings(page))
        wide[page.url] = max(wide.get(page.url, 0), overflow(page))

    page.goto(MINE)
    examine()
    add(page, "Städtepartnerschaftsbegegnungsförderungsantragstelefon")
    page.get_by_role("status").wait_for()
    page.locator("main summary").first.click()
    examine()
    add(page, "Noch einmal")
    expect(page.get_by_role("alert")).not_to_be_empty()
    examine()
    present(False)
    leave(page)
    page.get_by_role("button", name="Mit Passkey anmelden").wait_for()
    examine()
    provider.address = "wer@example.org"
    page.get_by_role("link", name="Mit Keycloak anmelden").click()
    page.get_by_role("link", name="Noch einmal anmelden").wait_for()
    examine()
    assert (found, {path: much for path, much in wide.items() if much > 0}) == ([], {})
