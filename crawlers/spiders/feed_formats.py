"""One shape for what the feed parsers give, and the choice between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.entities import html5
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

import fastfeedparser
import feedparser

from crawlers.spiders import cleaning
from crawlers.spiders.page import require_countable

# what is never closed reaches to the end: else every further opening would be searched to the end again
SEALED = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
"""Comments and quoted code: what stands in them is no markup."""
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)[^<>]*?(/?)>")
_LONGEST_HEAD = 50_000
# the thorough parser takes seconds for a megabyte of broken signs, and everybody else would wait
_LARGEST_SALVAGED = 200_000
_MOST_SALVAGED = 500
_MOST_MENDED = 500_000
_LARGEST_THOROUGH = 5_000_000
_ENTRY = re.compile(r"<((?:\w+:)?(?:item|entry))(?=[\s>/])", re.IGNORECASE)
_DECLARED = re.compile(r"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", re.IGNORECASE)
# fastfeedparser knows xml:lang alone
_LANGUAGE = re.compile(r"<(?:dc:)?language>\s*([a-zA-Z_-]+)\s*</|<feed\b[^>]*\bxml:lang\s*=\s*[\"']([a-zA-Z_-]+)")
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos);|#\d+;|#[xX][0-9a-fA-F]+;)(\w+;)?", re.DOTALL
)


class Parsed(NamedTuple):
    """Entries in the document's order, how many the document holds, its language, and what is broken in it."""

    entries: list[dict[str, Any]]
    counted: int
    language: str | None
    broken: tuple[str, ...] = ()


def parse(text: str) -> Parsed:
    """Every entry of a feed that can be read.

    A well-formed document goes to the fast parser, and to the thorough one where that finds fewer entries than stand
    there. Of a document that is not well-formed the fast parser would drop signs without a word, so it is mended
    where that loses nothing (bare `&`, HTML entities), else each entry is read by itself and the broken are named.
    """
    text = _DECLARED.sub(r"\1", text[:512]) + text[512:]
    require_countable(text.count("<item") + text.count("<entry"))
    fault = _fault(text)
    if fault and text.count("&") <= _MOST_MENDED:
        text = _AMPERSAND.sub(_mended, cleaning.plain(text))
        fault = _fault(text)
    if fault:
        return _one_by_one(text)
    best = _fast(text)
    counted = _counted(text, len(best.entries))
    if counted > len(best.entries):  # or do some only stand in comments and quoted code?
        counted = len(_ENTRY.findall(SEALED.sub("", text)))
    if len(best.entries) < max(counted, 1) and len(text) <= _LARGEST_THOROUGH:
        best = max(best, _thorough(text), key=lambda parsed: len(parsed.entries))
    lost = counted - len(best.entries)
    broken = (f"{lost} of {counted} entries could not be read",) if lost > 0 else ()
    return Parsed(best.entries, counted, _language(text), broken)


def _counted(text: str, found: int) -> int:
    """How many entries begin in a text; looked at closely only where it could be other than were found."""
    if text.count("<item") + text.count("<entry") == found and ":item" not in text and ":entry" not in text:
        return found
    return len(_ENTRY.findall(text))


def _fast(text: str) -> Parsed:
    try:
        found = fastfeedparser.parse(text.encode("utf-8", "replace"), include_tags=False, include_media=False)
    except Exception:  # whatever it trips over, the other parser has its turn
        return Parsed([], 0, None)
    return Parsed(list(found.entries), len(found.entries), None)


def _thorough(text: str) -> Parsed:
    found = feedparser.parse(text.encode("utf-8", "replace"), sanitize_html=False, resolve_relative_uris=False)
    entries = [dict(entry) for entry in found.entries]
    return Parsed(entries, len(entries), None)


def _one_by_one(text: str) -> Parsed:
    """Every entry in an envelope of its own: what breaks one cannot touch its neighbours."""
    starts = list(_ENTRY.finditer(text))
    if not starts:
        return Parsed([], 0, None, (f"the feed is not well-formed: {_fault(text)}",))
    name = starts[0][1]
    head, tail = _envelope(text[: starts[0].start()])
    entries: list[dict[str, Any]] = []
    broken: list[str] = []
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for number, (match, end) in enumerate(zip(starts, ends, strict=True), 1):
        piece = text[match.start() : end]
        closed = piece.rfind(f"</{name}>")
        alone = head + (piece[:closed] if closed >= 0 else piece) + f"</{name}>" + tail
        fault = _fault(alone) if closed >= 0 else "it is not closed"
        read = _fast(alone) if not fault else _salvaged(alone, broken)
        entries += [entry for entry in read.entries[:1] if not fault or _says_something(entry)]
        if fault or not read.entries:
            broken.append(f"entry {number} of {len(starts)} is broken: {fault or 'unreadable'}")
    if not broken:
        broken.append(f"the feed is not well-formed around its entries: {_fault(text)}")
    return Parsed(entries, len(starts), _language(text), tuple(broken))


def _language(text: str) -> str | None:
    first = _ENTRY.search(text)
    found = _LANGUAGE.search(text, 0, first.start() if first else len(text))
    return (found[1] or found[2]) if found else None


def _says_something(entry: dict[str, Any]) -> bool:
    return any(entry.get(name) for name in ("title", "link", "description", "summary", "content"))


def _fault(text: str) -> str:
    """Why a text is not well-formed XML; empty if it is."""
    try:
        ParserCreate("utf-8").Parse(text.encode("utf-8", "replace").lstrip(), True)
    except ExpatError as error:
        return str(error)
    return ""


def _mended(match: re.Match[str]) -> str:
    found = match.group(0)
    if not found.startswith("&"):
        return found
    named = match.group(1)
    return html5[named] if named in html5 else "&amp;" + (named or "")


def _salvaged(alone: str, broken_before: Sequence[str]) -> Parsed:
    """What a broken entry still says, unless reading it would take long."""
    if len(alone) > _LARGEST_SALVAGED or len(broken_before) >= _MOST_SALVAGED:
        return Parsed([], 0, None)
    return _thorough(alone)


def _envelope(head: str) -> tuple[str, str]:
    """The start tags that the beginning of a feed leaves open, and their end tags."""
    still_open: list[tuple[str, str]] = []
    for tag in _TAG.finditer(SEALED.sub("", head[:_LONGEST_HEAD])):
        names = [name for name, _ in still_open]
        if tag[1] and tag[2] in names:
            del still_open[names.index(tag[2]) :]
        elif not tag[1] and not tag[3]:
            still_open.append((tag[2], tag[0]))
    return "".join(start for _, start in still_open), "".join(f"</{name}>" for name, _ in reversed(still_open))
