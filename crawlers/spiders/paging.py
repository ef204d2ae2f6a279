"""The next page of a list, as the page itself offers it.

An address is taken from a link. Only where the pager leaves numbers out is one counted, from its own links, and never
where the address holds a token: such pages belong to a session and cannot be made up.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.spiders import cleaning
from crawlers.spiders.words import words

_NUMBER = re.compile(r"\d{1,9}")
_NEXT = re.compile(r"(?:^|[-_\s])(?:next|forward|nachste|weiter)(?:$|[-_\s])", re.IGNORECASE)
_PAGER = re.compile(r"pag(?:er|ing|in)|nav-links|wp-pagenavi|seiten|blaettern", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[^&=/]*[A-Za-z])(?=[^&=/]*\d)[A-Za-z0-9_-]{16,}|%25")
_OUTWARDS = 4
_LABEL = re.compile(r"[0-9]{1,4}")


def next_page(html: str, url: str, *, selector: str = "") -> str:
    """The address of the page behind the one found at `url`; empty where there is none.

    In this order: what the source's own CSS selects, `rel=next`, a link that says or is named "next", the number behind
    the present one.
    """
    tree = LexborHTMLParser(cleaning.shallow(html))
    if selector:
        return _target(tree.css_first(selector), url)
    stated = _target(tree.css_first("a[rel~=next], link[rel~=next]"), url)
    if stated:
        return stated
    anchors = [(node, target) for node in tree.css("a[href]") if (target := _target(node, url))]
    return _said(anchors, url) or _numbered(tree, anchors, url)


def _said(anchors: list[tuple[LexborNode, str]], url: str) -> str:
    """Where a link leads that says "next"; outside a pager only if no other says the same, for teasers do as well."""
    saying = [(node, target) for node, target in anchors if _says_next(node)]
    for node, target in saying:
        if _in_pager(node) and _is_page_of(target, url, in_pager=True):
            return target
    alone = {target for _, target in saying if _is_page_of(target, url, in_pager=False)}
    return alone.pop() if len(alone) == 1 and len({target for _, target in saying}) == 1 else ""


def _target(node: LexborNode | None, url: str) -> str:
    """Where a link leads, if it leads away from this page."""
    if node is None:
        return ""
    target = urldefrag(cleaning.link(url, node.attributes.get("href") or "")).url
    return "" if target == urldefrag(url).url else target


def _says_next(node: LexborNode) -> bool:
    labels = (node.text(separator=" "), node.attributes.get("aria-label"), node.attributes.get("title"))
    for label in labels:
        said = " ".join((label or "").lower().split())
        if said in words("further") or said.strip(" ›»>→") in words("further"):
            return True
    names = " ".join((node.attributes.get("class") or "", (node.parent and node.parent.attributes.get("class")) or ""))
    return bool(_NEXT.search(names))


def _in_pager(node: LexborNode) -> bool:
    box = node.parent
    for _ in range(_OUTWARDS):
        if box is None:
            return False
        named = " ".join(box.attributes.get(name) or "" for name in ("class", "id", "aria-label"))
        if _PAGER.search(named):
            return True
        box = box.parent
    return False


def _is_page_of(target: str, url: str, *, in_pager: bool) -> bool:
    """Whether an address is another page of this list, and not an entry on it."""
    there, here = urlsplit(target), urlsplit(url)
    if there.netloc != here.netloc:
        return False
    return in_pager or there.path == here.path or _bare(there.path) == _bare(here.path)


def _bare(path: str) -> str:
    """A path without what counts its pages."""
    return re.sub(r"/(?:(?:page|seite|strona|p)[/-]?)?\d{1,4}(?=/|\.|$)", "", path).rstrip("/")


def _numbered(tree: LexborHTMLParser, anchors: list[tuple[LexborNode, str]], url: str) -> str:
    pages: dict[int, str] = {}
    for node, target in anchors:
        label = node.text(separator=" ").strip()
        if _LABEL.fullmatch(label) and _is_page_of(target, url, in_pager=False):
            pages.setdefault(int(label), target)
    if not pages:
        return ""
    following = (_current(tree) or _counted_current(pages, url)) + 1
    if following in pages or following > max(pages):
        return pages.get(following, "")
    return _built(pages, following)


def _current(tree: LexborHTMLParser) -> int | None:
    """The number of the present page, where the pager marks it."""
    for node in tree.css("[aria-current], .current, .active, .is-active, .page-numbers.current, strong"):
        label = node.text(separator=" ").strip()
        if _LABEL.fullmatch(label) and (node.attributes.get("aria-current") or _in_pager(node)):
            return int(label)
    return None


def _counted_current(pages: dict[int, str], url: str) -> int:
    """The number of the present page as its own address counts, beside the addresses of the others."""
    own = (_differing(url, target) for target in pages.values())
    here = next((number for number in own if number is not None), None)
    label, number, step = _counting(pages)
    if here is None or number is None:
        return 1  # the first page usually has no number in its address
    return label + round((here - number) / step)


def _counting(pages: dict[int, str]) -> tuple[int, int | None, float]:
    """A page's label, the number in its address, and by how much that grows from page to page (offsets: by 10)."""
    first, last = min(pages), max(pages)
    number, highest = _differing(pages[first], pages[last]), _differing(pages[last], pages[first])
    if number is None or highest is None:
        numbers = [int(found) for found in _NUMBER.findall(pages[last])]
        plain = next((found for found in (last, last - 1) if numbers.count(found) == 1), None)
        return last, plain, 1  # some count from nought
    return first, number, (highest - number) / (last - first)


def _differing(url: str, other: str) -> int | None:
    """The one number of an address in which it differs from another that is otherwise the same."""
    if _NUMBER.sub("#", url) != _NUMBER.sub("#", other):
        return None
    pairs = zip(_NUMBER.findall(url), _NUMBER.findall(other), strict=True)
    differing = [int(mine) for mine, theirs in pairs if mine != theirs]
    return differing[0] if len(differing) == 1 else None


def _built(pages: dict[int, str], following: int) -> str:
    """The address of a page the pager leaves out, counted in the parameter its own links count in."""
    label, number, step = _counting(pages)
    target = pages[label]
    if number is None or _TOKEN.search(target):
        return ""
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True)
    counting = [name for name, value in query if value == str(number)]
    if len(counting) != 1:
        return ""
    wanted = str(number + round((following - label) * step))
    changed = [(name, wanted if name == counting[0] else value) for name, value in query]
    return parts._replace(query=urlencode(changed)).geturl()
