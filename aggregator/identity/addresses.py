"""Addresses of one page in one spelling."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

import yaml

_KEPT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")


def canonical_url(url: str) -> str:
    """The address without what does not belong to the page: scheme, `www.`, fragment, tracking, session, language.

    Begins with `//`, because http and https lead to the same page. What is no web address comes back trimmed. Doing it
    twice changes nothing.
    """
    trimmed = _BLANKS.sub("", url)
    try:
        parts = urlsplit(trimmed)
        host = _host(parts)
    except ValueError:
        return trimmed
    if parts.scheme not in ("http", "https", "") or not host:
        return trimmed
    query = _query(parts.query)
    # a fragment that a script reads as a path is part of the address, any other leads to a place on the same page
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"//{host}{_path(parts.path)}{'?' + query if query else ''}{fragment}"


def is_front_page(canonical: str) -> bool:
    """Whether a canonical address is that of a whole site: it names no single thing."""
    return "/" not in canonical.removeprefix("//") and "?" not in canonical


def site_of(canonical: str) -> str:
    """The host of a canonical address, with its port where it names one."""
    return canonical.removeprefix("//").partition("/")[0]


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    while host.startswith("www."):
        host = host.removeprefix("www.")
    if not host.isascii():
        with suppress(UnicodeError):  # a name that no resolver takes stays as it is written
            host = host.encode("idna").decode("ascii")
    host = _data()["twins"].get(host, host)
    port = parts.port
    return f"{host}:{port}" if port not in (None, 80, 443) and host else host


def _path(path: str) -> str:
    segments = [_spelled(segment) for segment in _SESSION_IN_PATH.sub("", path).split("/") if segment]
    while segments and segments[0].lower() in _data()["language_segments"]:
        segments.pop(0)
    while segments and segments[-1].lower() in _data()["index_pages"]:
        segments.pop()
    return "".join(f"/{segment}" for segment in segments)


def _query(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name = pair.partition("=")[0].lower()
        if pair and name not in _dropped() and not name.startswith(tuple(_data()["tracking_beginnings"])):
            kept.append(_spelled(pair))
    return "&".join(sorted(kept))


def _spelled(part: str) -> str:
    """Percent signs only where they are needed, in capitals."""
    known = _KEPT.sub(lambda found: _decoded(found[1]), part)
    return quote(known, safe="!$&'()*+,;=:@/?%-._~")


def _decoded(code: str) -> str:
    byte = unquote_to_bytes(f"%{code}")[0]
    return chr(byte) if byte in _UNRESERVED else f"%{code.upper()}"


@cache
def _dropped() -> frozenset[str]:
    return frozenset(_data()["tracking"]) | frozenset(_data()["language"])


@cache
def _data() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "addresses.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return loaded
