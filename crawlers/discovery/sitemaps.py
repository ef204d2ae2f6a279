"""Sitemaps: how many pages a site names, and where its parts lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_LOCATION = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]+)", re.IGNORECASE)
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex\b", re.IGNORECASE)
_MOST = 50_000  # sitemaps.org: no file may name more


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses a sitemap names, in its order; those of further sitemaps where it is an index."""

    locations: tuple[str, ...]
    is_index: bool


def sitemap_of(body: bytes) -> Sitemap:
    """What a sitemap names; nothing where it is none."""
    text = body.decode("utf-8", "replace")
    found = (unescape(match[1]) for match in _LOCATION.finditer(text))
    return Sitemap(tuple(dict.fromkeys(found))[:_MOST], _INDEX.search(text[:4096]) is not None)
