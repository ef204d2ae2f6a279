"""A page that lists several events or calls, cut into its items: repeated siblings that each hold a day and a name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from aggregator.reading.content import main_part
from aggregator.reading.folding import fold
from aggregator.reading.vocabulary import data

MOST_ITEMS = 200
_FEWEST = 3  # so many siblings of one shape make a listing
_SHARE = 0.6  # of the siblings hold a day
_SHARE_OF_PAGE = 0.2  # of the text stands in the items
_MOST_DAYS = 5  # an item names few days: when, until when, since when
_SHORTEST, _LONGEST = 12, 6_000  # characters of an item
_ITEMS = frozenset({"li", "article", "tr", "div", "section", "a", "details"})
_MOST_BOXES = 6_000
_NESTED = 8  # boxes looked through outwards for others of the same shape
_MOST_LOOKS = 12  # how often the text of the page may be looked through in all
_HEADING = "h1, h2, h3, h4, h5, h6"
_EMPHASIS = "strong, b, th, summary"
_TITLE = 300
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a listing: its name, its own piece of HTML, and the address it links to, empty without one."""

    title: str
    html: str
    url: str


def items_of(html: str, url: str | None = None) -> tuple[Item, ...]:
    """The items of a listing page in their order; empty for a page that is about one thing. Never raises.

    `url` is the page's own address, against which links are resolved.
    """
    part = main_part(html)
    if part is None:
        return ()
    tree, root = part
    nodes = _best_group(root)
    base = url or ""
    items = tuple(_item(node, base) for node in nodes[:MOST_ITEMS])
    del tree  # kept alive until here: its nodes are no longer valid without it
    return items


def _best_group(root: LexborNode) -> list[LexborNode]:
    """The largest group of boxes of one shape that mostly hold days, if it fills its share of the page."""
    whole = len(_text(root))
    work = whole * _MOST_LOOKS + 100_000
    groups: defaultdict[tuple[str, ...], list[tuple[LexborNode, str]]] = defaultdict(list)
    for node in root.css(", ".join(sorted(_ITEMS)))[:_MOST_BOXES]:
        text = _text(node)
        work -= len(text)
        if work < 0:
            break
        if _SHORTEST <= len(text) <= _LONGEST:
            groups[_shape(node)].append((node, text))
    best: list[LexborNode] = []
    most = 0.0
    for group in groups.values():
        inner = _innermost(group) if len(group) >= _FEWEST else []
        dated = [(node, text) for node, text in inner if _is_entry(node, text)]
        filled = sum(len(text) for _, text in dated)
        if len(dated) < _FEWEST or len(dated) < _SHARE * len(inner) or filled < _SHARE_OF_PAGE * whole:
            continue
        if sum(len(_days().findall(fold(text))) for _, text in dated) > _MOST_DAYS * len(dated):
            continue  # columns and years of a calendar, each with many entries
        worth = len(dated) * filled**0.5
        if worth > most:
            best, most = [node for node, _ in dated], worth
    return best


def _innermost(group: list[tuple[LexborNode, str]]) -> list[tuple[LexborNode, str]]:
    """Without those boxes that hold others of the group."""
    around: set[int] = set()
    members = {node.mem_id for node, _ in group}
    for node, _ in group:
        box = node.parent
        for _ in range(_NESTED):
            if box is None or box.mem_id in around:
                break
            if box.mem_id in members:
                around.add(box.mem_id)
            box = box.parent
    return [(node, text) for node, text in group if node.mem_id not in around]


def _shape(node: LexborNode) -> tuple[str, ...]:
    """Tag and first class of a box and of the box around it: what siblings share on a page."""
    parent = node.parent
    around = (parent.tag or "", _first_class(parent)) if parent is not None else ("", "")
    own = "" if node.tag in ("tr", "li") else _first_class(node)  # rows are told apart as odd and even
    return (*around, node.tag or "", own)


def _first_class(node: LexborNode) -> str:
    names = (node.attributes.get("class") or "").split(None, 1)
    return names[0].rstrip("0123456789") if names else ""


def _is_entry(node: LexborNode, text: str) -> bool:
    """Whether a box holds a day, and a name besides."""
    days = _days()
    if not days.search(fold(text)):
        return False
    return len(_LETTERS.findall(days.sub(" ", fold(text)))) >= 1 and (node.tag != "a" or len(text) > _SHORTEST)


def _item(node: LexborNode, base: str) -> Item:
    html = node.html or ""
    if node.tag == "tr":
        headers = _header_row(node)
        html = f"<table>{headers.html or '' if headers is not None else ''}{html}</table>"
    return Item(_title(node), html, _address(node, base))


def _header_row(row: LexborNode) -> LexborNode | None:
    """The first row of the table, where it consists of headers alone."""
    body = row.parent
    table = body.parent if body is not None and body.tag in ("tbody", "thead") else body
    first = table.css_first("tr") if table is not None else None
    return first if first is not None and first.css_first("td") is None else None


def _named_cell(row: LexborNode) -> str:
    """The text of the cell whose column is headed "Title", "Veranstaltung" or the like; empty without one."""
    first = _header_row(row)
    headers = [fold(_text(header)) for header in first.css("th")] if first is not None else []
    cells = row.css("td, th")
    names = data("page")["columns"]["names"]
    for header, cell in zip(headers, cells, strict=False):
        if any(name in header for name in names) and len(headers) == len(cells):
            return _text(cell)
    return ""


def _title(node: LexborNode) -> str:
    """Its heading or the cell in the column of names, else its first link with words, what is bold, its first words."""
    cell = _named_cell(node) if node.tag == "tr" and node.css_first(_HEADING) is None else ""
    if cell:
        return cell[:_TITLE]
    for selector, fewest in ((_HEADING, 1), ("a", 2), (_EMPHASIS, 2)):
        for candidate in node.css(selector)[:5]:
            text = _text(candidate)
            if len(_LETTERS.findall(_days().sub(" ", fold(text)))) >= fewest:
                return text[:_TITLE]
    return _text(node)[:_TITLE]


def _address(node: LexborNode, base: str) -> str:
    links = [*node.css(f":is({_HEADING}) a[href]")[:1], *node.css("a[href]")[:3]]
    for link in links:
        try:
            address = urljoin(base, (link.attributes.get("href") or "").strip())
        except ValueError:
            continue
        if _ADDRESS.match(address):
            return address
    return ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


@cache
def _days() -> re.Pattern[str]:
    """A cheap sign of a day in folded text, good enough to tell items from other boxes; they are read later."""
    names: set[str] = set()
    for spoken in data("calendar")["months"].values():
        assert isinstance(spoken, dict)
        names.update(word for words in spoken.values() for word in words if word.isalpha())
    months = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(
        r"\b[0-3]?[0-9] ?[./-] ?[0-3]?[0-9](?: ?[./-] ?(?:20)?[0-9]{2}|\.)|\b20[0-9]{2}-[01][0-9]-[0-3][0-9]"
        rf"|\b[0-3]?[0-9](?:\.|st|nd|rd|th|er)? ?(?:{months})\b|\b(?:{months})\.? [0-3]?[0-9]\b"
    )
