"""Adding a source as a person does it, with the script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings, overflow
from tests.crawlers.discovery.places import CALLS, build_feed, build_listing
from tests.crawlers.hostile import Site

_FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


@pytest.fixture
def calls() -> Iterator[str]:
    """The address of a list of calls that has a feed beside it."""
    with Site() as site:
        build_feed(site)
        yield build_listing(site, head=_FEED_LINK)


def look(page: Page, pasted: str) -> None:
    """Paste an address and press the button."""
    page.goto("/desk/quellen")
    page.get_by_role("link", name="Quelle hinzufügen").click()
    page.get_by_label("Adresse einfügen").fill(pasted)
    page.get_by_role("button", name="Ansehen").click()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without"])
def test_three_presses_add_a_source(
    store: Store, open_context: Callable[..., BrowserContext], calls: str, script: bool
) -> None:
    page = enter(open_context(java_script_enabled=script), store)
    look(page, calls)
    expect(page.get_by_role("row")).to_have_count(len(CALLS) + 1)
    page.get_by_role("button", name="So übernehmen").click()
    expect(page.locator(".standing")).to_contain_text("wird jetzt zum ersten Mal abgerufen")


def test_the_page_stays_and_the_focus_goes_to_what_was_found(
    store: Store, open_context: Callable[..., BrowserContext], calls: str
) -> None:
    page = enter(open_context(), store)
    page.goto("/desk/quellen/neu")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Adresse einfügen").fill(calls)
    page.get_by_role("button", name="Ansehen").click()
    expect(page.locator("#gefunden")).to_be_focused()
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator("[data-step]")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_found_is_accessible_and_fits(
    store: Store, open_context: Callable[..., BrowserContext], calls: str, width: int, scheme: str
) -> None:
    page = enter(open_context(viewport={"width": width, "height": 900}, color_scheme=scheme), store)
    look(page, calls)
    expect(page.locator("#gefunden")).to_be_visible()
    for summary in page.locator("#fund summary").all():
        summary.click()
    assert findings(page) == []
    assert overflow(page) <= 0
    page.get_by_label("Adresse einfügen").fill("info@amt.example")
    page.get_by_role("button", name="Ansehen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page) == []
