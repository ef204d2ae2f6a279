"""One issue of a newsletter, cut into its items: at headings, else at lines in bold, else at rules."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.spiders import cleaning
from crawlers.spiders.sections import Section, sections_of, slug
from crawlers.spiders.words import says_nothing, words

_LEVELS = ("h1", "h2", "h3", "h4", "h5")
_BOLD = ":is(p, td, div, li) > :is(strong, b):first-child"
_ANY_HEADING = ", ".join(_LEVELS)
_FEWEST = 2
_FEWEST_BOLD = 3
_RULE = re.compile(r"<hr\b[^>]*>", re.IGNORECASE)


class Item(NamedTuple):
    """One message of an issue; `original` is the address it points to, empty where it points nowhere."""

    key: str
    anchor: str
    title: str
    html: str
    original: str


def items_of(html: str, url: str, *, selector: object = None, heading: str = "") -> list[Item]:
    """The items of an issue found at `url`, in its order; the whole issue where nothing parts it. Pure."""
    tree = LexborHTMLParser(html)
    chosen = selector if isinstance(selector, str) and selector else _headings(tree)
    if chosen:
        sections = sections_of(html, chosen, heading)
    elif len(_RULE.findall(html)) >= _FEWEST:
        sections = _ruled(html)
    else:
        sections = _bold(tree, html, heading)
    items = [
        Item(one.key, one.anchor, one.title, one.html, _original(one.html, url))
        for one in sections
        if slug(one.title) not in words("never") and not _is_greeting(one, heading)
    ]
    return items or [Item("page", "", heading, html, "")]


def _is_greeting(section: Section, heading: str) -> bool:
    """Whether this is what stands under the name of the issue itself, without a figure that could be a day."""
    text = cleaning.text_of(section.html).removeprefix(section.title)
    return section.title == cleaning.title(heading) and not any(sign.isdecimal() for sign in text)


def _headings(tree: LexborHTMLParser) -> str:
    """CSS of the headings that begin items: the commonest level, and those above it, which begin a rubric."""
    counted = {level: sum(1 for node in tree.css(level) if node.text(strip=True)) for level in _LEVELS}
    commonest = max(_LEVELS, key=lambda level: (counted[level], level))
    if counted[commonest] < _FEWEST:
        return ""
    return ", ".join(_LEVELS[: _LEVELS.index(commonest) + 1])


def _ruled(html: str) -> list[Section]:
    """Pieces between rules; each is called by its first line in bold, else by its first sentence."""
    found = []
    for piece in _RULE.split(html):
        text = cleaning.text_of(piece)
        if not text:
            continue
        bold = LexborHTMLParser(piece).css_first("strong, b, a")
        title = cleaning.title(bold.text(separator=" ")) if bold is not None else ""
        title = title if title and not says_nothing(title) else cleaning.title_from(text)
        found.append(Section(slug(title), "", title, piece))
    return list({section.key: section for section in found}.values())


def _bold(tree: LexborHTMLParser, html: str, heading: str) -> list[Section]:
    begins = [node for node in tree.css(_BOLD) if _begins(node)]
    return sections_of(html, _BOLD, heading) if len(begins) >= _FEWEST_BOLD else []


def _begins(node: LexborNode) -> bool:
    """Whether a line in bold stands at the beginning of its box."""
    text, box = node.text(strip=True), node.parent
    return bool(text) and box is not None and box.text(strip=True).startswith(text)


def _original(html: str, url: str) -> str:
    """Where an item leads: by its heading, by a link that invites to read on, else by its first link."""
    tree = LexborHTMLParser(html)
    anchors = [(node, cleaning.link(url, node.attributes.get("href") or "")) for node in tree.css("a[href]")]
    here = url.partition("#")[0]
    away = [(node, target) for node, target in anchors if target and target.partition("#")[0] != here]
    headed = [target for node, target in away if _in_heading(node)]
    inviting = [target for node, target in away if says_nothing(node.text(separator=" "))]
    return next(iter([*headed, *inviting, *(target for _, target in away)]), "")


def _in_heading(node: LexborNode) -> bool:
    box = node.parent
    return node.css_first(_ANY_HEADING) is not None or (box is not None and box.tag in _LEVELS)
