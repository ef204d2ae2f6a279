"""Texts and addresses from anywhere, made fit for a mail."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# C0 and C1 controls without tab and line feed, and what is no character at all: XML and mail refuse them; the two
# private ones mark places in plates
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000\ue001]")
_TWIN_BRACE = re.compile(r"([{}])(?=\1)")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text from anywhere, fit for a mail: no controls, no direction overrides, no `{{` for a reader's link."""
    said = _BIDI.sub("", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _TWIN_BRACE.sub(r"\1 ", said)


def web_address(url: str) -> str | None:
    """The address if it is one that may stand in a mail: http or https with a host, no control characters."""
    if _CONTROLS.search(url) or any(mark in url for mark in " \n\t<>\"'{}\\"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
