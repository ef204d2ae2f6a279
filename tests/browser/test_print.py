"""W-12: what is printed is what is read: no navigation, no buttons, few sheets, and a file that can be read aloud."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import cast

import pytest
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from aggregator.store import Store
from tests.browser.pages import PAGES
from tests.web.example import LONG_TITLE, Example, accept, take

_LISTED = {one.name: one for one in PAGES}


def printed(page: Page) -> PdfReader:
    """The page on A4, as Chromium writes it."""
    return PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True)))


def test_a_list_prints_without_navigation(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    accept(store)
    page = open_context().new_page()
    page.goto("/fristen?auch=ohne-frist")
    page.emulate_media(media="print")
    assert not page.locator("nav.main").is_visible()
    assert not page.locator("form.finder").is_visible()
    assert page.locator(".card-title").first.is_visible()


@pytest.mark.parametrize("name", ["finder", "item", "inbox", "entry", "sources"])
def test_a_printed_page_tells_voices_its_headings(show: Callable[..., Page], name: str) -> None:
    root = cast("DictionaryObject", printed(show(_LISTED[name])).trailer["/Root"])
    assert cast("DictionaryObject", root["/MarkInfo"])["/Marked"]
    assert "/StructTreeRoot" in root


def test_twenty_entries_take_two_sheets(show: Callable[..., Page]) -> None:
    page = show(_LISTED["inbox, many"])
    assert page.locator("[data-row]").count() == 20
    assert len(printed(page).pages) <= 2


def test_sixty_deadlines_take_six_sheets(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    numbers = []
    for number in range(60):
        title = f"{LONG_TITLE[:150]} {number}"
        text = f"Das {number}. Programm fördert Vereine aus Polen mit 4.500 Euro. Bewerbungsschluss: 15. Januar 2027."
        example = Example(f"druck-{number}", title, text)
        take(store, [example])
        numbers += accept(store, title)
    page = open_context().new_page()
    page.goto("/fristen/druck")
    assert page.locator(".paper-list li").count() >= 60
    page.emulate_media(media="print")
    assert page.locator(".qr svg").is_visible()
    assert not page.get_by_role("button", name="Jetzt drucken").is_visible()
    assert len(printed(page).pages) <= 6


def test_a_notice_is_one_sheet(show: Callable[..., Page]) -> None:
    assert len(printed(show(_LISTED["item, as a notice"])).pages) == 1


def test_no_button_is_printed(show: Callable[..., Page]) -> None:
    page = show(_LISTED["inbox"])
    page.emulate_media(media="print")
    assert not page.get_by_role("button").first.is_visible()
