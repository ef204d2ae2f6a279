"""The main text of a page: what it is about, line by line, without navigation, footers and side boxes.

Structure becomes text: headings start with "## ", list items with "- ", tables and definition lists become
"label: value", struck-out text stands between "~~". Hidden text and text of other items is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading.folding import fold
from aggregator.reading.structured import Stated, read_stated
from aggregator.reading.tables import LINE, spell_out_tables
from aggregator.reading.tiles import spell_out_tiles
from aggregator.reading.vocabulary import data

LONGEST = 6_000_000  # characters of HTML that are parsed
_DROPPED = (
    "script, style, noscript, template, svg, nav, iframe, object, embed, canvas, select, button, dialog, head, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=search], [role=banner], [role=contentinfo], "
    "[role=complementary], [role=dialog], body > header, body > footer, footer, aside"
)
_ROOTS = ("main", "[role=main]", "[itemprop=articleBody]", "#main-content", "#maincontent", "#content", "#main")
_BLOCKS = (
    "p, div, section, article, main, ul, ol, li, dl, dt, dd, table, tr, blockquote, pre, figure, figcaption, address, "
    "header, form, fieldset, h1, h2, h3, h4, h5, h6, hr, br, details, summary, label, legend"
)
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[a-z]+")
_SPACES = re.compile(r"[\t\r\n\f\v][ \t\r\n\f\v]*| [ \t\r\n\f\v]+")  # all but single blanks, which are most
_LINES = re.compile(f" ?{LINE}[ {LINE}]*")
_SHARE_OF_SITE = 0.5  # a side box never holds more of the text than this
_SHARE_OF_ROOT = 0.25  # a main element holds at least this much of it
_MOST_NODES = 20_000
_MOST_LOOKS = 30  # how often the text may be measured in all
_DEEPEST = 800  # nested elements; deeper pages are attacks, and cost the parser the square of their depth
_NESTING = re.compile(
    r"<(/?)(div|span|section|table|b|i|em|strong|font|ul|ol|a|blockquote|article|main|dl"
    r"|center|u|s|del|small|sub|sup|fieldset|form|svg|g|object|button|details|label|q|ins"
    r"|code|kbd|var|ruby|nav|aside|header|footer|figure|[a-z]+-[a-z]+)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_HEAD = 50_000  # characters in which a page says that it is one
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Content:
    """A page as it is read: its headline, its main text, and what its markup states."""

    title: str
    text: str
    stated: Stated
    whole: bool = False  # a page of a website, not a piece of HTML that a source hands over as an item


def read_page(html: str) -> Content:
    """The main part of a page, one line per block of its text; empty for a page without text. Never raises."""
    page = html[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    if _is_too_deep(page):
        return Content("", _LINES.sub("\n", _SPACES.sub(" ", _TAG.sub(LINE, page))).strip(), Stated())
    tree = LexborHTMLParser(page)
    title, stated = _title(tree), read_stated(tree)
    return Content(title, _main_text(tree), stated, whole=_WHOLE.search(page, 0, _HEAD) is not None)


def _title(tree: LexborHTMLParser) -> str:
    """The page's own headline: its first h1, else its title element."""
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        title = _SPACES.sub(" ", node.text(deep=True)).strip() if node else ""
        if title:
            return title[:300]
    return ""


