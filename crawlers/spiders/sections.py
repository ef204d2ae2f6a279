"""A page that holds several calls or messages, cut into its sections at their headings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from babel.dates import get_month_names
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.spiders import cleaning
from crawlers.spiders.page import require_countable

_LEVELS = ("h2", "h3", "h4")
_LEAST_TEXT = 40
_WORD = re.compile(r"[a-z0-9]+")
_LANGUAGES = ("de", "fr", "en", "pl")
_FIGURES = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\s?[./]\s?\d{1,2}\s?[./](?:\s?\d{2,4}\b)?")


class Section(NamedTuple):
    """A heading with what stands under it; `anchor` is the heading's own id, empty without one."""

    key: str
    anchor: str
    title: str
    html: str


def sections_of(html: str, selector: object, page_heading: str) -> list[Section]:
    """The sections of a page's main part under the headings that `selector` finds, in the page's order.

    Without a selector they are those of the highest level of heading that occurs more than once. The key of a section
    is the anchor of its heading, else the words of it without days, so it stays when dates and texts are edited.
    """
    tree = LexborHTMLParser(html)
    headings = tree.css(selector) if isinstance(selector, str) and selector else _headings(tree)
    require_countable(len(headings))
    if len(headings) < 2 and not selector:
        return [Section("page", "", page_heading, html)]
    body = tree.body
    whole = (body.inner_html or "") if body is not None else ""
    starts = _places(whole, headings)
    found = []
    for node, start, end in zip(headings, starts, [*starts[1:], len(whole)], strict=True):
        title = cleaning.title(node.text(separator=" "))
        content = _balanced(whole[start:end])
        if title and len(cleaning.text_of(content)) - len(title) >= _LEAST_TEXT // 2:
            found.append(Section("", node.attributes.get("id") or "", title, content))
    intro = _intro(whole[: starts[0]], page_heading) if starts else []
    return [*intro, *(one._replace(key=key) for one, key in zip(found, _keys(found), strict=True))]


def _keys(sections: Sequence[Section]) -> list[str]:
    """A key for each, as little moved by edits as can be: days leave it unless they alone tell two headings apart."""
    undated = [slug(without_days(one.title)) for one in sections]
    shared = {key for key, times in Counter(undated).items() if times > 1}
    used: Counter[str] = Counter()
    keys = []
    for one, short in zip(sections, undated, strict=True):
        whole = slug(one.title)
        made_of_title = slug(one.anchor.replace("_", " ")) == whole
        key = one.anchor if one.anchor and not made_of_title else whole if short in shared else short
        used[key] += 1
        keys.append(key if used[key] == 1 else f"{key}-{used[key]}")
    return keys


def _headings(tree: LexborHTMLParser) -> list[LexborNode]:
    return next((found for level in _LEVELS if len(found := tree.css(level)) > 1), [])


def _places(whole: str, headings: list[LexborNode]) -> list[int]:
    """Where each heading begins in the page's HTML."""
    starts = []
    position = 0
    for node in headings:
        position = whole.index(node.html or "", position)
        starts.append(position)
        position += 1
    return starts


def _intro(html: str, page_heading: str) -> list[Section]:
    """What stands before the first call, if it could hold a date: a page often says there what holds for all."""
    text = cleaning.text_of(html).replace(cleaning.title(page_heading), "")
    if len(text) < 2 * _LEAST_TEXT or not re.search(r"\d", text):
        return []
    return [Section("page", "", page_heading, _balanced(html))]


def _balanced(html: str) -> str:
    body = LexborHTMLParser(html).body
    return (body.inner_html or "") if body is not None else ""


def slug(title: str) -> str:
    """A heading as a key: its words in small Latin letters."""
    folded = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(folded))[:120] or "section"


def without_days(title: str) -> str:
    """A heading without the days it names, where it says more. A year alone stays: two rounds of a call are two."""
    rest = _day_in_words().sub(" ", _FIGURES.sub(" ", title)).strip()
    return rest if any(sign.isalpha() for sign in rest) else title


@cache
def _day_in_words() -> re.Pattern[str]:
    names = {
        name.rstrip(".").lower()
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, locale=language).values()
    }
    months = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    day = r"\d{1,2}(?:\.|st|nd|rd|th|er)?"
    return re.compile(
        rf"\b{day}\s*(?:{months})\b\.?(?:\s*\d{{4}}\b)?|\b(?:{months})\b\.?\s+{day}\b(?:,?\s*\d{{4}}\b)?", re.IGNORECASE
    )
