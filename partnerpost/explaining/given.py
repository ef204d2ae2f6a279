"""The document somebody wants explained: from a file, from standard input, or from an address."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from aggregator.reading import Document
from aggregator.reading.pdf import DocumentUnreadable, PdfText, pdf_text
from partnerpost.refusal import Refused

if TYPE_CHECKING:
    from crawlers.settings import CrawlSettings

STANDARD_INPUT = "-"
_MOST_BYTES = 20_000_000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:<!doctype html|<html|<[a-z][a-z0-9]*[\s/>]|<!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the person says about the document; it wins over what the document says."""

    title: str = ""
    language: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A document ready to be read; `pdf` knows the pages where it came as PDF."""

    document: Document
    pdf: PdfText | None = None


@dataclass(frozen=True, slots=True)
class _Raw:
    name: str
    body: bytes
    content_type: str = ""
    url: str | None = None


def given(what: str, told: Told, crawl: Callable[[], CrawlSettings]) -> Given:
    """The document behind a path, an http(s) address, or "-". Raises Refused with what is wrong and what to do."""
    raw = _fetched(what, crawl()) if _ADDRESS.match(what) else _local(what)
    if not raw.body.strip():
        raise Refused(f"{raw.name} is empty: there is nothing to read")
    if b"%PDF-" in raw.body[:1024]:
        return _pdf(raw, told)
    text = _decoded(raw)
    html = _is_html(raw, text)
    document = Document(
        title=told.title or (_title(text) if html else ""),
        text=None if html else text.lstrip("\ufeff"),
        html=text if html else None,
        url=raw.url,
        language=told.language,
        published=told.published,
    )
    return Given(document)


def _local(what: str) -> _Raw:
    if what == STANDARD_INPUT:
        return _Raw("standard input", _bounded(sys.stdin.buffer, "standard input"))
    try:
        with Path(what).open("rb") as file:
            return _Raw(what, _bounded(file, what))
    except OSError as error:
        raise Refused(f"{what} cannot be read: {error.strerror}; give a file, - or an http(s) address") from error


def _bounded(file: BinaryIO, name: str) -> bytes:
    body = file.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise Refused(f"{name} has more than {_MOST_BYTES:,} bytes; give the part that matters")
    return body


def _fetched(url: str, settings: CrawlSettings) -> _Raw:
    if not url.lower().startswith(("http://", "https://")):
        raise Refused(f"{url} is no http or https address; give one, or a file, or -")
    from aggregator.finding import Failure
    from aggregator.intake.failures import sentence
    from crawlers.fetching.one import fetch_one

    answer = fetch_one(url, settings)
    if isinstance(answer, Failure):
        raise Refused(sentence(answer.kind, url=url, language="en", detail=answer.detail))
    return _Raw(answer.url, answer.body, answer.content_type, answer.url)


def _decoded(raw: _Raw) -> str:
    from crawlers.spiders.charset import decode
    from crawlers.spiders.page import Follow, Page, Role, Unreadable

    page = Page(Follow(raw.name, Role.START), raw.name, raw.body, datetime.now(UTC), raw.content_type)
    try:
        return decode(page).text
    except Unreadable as error:
        raise Refused(f"{raw.name} is neither text nor HTML nor PDF; save it as one of these") from error


def _pdf(raw: _Raw, told: Told) -> Given:
    try:
        pdf = pdf_text(raw.body)
    except DocumentUnreadable as error:
        raise Refused(f"{raw.name}: {error}") from error
    if not pdf.text.strip():
        raise Refused(f"{raw.name} has no text: its pages are pictures; ask the publisher for one with text")
    document = Document(title=told.title, text=pdf.text, url=raw.url, language=told.language, published=told.published)
    return Given(document, pdf)


def _is_html(raw: _Raw, text: str) -> bool:
    if raw.content_type:
        return "html" in raw.content_type.lower()
    match PurePosixPath(urlsplit(raw.name).path if raw.url else raw.name).suffix.lower():
        case ".html" | ".htm" | ".xhtml":
            return True
        case ".txt" | ".md" | ".text":
            return False
        case _:
            return _MARKUP.match(text[:1000]) is not None


def _title(html: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    title = LexborHTMLParser(html).css_first("title")
    return " ".join(title.text().split()) if title else ""
