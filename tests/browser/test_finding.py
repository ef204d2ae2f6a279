"""R3: from the start page to "youth, Poland, eight weeks" with four interactions, with and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from aggregator.store import Store
from tests.web.example import accept


@pytest.mark.parametrize("script", [True, False])
def test_youth_poland_eight_weeks_takes_four_interactions(
    store: Store, open_context: Callable[..., BrowserContext], script: bool
) -> None:
    accept(store)
    page = open_context(java_script_enabled=script).new_page()
    page.goto("/")
    interactions = 0
    for label, choice in (("Partnerland", "PL"), ("Thema", "jugend"), ("Frist", "8w")):
        page.get_by_label(label, exact=True).select_option(choice)
        interactions += 1
    page.get_by_role("button", name="Anzeigen").click()
    interactions += 1
    page.wait_for_url("**/fristen?**")
    assert interactions <= 4
    assert page.locator(".card-title").first.inner_text() == "Jugendbegegnungen mit Partnerkommunen in Polen"
    assert "Treffer" in page.locator(".total").inner_text()


def test_the_address_is_copied_where_a_script_runs(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/fristen?land=PL&bis=8w")
    page.get_by_role("button", name="Link kopieren").click()
    page.get_by_role("button", name="Link ist kopiert").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "http://127.0.0.1:8000/fristen?land=PL&bis=8w"
    assert page.locator("[data-copied]").inner_text() == "Link ist kopiert"


def test_without_a_script_no_button_is_dead(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    for path in ("/fristen", "/fristen/druck", "/einbetten/anleitung", "/kalender/abonnieren"):
        page.goto(path)
        assert page.locator("[data-copy]:visible, [data-print]:visible").count() == 0


def test_data_for_search_engines_is_no_script(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/fristen")
    page.locator(".card-title a").first.click()
    page.wait_for_url("**/angebot/*")
    block = page.locator('script[type="application/ld+json"]')
    assert block.count() == 1
    assert (
        page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').textContent)['@type']")
        == "WebPage"
    )
    assert said == []
