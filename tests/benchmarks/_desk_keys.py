"""A person with quick fingers: decisions by single keys in a real browser, page after page of the inbox."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.chromium import chromium

_KEYS = "axsa"
# from the key until the decision is told and the focus stands on what comes next
_WATCH = """
let pressed = 0;
window.waited = [];
const settled = () => {
  const status = document.querySelector("[role=status]");
  const focused = document.activeElement;
  if (pressed && status && status.textContent && focused && focused.matches("[data-title], a, button")) {
    window.waited.push(performance.now() - pressed);
    pressed = 0;
  }
};
addEventListener("keydown", (event) => { if ("axs".includes(event.key)) pressed = performance.now(); }, true);
addEventListener("DOMContentLoaded", () => new MutationObserver(settled).observe(document.documentElement,
  { childList: true, characterData: true, subtree: true }));
"""


@dataclass(frozen=True, slots=True)
class Run:
    """So many decisions: milliseconds of each, and seconds for all, loading the pages included."""

    ms: tuple[float, ...]
    seconds: float

    def share(self, part: float) -> float:
        """Milliseconds within which this part of the decisions was done."""
        return sorted(self.ms)[min(len(self.ms) - 1, round(part * len(self.ms)))]


def decided_by_key(address: str, token: str, number: int) -> Run:
    """Decide so many rows with A, X and S; where a page of the inbox is done, Enter loads the next."""
    with chromium() as browser:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto(f"/desk/anmelden/{token}")
        page.get_by_role("button", name="Arbeitsbereich öffnen").click()
        page.wait_for_url("**/desk/**")
        context.add_init_script(_WATCH)
        page.goto("/desk/eingang")
        before = time.perf_counter()
        waited: list[float] = []
        while len(waited) < number:
            waited += _page_done(page, number - len(waited))
        seconds = time.perf_counter() - before
        context.close()
    return Run(tuple(waited), seconds)


def _page_done(page: Page, at_most: int) -> list[float]:
    rows = min(page.locator("[data-row]").count(), at_most)
    assert rows, "the inbox is empty: there is nothing to decide"
    page.keyboard.press("j")
    for done in range(1, rows + 1):
        page.keyboard.press(_KEYS[done % len(_KEYS)])
        page.wait_for_function("number => window.waited.length >= number", arg=done)
    waited: list[float] = page.evaluate("window.waited")
    with page.expect_navigation():
        if page.locator("[data-finished]").is_visible():
            page.keyboard.press("Enter")
        else:
            page.reload()
    return waited
