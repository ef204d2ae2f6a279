"""What is in order on every page: one heading, help in its place, no fault of ours, nothing that the policy forbids."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.pages import Shown

_SEEN = """() => ({
  headings: [...document.querySelectorAll("h1")].map(e => e.innerText),
  help: document.querySelector(".foot nav a")?.getAttribute("href"),
  dragged: [...document.querySelectorAll("[draggable=true]")].map(e => e.outerHTML.slice(0, 120)),
  violations: window.violations,
})"""
# stands inside the page of somebody else, who has help of their own
_WITHOUT_HELP = ("/einbetten",)


def disorder(page: Page, shown: Shown) -> list[str]:
    """What a reader misses or meets on a page, and what the policy of the site kept it from doing."""
    seen = page.evaluate(_SEEN)
    found = [f"to be dragged: {one}" for one in seen["dragged"]]
    if len(seen["headings"]) != 1:
        found.append(f"headings: {seen['headings']}")
    found += [f"a fault of ours: {one}" for one in seen["headings"] if "es liegt an uns" in one]
    if shown.route not in _WITHOUT_HELP and seen["help"] != "mailto:buero@example.org":
        found.append(f"help leads to {seen['help']}")
    complaints = [said.text for said in page.console_messages() if "Content Security Policy" in said.text]
    return [*found, *seen["violations"], *complaints, *map(str, page.page_errors())]
