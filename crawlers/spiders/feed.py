"""RSS, Atom, RDF and JSON Feed: fastfeedparser first, feedparser where it fails or finds fewer entries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.gates import gate_before
from crawlers.spiders import cleaning, findings
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import read_detail
from crawlers.spiders.feed_formats import SEALED, Parsed, parse
from crawlers.spiders.json import JsonSpider
from crawlers.spiders.leads import follow_leads
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Page, Role, Seen, Unreadable

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?[^\s>]+\s+(?:(SYSTEM|PUBLIC)\b|[\"']([^\"'>]*)[\"'])", re.IGNORECASE)
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>")
_HEAD = 4096


class FeedSpider:
    """Reads a feed, and the pages behind entries that say little.

    Options: `details` (`true`: the page behind every entry, `false`: none; without it those of the feed's own site
    whose entry is short or cut off), `content` (CSS of the main part of such a page), `several`, `render`,
    `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:
        """An unchanged feed may be left unread unless it led to other pages before: those may have changed."""
        return role is Role.DETAIL or all(url == visit.url for url in visit.pages)

    def read(self, page: Page, visit: Visit) -> Seen:
        """Entries as findings or as pages to follow, of such a page its finding. Raises Unreadable for no feed."""
        if page.asked.role is Role.DETAIL:
            return read_detail(page, visit)
        if page.body.lstrip()[:1] in (b"{", b"["):
            return follow_leads(JsonSpider().read(page, visit), page, visit)
        return follow_leads(_entries(page, visit), page, visit)


def _entries(page: Page, visit: Visit) -> Seen:
    decoded = decode(page)
    _require_feed(decoded.text)
    parsed = parse(decoded.text)
    broken = [Failure(FailureKind.CHARSET, page.url, decoded.fault)] if decoded.fault else []
    broken += [Failure(FailureKind.UNREADABLE, page.url, detail) for detail in parsed.broken]
    if not parsed.entries and not visit.options.get("may_be_empty"):
        raise Unreadable(FailureKind.NO_ENTRIES, _none(parsed))
    return replace(findings.seen(_drafts(parsed), page, visit, broken=broken), ttl_minutes=_ttl(decoded.text))


def _ttl(text: str) -> int | None:
    """Minutes that the feed may be kept, as RSS 2.0 says it before its items."""
    found = _TTL.search(text, 0, _HEAD)
    return int(found[1]) if found else None


def _none(parsed: Parsed) -> str:
    return "; ".join(parsed.broken[:3]) or "the feed holds no entries"


def _require_feed(text: str) -> None:
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not head:
        raise Unreadable(FailureKind.EMPTY, "only white space")
    if _HTML.match(head):
        gate = gate_before(text, cleaning.text_of(text))
        if gate is FailureKind.CAPTCHA:
            raise Unreadable(gate, "a test for people stands before the feed")
        raise Unreadable(FailureKind.NOT_A_FEED, "the address answers with an HTML page")
    if head.startswith("BEGIN:VCALENDAR"):
        raise Unreadable(FailureKind.NOT_A_FEED, "the address answers with a calendar")
    if not _FEED.search(text[: 16 * _HEAD]):
        raise Unreadable(FailureKind.NOT_A_FEED, f"begins with {head[:60]!r}")
    if "<!ENTITY" in text:
        _require_plain_entities(text)


def _require_plain_entities(text: str) -> None:
    """Raise Unreadable for entities that lead to other files or grow out of each other, wherever they are declared."""
    for entity in _ENTITY.finditer(SEALED.sub("", text)):
        if entity[1] or "&" in entity[2]:
            kind = FailureKind.UNREADABLE if entity[1] else FailureKind.BOMB
            raise Unreadable(kind, "declares entities that lead to other files or grow out of each other")


def _drafts(parsed: Parsed) -> list[Draft]:
    language = _language(parsed.language)
    return [_draft(entry, language) for entry in parsed.entries]


def _draft(entry: dict[str, Any], language: str | None) -> Draft:
    content: list[dict[str, Any]] = entry.get("content") or []
    first: dict[str, Any] = max(content, key=lambda part: len(part.get("value") or ""), default={})
    body = str(first.get("value") or "")
    summary = str(entry.get("description") or entry.get("summary") or "")
    if len(summary) > len(body):
        body = summary
    is_text = first.get("type") == "text/plain" and "<" not in body
    published = entry.get("published") or entry.get("updated")
    return Draft(
        link=str(entry.get("link") or ""),
        id=str(entry.get("id") or ""),
        title=str(entry.get("title") or ""),
        html="" if is_text else body,
        text=body if is_text else "",
        published=moment(published),
        language=language,
        discriminator=str(published or ""),
    )


def _language(raw: str | None) -> str | None:
    code = (raw or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
