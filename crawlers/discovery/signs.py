"""What a page says about itself: what it offers beside its text, and what stands in the way of reading it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import FailureKind
from crawlers.gates import gate_before
from crawlers.spiders import cleaning, markup

LEAST_TEXT = 400
"""Characters below which a page says nothing worth collecting (SOURCES 1.5)."""
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)")
_FEED_SCHEME = re.compile(r"^feed:(?:(https?://)|(?://)?)", re.IGNORECASE)
_MOST_OFFERED = 5
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Signs:
    """A page in short. Addresses are absolute; `characters` counts the main part, `structured` are types of JSON-LD."""

    title: str
    language: str | None
    characters: int
    feeds: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    wordpress: str | None = None
    structured: tuple[str, ...] = ()
    obstacle: FailureKind | None = None


def signs_of(html: str, url: str) -> Signs:
    """Look a page over; `url` is where it was found."""
    whole = LexborHTMLParser(cleaning.shallow(html))
    tree = markup.tree_of(html)
    main = markup.main_of(tree)
    text = cleaning.text_of((main.html or "") if main is not None else "")
    characters = len(text)
    return Signs(
        title=cleaning.title(_title(whole)),
        language=markup.language_of(whole),
        characters=characters,
        feeds=tuple(_feeds(whole, url)),
        calendars=tuple(_calendars(whole, url)),
        wordpress=_wordpress(whole, html, url),
        structured=tuple(dict.fromkeys(_structured(whole))),
        obstacle=gate_before(html, text) if characters < LEAST_TEXT else None,
    )


def usual_feeds(url: str) -> tuple[str, ...]:
    """Where the feed of a page, or of its site, would lie if it lay in a usual place."""
    page = url if url.endswith("/") else f"{url}/" if "." not in urlsplit(url).path.rpartition("/")[2] else url
    places = (urljoin(page.partition("?")[0], place) for place in words()["usual_feeds"])
    return tuple(dict.fromkeys(places))


def usual_sitemaps(url: str, *, wordpress: bool) -> tuple[str, ...]:
    """Where the sitemap of a site usually lies."""
    places = words()["usual_sitemaps_of_wordpress" if wordpress else "usual_sitemaps"]
    return tuple(urljoin(url, place) for place in places)


@cache
def words() -> dict[str, Any]:
    """What stands in `signs.yaml`."""
    with (Path(__file__).parent / "signs.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded


def _title(tree: LexborHTMLParser) -> str:
    site = tree.css_first("title")
    return site.text(separator=" ") if site is not None else markup.heading_of(tree)


def _feeds(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    """Declared feeds first, then links that look like one; what is said below articles is left out."""
    found: dict[str, None] = {}
    for node in tree.css("link[rel~=alternate][href], a[href]"):
        kind = (node.attributes.get("type") or "").lower()
        href = node.attributes.get("href") or ""
        said = f"{node.attributes.get('title') or ''} {href}".lower()
        address = cleaning.link(url, _FEED_SCHEME.sub(lambda found: found[1] or "https://", href))
        looks = _FEED_TYPE.search(kind) or (node.tag == "a" and _looks_like_feed(address))
        if address and looks and not any(word in said for word in words()["not_news"]):
            found.setdefault(address)
    yield from list(found)[:_MOST_OFFERED]


def _looks_like_feed(address: str) -> bool:
    path = urlsplit(address.lower()).path.rstrip("/")
    return path.endswith((".rss", ".atom", "/rss.xml", "/atom.xml", "/feed.xml", "/feed", "/rss", "/index.rdf"))


def _calendars(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    found: dict[str, None] = {}
    for node in tree.css("a[href], link[type='text/calendar'][href]"):
        href = node.attributes.get("href") or ""
        lowered = href.lower()
        if lowered.startswith("webcal") or ".ics" in lowered.partition("#")[0] or "outputformat=ical" in lowered:
            address = cleaning.link(url, re.sub(r"^webcals?://", "https://", href, flags=re.IGNORECASE))
            if address:
                found.setdefault(address)
    yield from list(found)[:_MOST_OFFERED]


def _wordpress(tree: LexborHTMLParser, html: str, url: str) -> str | None:
    """The root of the REST interface where the page names it, else where it would lie; none for other systems."""
    node = tree.css_first("link[rel='https://api.w.org/'][href]")
    if node is not None:
        return cleaning.link(url, node.attributes.get("href") or "") or None
    return urljoin(url, "/wp-json/") if any(sign in html for sign in words()["wordpress"]) else None


def _structured(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("script[type='application/ld+json']"):
        try:
            yield from _types(json.loads(node.text()), 0)
        except (ValueError, RecursionError):
            continue


def _types(node: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for one in node[:200]:
            yield from _types(one, depth + 1)
    elif isinstance(node, dict):
        own = node.get("@type")
        yield from (said for said in (own if isinstance(own, list) else [own]) if isinstance(said, str))
        for inner in node.values():
            if isinstance(inner, list | dict):
                yield from _types(inner, depth + 1)
