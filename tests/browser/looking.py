"""What a browser can be asked about a page: findings of axe, what sticks out or is cut off, what is too small."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 1.4.12, the four values of the success criterion
_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# through the page's own style sheet object: an inserted <style> would be refused by the page's policy
_INSERT = "css => css.split('}').filter(r => r.trim()).forEach(r => document.styleSheets[0].insertRule(r + '}'))"
# left out: titles that are cut after two lines on purpose, they lead to their whole; what only screen readers are told
_CUT = """() => [...document.querySelectorAll("body *")].filter(e => {
  const style = getComputedStyle(e);
  const hides = side => ["hidden", "clip"].includes(style[side]);
  if (!e.checkVisibility() || e.matches("input, select, .unseen *, .unseen, .skip, svg *")) return false;
  if (!e.innerText?.trim() || style.webkitLineClamp !== "none" || e.clientWidth <= 1) return false;
  return (hides("overflowX") && e.scrollWidth > e.clientWidth + 1)
    || (hides("overflowY") && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 120))"""
# 2.5.8. Excepted: links inside a sentence, ticks whose label is the target, what is hidden until it has the focus
_SMALL = """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden]), summary, textarea")]
.filter(e => e.checkVisibility() && !e.closest(".skip, label, p:not(.take):not(.back):not(.more), li p"))
.map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
.filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
.map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
_COLOURS = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
"""Its script; a page that brings it along needs none put in."""
_RUN = """options => axe.run(document, { resultTypes: ["violations"], ...options }).then(
  found => found.violations.flatMap(one => one.nodes.map(node => `${one.id} at ${node.html.slice(0, 150)}`)))"""


def findings(page: Page, *, colours: bool | None = None) -> list[str]:
    """What axe says about a page, best practice included, in short.

    `colours` True asks only what depends on them, as in another dress of a page; False all the rest, as in another
    language.
    """
    options: dict[str, object] = {}
    if colours is not None:
        options = {"rules": {rule: {"enabled": False} for rule in _COLOURS}}
    if colours:
        options = {"runOnly": {"type": "rule", "values": _COLOURS}}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(_RUN, options)
    return found


def overflow(page: Page) -> int:
    """How many pixels stick out to the right."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def spread(page: Page) -> None:
    """Space lines, letters and words as widely as WCAG 1.4.12 says that a reader may."""
    page.evaluate(_INSERT, _SPACING)


def cut_off(page: Page) -> list[str]:
    """Elements whose text is longer than what is shown of it."""
    found: list[str] = page.evaluate(_CUT)
    return found


def too_small(page: Page) -> list[str]:
    """What can be pressed and is smaller than 24 by 24 pixels."""
    found: list[str] = page.evaluate(_SMALL)
    return found