def main_part(html: str) -> tuple[LexborHTMLParser, LexborNode] | None:
    """The element that holds what the page is about, cleared of what belongs to the site.

    The tree comes with it and must be kept as long as its elements are used. None for a page without a body.
    """
    page = html[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    if _is_too_deep(page):
        return None
    tree = LexborHTMLParser(page)
    root = _cleared(tree)
    return None if root is None else (tree, root)


def _main_text(tree: LexborHTMLParser) -> str:
    root = _cleared(tree)
    if root is None:
        return ""
    _spell_out(root)
    text = _SPACES.sub(" ", root.text(deep=True, separator=""))
    return _LINES.sub("\n", text).strip()


def _cleared(tree: LexborHTMLParser) -> LexborNode | None:
    if tree.body is None:
        return None
    _drop(tree.css(_DROPPED))
    _drop(node for node in tree.css("[style]") if _is_hidden(node))
    root = _root(tree)
    _drop_side_boxes(root)
    return root


def _is_hidden(node: LexborNode) -> bool:
    """Whether its style hides it for good; tables that a script draws are invisible until it has run."""
    style = node.attributes.get("style") or ""
    if _INVISIBLE.search(style):
        return node.css_first("table") is None
    return _HIDDEN.search(style) is not None


def _is_too_deep(page: str) -> bool:
    depth = 0
    for tag in _NESTING.finditer(page) if page.count("<") > _DEEPEST else ():
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _drop(nodes: Iterator[LexborNode] | list[LexborNode]) -> None:
    # replaced, not decomposed: a destroyed parent would leave its children in this list without memory
    for node in list(nodes):
        if node.parent is not None and node.tag not in ("html", "body"):
            node.replace_with(" ")


def _length(node: LexborNode) -> int:
    return sum(map(len, node.text(deep=True, separator=" ").split()))


def _root(tree: LexborHTMLParser) -> LexborNode:
    """The element that says it is the main one, if it holds enough of the text, else the whole body."""
    body = tree.body
    assert body is not None
    whole = _length(body)
    for selector in _ROOTS:
        node = tree.css_first(selector)
        if node is not None and _length(node) >= whole * _SHARE_OF_ROOT:
            return node
    articles = tree.css("article")
    if len(articles) == 1 and _length(articles[0]) >= whole * _SHARE_OF_ROOT:
        return articles[0]
    return body


@cache
def _noise() -> tuple[frozenset[str], frozenset[str]]:
    known = data("page")["noise"]
    return frozenset(known["names"]), frozenset(known["titles"])


def _drop_side_boxes(root: LexborNode) -> None:
    """Leave out boxes named like parts of a site, and lists of other items under such a heading."""
    names, titles = _noise()
    whole = _length(root)
    boxes = root.css("[class], [id]")[:_MOST_NODES]
    work = whole * _MOST_LOOKS + 100_000
    for node in boxes:
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
        if node.tag in ("body", "main", "html") or not names.intersection(_NAME_PARTS.findall(named)):
            continue
        length = _length(node)
        work -= length
        if work < 0:
            break
        if node.parent is not None and length <= whole * _SHARE_OF_SITE:
            node.replace_with(" ")
    for heading in root.css(_HEADINGS):
        if fold(heading.text(deep=True)).strip(" :\n\t") in titles:
            _drop_rest(heading, whole)


def _drop_rest(heading: LexborNode, whole: int) -> None:
    """Drop what follows such a heading inside its box: the box itself if that is all it holds."""
    box = heading.parent
    if box is not None and box.tag in ("div", "section", "aside", "ul") and _length(box) <= whole * _SHARE_OF_SITE:
        box.replace_with(" ")
        return
    following = heading.next
    while following is not None and following.tag not in ("h1", "h2"):
        after = following.next
        following.replace_with(" ")
        following = after
    heading.replace_with(" ")


def _spell_out(root: LexborNode) -> None:
    """Turn structure into text; LINE marks where a new line begins."""
    for node in root.css("del, s, strike")[:_MOST_NODES]:
        struck = node.text(deep=True).strip()
        node.replace_with(f" ~~{struck}~~ " if struck else " ")
    for link in root.css("a[href]")[:_MOST_NODES]:
        if link.text(deep=True).strip() == link.attributes.get("href"):
            link.replace_with(" ")  # an address that is shown says nothing, and its figures are no dates
    spell_out_tiles(root)
    spell_out_tables(root)
    for node in root.css(_HEADINGS)[:_MOST_NODES]:
        node.insert_before(f"{LINE}## ")
        node.insert_after(LINE)
    for node in root.css("li")[:_MOST_NODES]:
        node.insert_before(f"{LINE}- ")
    for node in root.css(_BLOCKS)[:_MOST_NODES]:
        if node.tag not in ("li", "h1", "h2", "h3", "h4", "h5", "h6"):
            node.insert_before(LINE)
        node.insert_after(LINE)
