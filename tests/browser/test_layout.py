"""W-03 to W-05: pages bend instead of breaking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.web.example import LONG_TITLE, LONG_WORD, accept, number_of
from tests.web.resembling import questions, report, resemble

# WCAG 1.4.12, the four values of the success criterion
_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""


def pages(store: Store) -> list[str]:
    """Every kind of page, the longest title among them."""
    long = number_of(store, LONG_WORD)
    return [
        "/",
        "/fristen?auch=ohne-frist",
        "/fristen?bis=1w&thema=sport",
        f"/fristen?land={'X' * 200}",
        f"/angebot/{long}",
        "/impressum",
        "/datenschutz",
        "/barrierefreiheit",
        "/desk/eingang",
        "/desk/eingang/quellen",
        "/desk/eingang/alle?was=verwerfen",
        "/desk/entschieden",
        "/desk/quellen",
        "/desk/aenderungen",
        "/desk/quellen/neu",
        "/desk/quellen/dateien",
        "/desk/quellen/stiftung",
        "/desk/quellen/stiftung/aendern",
        f"/desk/eintrag/{long}",
        f"/desk/eintrag/{number_of(store, 'Konkurs')}",
        "/desk/gleich",
        *(f"/desk/gleich/{number}" for number in questions(store)),
        f"/desk/eintrag/{long}/zusammenfuehren?mit=1",
        f"/desk/eintrag/{long}/zusammenfuehren?mit={'x' * 200}",
        "/pl/fristen",
    ]


def overflow(page: Page) -> int:
    """How many pixels stick out to the right."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.fixture
def phone(store: Store, open_context: Callable[..., BrowserContext]) -> Page:
    """Somebody of the office on a narrow phone, with pairs to answer."""
    resemble(store)
    return enter(open_context(viewport={"width": 320, "height": 640}), store)


def test_nothing_sticks_out_at_320_pixels(store: Store, phone: Page) -> None:
    found = {}
    for path in pages(store):
        phone.goto(path)
        found[path] = overflow(phone)
    assert {path: wide for path, wide in found.items() if wide > 0} == {}


def test_an_answered_question_about_long_titles_bends_too(store: Store, phone: Page) -> None:
    report(store, "lang", f"{LONG_TITLE} jetzt", "Wir laden ein.")
    about = next(number for number in questions(store) if _opens(phone, number, LONG_TITLE))
    phone.get_by_role("button", name="Zwei verschiedene").first.click()
    phone.goto(f"/desk/gleich/{about}")
    assert phone.get_by_role("link", name=LONG_WORD).count() == 2
    assert overflow(phone) == 0


def _opens(phone: Page, number: int, title: str) -> bool:
    phone.goto(f"/desk/gleich/{number}")
    return title in phone.content()


def test_wider_spacing_of_letters_and_lines_breaks_nothing(store: Store, phone: Page) -> None:
    found = {}
    for path in pages(store):
        phone.goto(path)
        # through the page's own style sheet object: an inserted <style> would be refused by the page's policy
        phone.evaluate(
            "css => css.split('}').filter(r => r.trim()).forEach(r => document.styleSheets[0].insertRule(r + '}'))",
            _SPACING,
        )
        found[path] = overflow(phone)
    assert {path: wide for path, wide in found.items() if wide > 0} == {}


def test_every_target_is_large_enough_to_hit(store: Store, phone: Page) -> None:
    """2.5.8: 24 by 24 pixels; links inside a sentence are excepted."""
    found = []
    for path in pages(store):
        phone.goto(path)
        found += phone.evaluate(
            """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden]), summary")]
            .filter(e => e.checkVisibility() && !e.closest(".skip, label, p:not(.take):not(.back):not(.more), li p"))
            .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([html, box]) => `${location.pathname} ${html} ${box.width}x${box.height}`)"""
        )
    assert found == [], "\n".join(found)


def test_a_list_prints_without_navigation(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    accept(store)
    page = open_context().new_page()
    page.goto("/fristen?auch=ohne-frist")
    page.emulate_media(media="print")
    assert not page.locator("nav.main").is_visible()
    assert not page.locator("form.finder").is_visible()
    assert page.locator(".card-title").first.is_visible()
