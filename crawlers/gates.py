"""Pages that stand before the page: tests for people, logins, consent walls, and shells that JavaScript fills."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import FailureKind

LITTLE_TEXT = 200
"""Characters; a page that says less says nothing of a call."""
_WANTS_SCRIPT = "javascript"  # the word is the same in all our languages


def guarded(html: str) -> bool:
    """Whether this is a test that tells people from machines, by the marks the products leave."""
    low = html.lower()
    return any(mark in low for mark in _marks()["captcha"])


def gate_before(html: str, text: str) -> FailureKind | None:
    """What stands before a page of which `text` is all that can be read; None for a page that is merely short.

    `captcha`, `blocked` (login or consent) or `needs_javascript`, told by structure and not by wording.
    """
    if len(text) >= LITTLE_TEXT:
        return None  # scripts of the same products stand on ordinary pages as well
    if guarded(html):
        return FailureKind.CAPTCHA
    low = html.lower()
    if any(mark in low for mark in _marks()["captcha_widget"]):
        return FailureKind.CAPTCHA
    tree = LexborHTMLParser(html)
    if tree.css_first("form input[type=password]") is not None or any(mark in low for mark in _marks()["consent"]):
        return FailureKind.BLOCKED
    return FailureKind.NEEDS_JAVASCRIPT if _is_shell(tree) else None


def _is_shell(tree: LexborHTMLParser) -> bool:
    """Scripts, and an empty element for what they make, or a word to those who have no JavaScript."""
    if tree.css_first("script") is None:
        return False
    if any(_WANTS_SCRIPT in node.text(deep=True).lower() for node in tree.css("noscript")):
        return True
    return any(not node.text(deep=True).strip() for root in _marks()["roots"] for node in tree.css(root))


@cache
def _marks() -> dict[str, list[str]]:
    with (Path(__file__).parent / "gates.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, list[str]] = yaml.safe_load(lines)
    return loaded
