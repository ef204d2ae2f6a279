"""W-03 to W-05: pages bend instead of breaking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.looking import cut_off, overflow, spread, too_small
from tests.browser.pages import PAGES, Shown
from tests.web.example import LONG_TITLE, LONG_WORD

PHONE = {"viewport": {"width": 320, "height": 640}}


def test_the_longest_title_is_as_long_as_titles_get() -> None:
    assert len(LONG_TITLE) >= 200
    assert len(LONG_WORD) >= 45


@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_nothing_is_cut_off_or_too_small_to_hit_at_320_pixels_however_wide_it_is_spaced(
    show: Callable[..., Page], shown: Shown
) -> None:
    page = show(shown, **PHONE)
    assert (overflow(page), cut_off(page)) == (0, [])
    small = too_small(page)
    assert small == [], "\n".join(small)
    spread(page)
    assert (overflow(page), cut_off(page)) == (0, [])
