"""What kind of document a body is, by its bytes first: servers often declare it wrongly."""

from __future__ import annotations

import json
import re
from enum import StrEnum

_HEAD = 4096
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_HTML = re.compile(rb"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE)
_OTHER = (b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\xd0\xcf\x11\xe0", b"RIFF", b"\x1f\x8b")


class Form(StrEnum):
    """The documents we tell apart."""

    FEED = "feed"
    CALENDAR = "calendar"
    RECORDS = "records"
    SITEMAP = "sitemap"
    PDF = "pdf"
    PAGE = "page"
    OTHER = "other"


def form_of(body: bytes, content_type: str = "") -> Form:
    """What a body is; JSON Feed counts as a feed, text without any markup as other."""
    head = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in body[:1024]:
        return Form.PDF
    if head[:15].upper() == b"BEGIN:VCALENDAR":
        return Form.CALENDAR
    if head[:1] in (b"{", b"["):
        return _of_json(body, head)
    return Form.OTHER if head.startswith(_OTHER) else _of_markup(body, head, content_type)


def _of_markup(body: bytes, head: bytes, content_type: str) -> Form:
    html = _HTML.search(head)
    for form, signs in ((Form.SITEMAP, _SITEMAP), (Form.FEED, _FEED)):
        found = signs.search(head)
        # an HTML page may hold such a word in its text, and a feed may hold HTML
        if found and (html is None or found.start() < html.start()):
            return form
    is_page = html or "html" in content_type.lower() or (head[:1] == b"<" and b"</" in body)
    return Form.PAGE if is_page else Form.OTHER


def _of_json(body: bytes, head: bytes) -> Form:
    if b"jsonfeed.org/version" in head.replace(b"\\/", b"/"):
        return Form.FEED
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return Form.OTHER
    return Form.RECORDS
