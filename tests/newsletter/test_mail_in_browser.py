"""The mail as a browser shows it: readable for everybody, in light and dark, on a phone and on a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from newsletter.choosing import choose
from newsletter.content import Masthead
from newsletter.rendering import render_edition
from tests.newsletter.samples import BOTTROP, TODAY, colourful_issue, opportunity, placed, settings

pytestmark = pytest.mark.browser

# a mail is a part of the mail program's page: main and other landmarks are the program's affair
_RULES = {"rules": {name: {"enabled": False} for name in ("region", "landmark-one-main", "bypass")}}
LONG = "Grenzüberschreitendeverwaltungszusammenarbeitsförderrichtlinie " * 2


def _html(language: str) -> str:
    views = placed(opportunity(20, title=LONG, organiser=LONG, summary=LONG, place=LONG, audiences=("school",)))
    chosen = choose((*colourful_issue(), *views), BOTTROP, most=15, today=TODAY)
    head = Masthead("Ausgabe Dezember 2026", "Liebe Leserinnen und Leser,\n\nder Dezember ist kurz.")
    return render_edition(head, chosen, BOTTROP, settings(), language=language, today=TODAY).html


def _opened(browser: Browser, width: int, scheme: str, language: str) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(_html(language))
    return page, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("de", 600), ("de", 320), ("fr", 320), ("en", 320), ("pl", 320)])
def test_axe_finds_nothing(browser: Browser, language: str, width: int, scheme: str) -> None:
    page, asked = _opened(browser, width, scheme, language)
    found = Axe().run(page, options=_RULES)
    page.context.close()
    assert found.violations_count == 0, found.generate_report()
    assert asked == []


@pytest.mark.parametrize("width", [320, 375, 600, 900])
def test_nothing_is_wider_than_the_screen_even_with_endless_words(browser: Browser, width: int) -> None:
    page, _ = _opened(browser, width, "light", "de")
    widest: int = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_can_be_hit_with_a_finger_and_are_underlined(browser: Browser, scheme: str) -> None:
    page, _ = _opened(browser, 320, scheme, "de")
    script = """() => [...document.querySelectorAll('a')].map(a => [
        a.innerText, a.getBoundingClientRect().height, getComputedStyle(a).textDecorationLine])"""
    links: list[tuple[str, float, str]] = page.evaluate(script)
    page.context.close()
    assert len(links) > 20
    assert [words for words, height, line in links if line != "underline"] == []
    # links in a sentence or heading are exempt from the target size (WCAG 2.2, 2.5.8); ours reach 18 px at least
    assert [words for words, height, line in links if height < 18] == []


def test_text_grown_to_double_size_still_fits_a_phone_turned_sideways(browser: Browser) -> None:
    page, _ = _opened(browser, 640, "light", "de")
    page.evaluate("document.body.style.zoom = '2'")
    widest: int = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= 640


def test_dark_readers_get_a_dark_page(browser: Browser) -> None:
    script = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    colours = []
    for scheme in ("light", "dark"):
        page, _ = _opened(browser, 600, scheme, "de")
        colours.append(page.evaluate(script))
        page.context.close()
    assert colours == ["rgb(255, 253, 248)", "rgb(26, 34, 41)"]
