"""The part of a page that is about something, as HTML."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.spiders import cleaning

_NOISE = "script, style, noscript, template, svg, iframe, nav, footer, aside, form, header nav, [role=navigation]"
_MAIN = ("main", "[role=main]", "article", "#content", "#main", "#inhalt")


def tree_of(html: str) -> LexborHTMLParser:
    """A page without what never belongs to its content."""
    tree = LexborHTMLParser(cleaning.shallow(html))
    for node in tree.css(_NOISE):
        node.decompose()
    return tree


def main_of(tree: LexborHTMLParser, selector: object = None) -> LexborNode | None:
    """The main part: what the source's `content` option selects, else the usual places, else the body."""
    if isinstance(selector, str) and selector:
        return tree.css_first(selector)
    for usual in _MAIN:
        found = tree.css(usual)
        if len(found) == 1:
            return found[0]
    return tree.body


def heading_of(tree: LexborHTMLParser) -> str:
    """What a page calls itself: its first h1, else its title."""
    for selector in ("h1", "title"):
        found = tree.css_first(selector)
        if found is not None and found.text(strip=True):
            return str(found.text(separator=" "))
    return ""


def language_of(tree: LexborHTMLParser) -> str | None:
    """The language the page declares."""
    html = tree.css_first("html")
    declared = (html.attributes.get("lang") if html is not None else None) or ""
    return declared[:2].lower() or None
