"""R1: while one types a municipality, those of the register are suggested; without a script the server asks back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.pages import PAGES

_LISTED = {one.name: one for one in PAGES}


def test_municipalities_are_suggested_while_one_types(show: Callable[..., Page]) -> None:
    for name in ("signing up", "own settings"):
        page = show(_LISTED[name])
        page.locator("#ort").fill("Bottr")
        page.locator("#ort-vorschlaege option[value='Bottrop']").wait_for(state="attached")
        assert page.evaluate("window.violations") == []
