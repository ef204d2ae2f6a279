"""One page that is edited in place and holds several calls: each section under a heading is a finding."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.charset import decode
from crawlers.spiders.page import Draft, Page, Role, Seen, Unreadable, require_countable

_LEVELS = ("h2", "h3", "h4")
_LEAST_TEXT = 40
_WORD = re.compile(r"[a-z0-9]+")


class StandingSpider:
    """Reads one page. Options: `heading` (CSS of the headings under which a call stands), `content` (CSS of the main
    part), `skip` (regular expression of headings that are no call).

    Without `heading` it is the highest level of heading that occurs more than once. The key of a call is the anchor of
    its heading, else the words of it, so it stays when dates and texts below are edited.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """The page leads nowhere else: unchanged is unchanged."""
        return True

    def read(self, page: Page, visit: Visit) -> Seen:
        """The sections of the page as findings, in its order. Raises Unreadable."""
        decoded = decode(page)
        tree = markup.tree_of(decoded.text)
        main = markup.main_of(tree, visit.options.get("content"))
        html = (main.html or "") if main is not None else ""
        if len(cleaning.text_of(html)) < _LEAST_TEXT:
            raise Unreadable(FailureKind.EMPTY, "a page without text: is it made by JavaScript, or is it a login?")
        language = markup.language_of(tree)
        heading = markup.heading_of(tree)
        skip = visit.options.get("skip")
        sections = [
            section
            for section in _sections(html, visit.options.get("heading"), heading)
            if not (isinstance(skip, str) and re.search(skip, section.title, re.IGNORECASE))
        ]
        address = page.url.partition("#")[0]
        drafts = [
            Draft(
                link=f"{address}#{section.anchor}" if section.anchor else address,
                id=section.key,
                title=section.title,
                html=section.html,
                language=language,
            )
            for section in sections
        ]
        broken = [Failure(FailureKind.CHARSET, page.url, decoded.fault)] if decoded.fault else []
        return findings.seen(drafts, page, visit, broken=broken)


class _Section(NamedTuple):
    key: str
    anchor: str
    title: str
    html: str


def _sections(html: str, selector: object, page_heading: str) -> list[_Section]:
    tree = LexborHTMLParser(html)
    headings = tree.css(selector) if isinstance(selector, str) and selector else _headings(tree)
    require_countable(len(headings))
    if len(headings) < 2 and not selector:
        return [_Section("page", "", page_heading, html)]
    body = tree.body
    whole = (body.inner_html or "") if body is not None else ""
    starts = _places(whole, headings)
    result = _intro(whole[: starts[0]], page_heading) if starts else []
    used: Counter[str] = Counter()
    for node, start, end in zip(headings, starts, [*starts[1:], len(whole)], strict=True):
        title = cleaning.title(node.text(separator=" "))
        content = _balanced(whole[start:end])
        if not title or len(cleaning.text_of(content)) - len(title) < _LEAST_TEXT // 2:
            continue
        anchor = node.attributes.get("id") or ""
        key = anchor or _slug(title)
        used[key] += 1
        result.append(_Section(key if used[key] == 1 else f"{key}-{used[key]}", anchor, title, content))
    return result


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


def _intro(html: str, page_heading: str) -> list[_Section]:
    """What stands before the first call, if it could hold a date: a page often says there what holds for all."""
    text = cleaning.text_of(html).replace(cleaning.title(page_heading), "")
    if len(text) < 2 * _LEAST_TEXT or not re.search(r"\d", text):
        return []
    return [_Section("page", "", page_heading, _balanced(html))]


def _balanced(html: str) -> str:
    body = LexborHTMLParser(html).body
    return (body.inner_html or "") if body is not None else ""


def _slug(title: str) -> str:
    folded = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(folded))[:120] or "section"
