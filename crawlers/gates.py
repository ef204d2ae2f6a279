"""Pages that stand before the page: tests for people, logins, consent walls, and shells that JavaScript fills."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import FailureKind

LITTLE_TEXT = 200
"""Characters; a page that says less says nothing of a call."""
_WANTS_SCRIPT = "javascript"  # the word is the same in all our languages


def guarded(html: str) -> bool:
    """Whether this is a test that tells people from machines, by the marks the products leave."""
    return _bears(html.lower(), "captcha")


def gate_before(html: str, text: str) -> FailureKind | None:
    """What stands before a page of which `text` is all that can be read; None for a page that is merely short.

    `captcha`, `login`, `consent` or `needs_javascript`, told by structure, or by a title that says nothing else.
    """
    if len(text) >= LITTLE_TEXT:
        return None  # scripts of the same products stand on ordinary pages as well
    tree = LexborHTMLParser(html)
    named, low = _named(tree), html.lower()
    if named is FailureKind.CAPTCHA or _bears(low, "captcha") or _bears(low, "captcha_widget"):
        return FailureKind.CAPTCHA
    if named is FailureKind.LOGIN or tree.css_first("input[type=password]") is not None:
        return FailureKind.LOGIN
    if named is FailureKind.CONSENT or _bears(low, "consent"):
        return FailureKind.CONSENT
    return FailureKind.NEEDS_JAVASCRIPT if _is_shell(tree) else None


def _bears(low: str, what: str) -> bool:
    return any(mark in low for mark in _marks()[what])


def _named(tree: LexborHTMLParser) -> FailureKind | None:
    """What the title of the page says that it is."""
    node = tree.css_first("title")
    title = node.text(separator=" ").lower() if node is not None else ""
    titles: dict[str, list[str]] = _marks()["titles"]
    return next((FailureKind(kind) for kind, words in titles.items() if any(word in title for word in words)), None)


def _is_shell(tree: LexborHTMLParser) -> bool:
    """Scripts, and an empty element for what they make, or a word to those who have no JavaScript."""
    if tree.css_first("script") is None:
        return False
    if any(_WANTS_SCRIPT in node.text(deep=True).lower() for node in tree.css("noscript")):
        return True
    return any(not node.text(deep=True).strip() for root in _marks()["roots"] for node in tree.css(root))


@cache
def _marks() -> dict[str, Any]:
    with (Path(__file__).parent / "gates.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
