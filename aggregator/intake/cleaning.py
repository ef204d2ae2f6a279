"""Findings as they may be stored: no character that a database refuses, and a hash that noise does not change."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

from aggregator.finding import Finding

# PostgreSQL refuses NUL, no encoder takes half a surrogate pair, XML takes no control characters
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def clean(text: str) -> str:
    """The text without control characters (tab and line ends stay) and lone surrogates."""
    return text if text.isprintable() else _REFUSED.sub("", text)  # most is printable, and that is seen at once


def cleaned(finding: Finding) -> Finding:
    """The finding fit for the store: texts clean, the title on one line and never empty, the language a bare code."""
    url = clean(finding.url).strip()
    text = None if finding.text is None else clean(finding.text)
    title = " ".join(clean(finding.title).split()) or _first_line(text) or " ".join(url.split())
    key = clean(finding.key) or url
    html = None if finding.html is None else clean(finding.html)
    fields = {clean(name): clean(value).strip() for name, value in finding.fields.items()}
    language = _language(finding.language)
    parts = (key, url, title, html, text, fields, language)
    if parts == (finding.key, finding.url, finding.title, finding.html, finding.text, finding.fields, finding.language):
        return finding
    return replace(finding, key=key, url=url, title=title, html=html, text=text, fields=fields, language=language)


def content_hash(finding: Finding) -> str:
    """What a finding says, whatever its blanks: the same words give the same hash."""
    said = [finding.title, finding.text, finding.html, finding.language, sorted(finding.fields.items())]
    blanks_folded = json.dumps([" ".join(part.split()) if isinstance(part, str) else part for part in said])
    return hash_of(blanks_folded)


def hash_of(text: str) -> str:
    """64 hexadecimal digits that stand for a text too long for an index."""
    return hashlib.sha256(text.encode()).hexdigest()


def _first_line(text: str | None) -> str:
    return next((" ".join(line.split()) for line in (text or "").splitlines() if line.strip()), "")[:200]


def _language(hint: str | None) -> str | None:
    code = (hint or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if _LANGUAGE.fullmatch(code) else None
