"""W-09: no bar lies over what has the focus (2.4.11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES

_LISTED = {one.name: one for one in PAGES}
# gives the elements that were covered when they had the focus
_COVERED = """() => [...document.querySelectorAll("main :is(a[href], button, input:not([type=hidden]), summary)")]
.filter(e => {
  if (!e.checkVisibility()) return false;
  e.focus();
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + box.height / 2);
  return top && !e.contains(top) && !top.contains(e);
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", ["inbox", "inbox, many", "entry", "pair", "sources, many"])
def test_nothing_covers_what_has_the_focus(show: Callable[..., Page], name: str) -> None:
    page = show(_LISTED[name])
    page.emulate_media(reduced_motion="reduce")
    for width, height in ((320, 640), (320, 256), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        covered = page.evaluate(_COVERED)
        assert covered == [], "\n".join([f"{width} x {height}", *covered])
