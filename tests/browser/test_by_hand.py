"""Entering something by hand in a browser: without script, on a phone, with errors in view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings, overflow

LONG = "Städtepartnerschaftsbegegnungsförderungsantrag" * 2


@pytest.fixture
def plain(store: Store, open_context: Callable[..., BrowserContext]) -> Page:
    """A narrow phone without JavaScript."""
    return enter(open_context(viewport={"width": 320, "height": 640}, java_script_enabled=False), store)


def test_something_is_entered_without_script_from_the_menu_to_the_public_page(plain: Page) -> None:
    plain.get_by_text("Mehr", exact=True).click()
    plain.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Von Hand eintragen").click()
    plain.get_by_role("link", name="Gutes Beispiel").click()
    plain.get_by_label("Titel").fill("Chöre singen zusammen")
    plain.get_by_label("Was ist gelungen?").fill("Drei Chöre. Ein Abend. Viele Lieder.")
    plain.get_by_role("button", name="Speichern und annehmen").click()
    expect(plain.get_by_role("status")).to_contain_text("Eingetragen und angenommen.")
    plain.get_by_role("link", name="So sehen es alle").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Chöre singen zusammen")


def test_an_error_is_one_press_away_from_its_field_and_axe_finds_nothing(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    page = enter(open_context(viewport={"width": 320, "height": 640}), store)
    page.goto("/desk/neu/partnersuche")
    page.get_by_label("Wer sucht?").fill(LONG)
    page.get_by_label("Bis wann wird gesucht?").fill("31.2.")
    page.locator("summary", has_text="Themen").click()
    page.get_by_label("Sport").check()
    page.get_by_role("button", name="Nur in den Eingang legen").click()
    expect(page.get_by_role("alert")).to_contain_text("Noch nicht gespeichert.")
    page.get_by_role("link", name="Bis wann wird gesucht?").click()
    expect(page.get_by_label("Bis wann wird gesucht?")).to_be_focused()
    expect(page.get_by_label("Bis wann wird gesucht?")).to_have_value("31.2.")
    expect(page.get_by_label("Sport")).to_be_checked()
    assert findings(page) == []
    assert overflow(page) == 0


def test_what_was_entered_with_a_long_name_bends(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = enter(open_context(viewport={"width": 320, "height": 640}), store)
    page.goto("/desk/neu/partnersuche")
    page.get_by_label("Wer sucht?").fill(LONG)
    page.get_by_label("Wofür?").fill("Chor")
    page.get_by_label("Kontakt").fill("a@example.org")
    page.get_by_role("button", name="Speichern und annehmen").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_the_menu_opens_without_script_and_covers_nothing_it_should_not(
    store: Store, open_context: Callable[..., BrowserContext], width: int
) -> None:
    page = enter(open_context(viewport={"width": width, "height": 640}), store)
    expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()
    page.locator(".menu-more summary").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) == 0
