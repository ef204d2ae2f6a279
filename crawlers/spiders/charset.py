"""Bytes to text, and a plain word when the declared charset is wrong."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from aggregator.finding import FailureKind
from crawlers.spiders.page import Page, Unreadable

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_IN_HTML = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = {b"%PDF": "a PDF document", b"PK\x03\x04": "an Office document or archive", b"\xff\xd8\xff": "a picture"}
# what browsers do (WHATWG Encoding): these names mean the Windows code page
_WIDER = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}
_MOST_ODD = 0.03
"""Share of control characters above which bytes are no text."""


class Decoded(NamedTuple):
    """Text, and what was wrong with its charset; `fault` is empty when it was as declared."""

    text: str
    fault: str = ""


def decode(page: Page) -> Decoded:
    """The text of a body. A wrong declaration is repaired and named; raises Unreadable (charset) if nothing fits."""
    for start, what in _NO_TEXT.items():
        if page.body.startswith(start):
            raise Unreadable(FailureKind.UNREADABLE, f"the address answers with {what}, which is not read here")
    for mark, name in _MARKS:
        if page.body.startswith(mark):
            return _as(page.body, name) or _guess(page.body, name)
    declared = _declared(page)
    return _as(page.body, declared) or _guess(page.body, declared)


def _declared(page: Page) -> str:
    inside = _IN_XML.search(page.body[:1024]) or _IN_HTML.search(page.body[:2048])
    header = _IN_HEADER.search(page.content_type)
    names = [match.group(1) for match in (header,) if match]
    names += [match.group(1).decode("ascii") for match in (inside,) if match]
    # header and document often disagree; whichever reads the bytes is right, so the stricter UTF-8 goes first
    names.sort(key=lambda name: not name.lower().startswith("utf"))
    return next((name for name in names if _as(page.body, name)), names[0] if names else "utf-8")


def _as(body: bytes, name: str) -> Decoded | None:
    try:
        text = body.decode(_WIDER.get(name.lower(), name))
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text)


def _guess(body: bytes, declared: str) -> Decoded:
    """UTF-8 wherever it is UTF-8, and the Windows code page for each byte that is not."""
    text = body.decode("utf-8", _ERRORS)
    if not _reads_like_text(text):
        raise Unreadable(FailureKind.CHARSET, f"declared {declared}, but the bytes are no text in it nor in UTF-8")
    return Decoded(text, f"declared {declared}, but some bytes are none; those were read as windows-1252")


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.start + 1]
    return wrong.decode("windows-1252", "replace"), error.start + 1


_ERRORS = "partnerpost-windows-1252"
codecs.register_error(_ERRORS, _one_byte)


def _reads_like_text(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for sign in sample if (ord(sign) < 32 and sign not in "\t\r\n") or 127 <= ord(sign) < 160)
    return odd <= len(sample) * _MOST_ODD
