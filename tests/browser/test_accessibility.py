"""W-01, W-02: no finding of axe, best practice included, on any page in any state, width, dress and language."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, product
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings
from tests.browser.pages import PAGES, Shown

_WIDTHS = (1280, 320)
_DRESSES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)
_FIRST = {one.route: one for one in reversed(PAGES)}


@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_axe_finds_nothing(show: Callable[..., Page], shown: Shown) -> None:
    page = show(shown)
    found, widths = {}, set[int]()
    # the first state of each page in every width and dress, the others in both widths
    looks = list(product(_WIDTHS, _DRESSES)) if shown in _FIRST.values() else [*zip(_WIDTHS, _DRESSES[:2], strict=True)]
    for width, dress in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**dress)
        # names, roles and sizes are the same in every dress
        found[f"{width} {dress}"] = findings(page, colours=True if width in widths else None)
        widths.add(width)
    assert {look: said for look, said in found.items() if said} == {}


# the languages in turn: one template makes all of them, and `test_html` reads each page in all four
@pytest.mark.parametrize(
    ("shown", "language"), [*zip(_FIRST.values(), cycle(("fr", "en", "pl")))], ids=lambda one: getattr(one, "name", one)
)
def test_axe_finds_nothing_in_other_languages(show: Callable[..., Page], shown: Shown, language: str) -> None:
    page = show(shown, language=language, viewport={"width": 320, "height": 900})
    assert page.locator("html").get_attribute("lang") == language
    assert findings(page, colours=False) == []


def test_axe_finds_nothing_in_a_row_that_was_answered_in_place(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    page = enter(open_context(), store)
    page.get_by_role("button", name="Verwerfen").first.click()
    page.locator(".row-done").wait_for()
    assert findings(page) == []
