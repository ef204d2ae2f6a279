"""The list of pages is whole; each of them shows what it is listed for and keeps to the policy of the site (S-01).

W-09: help is in the same place on all of them, and nothing has to be dragged.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES, Shown
from tests.web.conftest import routes

# answers that are no pages: files, data for programs, and what only leads on
_NO_PAGES = (
    ".csv",
    "/naechster",
    "/voriger",
    ".ics",
    ".rss",
    ".atom",
    "/oembed",
    ".json",
    ".jsonld",
    ".xml",
    ".txt",
    ".{ending}",
    "/health",
    "/vorschau",
    "/static/{name}",
    "/fristen/",
)


def test_every_address_that_answers_with_a_page_is_listed() -> None:
    asked = {path for path, methods in routes() if "GET" in methods and not path.endswith(_NO_PAGES)}
    assert asked - {one.route for one in PAGES} == set()


def test_no_two_have_one_name() -> None:
    assert len({one.name for one in PAGES}) == len(PAGES)


@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_it_has_a_heading_and_help_and_no_fault_and_asks_for_nothing_forbidden(
    show: Callable[..., Page], shown: Shown
) -> None:
    page = show(shown)
    headings = page.locator("h1").all_inner_texts()
    assert len(headings) == 1
    assert "es liegt an uns" not in headings[0]
    assert [said.text for said in page.console_messages() if "Content Security Policy" in said.text] == []
    if shown.route != "/einbetten":  # stands inside the page of somebody else, who has help of their own
        assert page.locator(".foot nav a").first.get_attribute("href") == "mailto:buero@example.org"
    assert page.locator("[draggable=true]").count() == 0
    assert page.page_errors() == []
    assert page.evaluate("window.violations") == []
