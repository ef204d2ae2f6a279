"""Titles, texts and links as they may be stored: no control characters, no markup in titles, no link that runs code."""

from __future__ import annotations

import html as entities
import re
from urllib.parse import urljoin, urlsplit

import nh3
from selectolax.lexbor import LexborHTMLParser

# C0 and C1 controls without tab and newline, lone surrogates, non-characters: PostgreSQL refuses NUL, XML the others
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAGS = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>", re.DOTALL)
_ODD_LINK = re.compile(r"""(?:href|src)\s*=\s*["']?\s*(?!https?://|mailto:|tel:|["'\s>])""", re.IGNORECASE)
_ACTIVE_TAG = re.compile(r"<\s*(?:script|style|iframe|object|embed|svg|form|base|meta)\b", re.IGNORECASE)
_ACTIVE_ATTRIBUTE = re.compile(r"[\s/\"'](?:on[a-z]+|formaction)\s*=", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_MANY_TAGS, _DEEPEST = 10_000, 1_000
# closed by the next of their kind, or empty
_NEVER_DEEP = frozenset(
    (
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "source",
        "wbr",
        "col",
    )
)
_USUAL_LINK = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d{1,5})?(?:[/?#][!-~]*)?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
_TITLE_FROM_TEXT = 120


def shallow(html: str) -> str:
    """HTML that can be parsed in reasonable time: what is nested deeper than any real page loses its tags.

    Parsers need time that grows with the square of the depth; 40,000 open elements take them a quarter of a minute.
    """
    if html.count("<") < _MANY_TAGS:
        return html
    depth = deepest = 0
    for tag in _ANY_TAG.finditer(html):
        if tag[2].lower() not in _NEVER_DEEP:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return html if deepest <= _DEEPEST else _TAGS.sub(" ", html)


def plain(text: str) -> str:
    """Text without control characters."""
    return text if text.isprintable() else _CONTROLS.sub("", text)  # most is printable, and that is seen at once


def title(raw: str) -> str:
    """A title in one line: entities resolved, tags and control characters gone."""
    text = entities.unescape(raw) if "&" in raw else raw
    if "<" in text:
        text = _TAGS.sub(" ", text)
    return " ".join(plain(text).split())


def text_of(html: str) -> str:
    """The text of a piece of HTML, in one line."""
    if "<" not in html:
        return " ".join(plain(entities.unescape(html)).split())
    tree = LexborHTMLParser(shallow(html))
    for node in tree.css("script, style, template"):
        node.decompose()
    return " ".join(plain(tree.text(separator=" ")).split())


def title_from(text: str) -> str:
    """A title for an entry that has none: the first sentence of its text, cut at a word."""
    first = _SENTENCE_END.split(text, maxsplit=1)[0]
    if len(first) <= _TITLE_FROM_TEXT:
        return first
    return first[:_TITLE_FROM_TEXT].rsplit(" ", 1)[0] + " …"


def link(base: str, raw: str) -> str:
    """The absolute web address behind a link; empty for what is none (`javascript:`, `data:`, nonsense)."""
    if _USUAL_LINK.fullmatch(raw):
        return raw
    try:
        absolute = urljoin(base, "".join(plain(raw).split()))
        parts = urlsplit(absolute)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return absolute if usable else ""


def harmless(html: str, base: str) -> str:
    """HTML with absolute links and nothing that runs. What is harmless as it stands is given back as it stands."""
    html = shallow(plain(html))
    if "<" not in html or ("=" not in html and not _ACTIVE_TAG.search(html)):
        return html
    if _ACTIVE_TAG.search(html) or _ACTIVE_ATTRIBUTE.search(html):
        html = nh3.clean(html, url_schemes={"http", "https", "mailto", "tel"}, link_rel=None)
    if not _ODD_LINK.search(html):
        return html
    tree = LexborHTMLParser(html)
    for node in tree.css("[href], [src]"):
        for name in ("href", "src"):
            raw = node.attributes.get(name)
            if raw is None or raw.startswith(("mailto:", "tel:")):
                continue
            target = link(base, raw)
            if target:
                node.attrs[name] = target
            else:
                del node.attrs[name]
    body = tree.body
    return (body.inner_html or "") if body is not None else ""
