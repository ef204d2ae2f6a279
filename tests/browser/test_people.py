"""Coming in without JavaScript: invited, a password chosen, a second step set up, signed in again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.web.example import NOW
from tests.web.staff import code_of, switch_on

NEW = "vier grüne Züge fahren"


def invite(page: Page) -> None:
    """Invite Maria Lang; the page shows her link then."""
    page.goto("/desk/personen")
    page.get_by_label("Name").fill("Maria Lang")
    page.get_by_label("E-Mail-Adresse").fill("maria@example.org")
    page.get_by_role("button", name="Einladung erstellen").click()


def test_an_invited_person_joins_and_signs_in_without_javascript(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    office = enter(open_context(java_script_enabled=False), store)
    invite(office)
    link = office.get_by_label("Der Link").input_value()

    page = open_context(java_script_enabled=False).new_page()
    page.goto(link.removeprefix("http://127.0.0.1:8000"))
    page.get_by_label("Neues Passwort").fill(NEW)
    page.get_by_label("Noch einmal").fill(NEW)
    page.get_by_role("button", name="Passwort speichern und weiter").click()
    page.goto("/desk/zugang")
    page.get_by_text("Mehr", exact=True).click()
    page.get_by_role("button", name="Abmelden").first.click()

    page.goto("/desk/quellen")
    page.get_by_label("E-Mail-Adresse").fill("maria@example.org")
    page.get_by_label("Passwort").fill(NEW)
    page.get_by_role("button", name="Anmelden").click()
    assert page.url.endswith("/desk/quellen")


@pytest.mark.parametrize("may", [True, False])
def test_the_link_is_copied_at_a_press_or_marked_where_the_browser_does_not_let_it(
    store: Store, open_context: Callable[..., BrowserContext], may: bool
) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"] if may else [])
    if not may:
        context.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    page = enter(context, store)
    invite(page)
    link = page.get_by_label("Der Link").input_value()
    page.get_by_role("button", name="Link kopieren").click()
    said = "Der Link ist kopiert." if may else "Der Link ist jetzt markiert"
    expect(page.get_by_role("status")).to_contain_text(said)
    asked = "navigator.clipboard.readText()" if may else "getSelection().toString()"
    assert page.evaluate(asked) == link


def test_without_a_script_nothing_offers_to_copy(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = enter(open_context(java_script_enabled=False), store)
    invite(page)
    expect(page.get_by_label("Der Link")).to_be_visible()
    expect(page.get_by_role("button", name="Link kopieren")).to_be_hidden()


def test_what_was_typed_survives_an_expired_session_and_a_second_step(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(java_script_enabled=False)
    page = enter(context, store)
    page.goto("/desk/zugang")
    page.get_by_label("Neues Passwort").fill(NEW)
    page.get_by_label("Noch einmal").fill(NEW)
    page.get_by_role("button", name="Passwort speichern").click()
    recovery = switch_on(store, "Ayşe Kaya", NOW)[0]
    assert code_of(store, "Ayşe Kaya", NOW)

    page.goto("/desk/personen")
    page.get_by_label("Name").fill("Oleh Шевченко")
    page.get_by_label("E-Mail-Adresse").fill("oleh@example.org")
    context.clear_cookies()
    page.get_by_role("button", name="Einladung erstellen").click()
    page.get_by_label("E-Mail-Adresse").fill("ayşe@example.org")
    page.get_by_label("Passwort").fill(NEW)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_text("Telefon nicht zur Hand?").click()
    page.get_by_label("Einer Ihrer Ersatzcodes").fill(recovery)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Jetzt senden").click()
    assert page.get_by_role("heading", name="Ein Link für Oleh Шевченко").is_visible()
