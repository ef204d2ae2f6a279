"""How addresses of one list are alike: their shape, and the pattern that fits those to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf|cfm)$", re.IGNORECASE)
_SPEAKING = re.compile(r"[-_\d]")
_MOST_SPEAK = 0.9


def shape_of(url: str) -> str:
    """What addresses of one list have in common: host, number of parts, ending, names of parameters."""
    parts = urlsplit(url)
    segments = _segments(parts.path)
    ending = _ending(segments[-1]) if segments else ""
    names = ",".join(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
    first = segments[0] if len(segments) > 1 else ""
    return f"{parts.netloc.lower().removeprefix('www.')}|{first}|{len(segments)}|{ending}|{names}"


def pattern_of(urls: Sequence[str]) -> str:
    """A regular expression that each of these addresses (of one shape) contains, and others of the list as well.

    Parts that are the same everywhere are kept, digits stay digits, everything else may vary; the last part always may.
    """
    split = [urlsplit(url) for url in urls]
    rows = [_segments(parts.path) for parts in split]
    host = re.escape(split[0].netloc.lower().removeprefix("www."))
    columns = list(zip(*rows, strict=True))
    by_parameter = _by_parameter([parts.query for parts in split], rows)
    body = "".join(
        "/" + _part(column, last=i == len(columns) - 1 and not by_parameter) for i, column in enumerate(columns)
    )
    return rf"^https?://(?:www\.)?{host}{body}{by_parameter or '/?(?:[?#]|$)'}"


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _ending(segment: str) -> str:
    found = _ENDING.search(segment)
    return found[0] if found else ""


def _part(column: Sequence[str], *, last: bool) -> str:
    """One part of the path, as the examples have it there."""
    if not last and len(set(column)) == 1 and not column[0].isdigit():
        return re.escape(column[0])
    if all(part.isdigit() for part in column):
        return r"\d+"
    ending = _ending(column[0])
    ending = ending if last and all(_ending(part) == ending for part in column) else ""
    speaking = [part for part in column if _SPEAKING.search(part.removesuffix(ending))]
    if last and len(speaking) >= _MOST_SPEAK * len(column) and len(speaking) == len(column):
        # a slug has hyphens or a number; the names of sections beside it mostly have neither
        return rf"(?=[^/?#]*[-_\d])[^/?#]+{re.escape(ending)}"
    return rf"[^/?#]+{re.escape(ending)}"


def _by_parameter(queries: Sequence[str], rows: Sequence[list[str]]) -> str:
    """Where one page shows all entries by a parameter: the part of the pattern that names it."""
    if len({tuple(row) for row in rows}) > 1:
        return ""
    told = [dict(parse_qsl(query, keep_blank_values=True)) for query in queries]
    varying = [name for name in told[0] if len({one.get(name) for one in told}) == len(queries)]
    if not varying:
        return ""
    value = r"\d+" if all(one[varying[0]].isdigit() for one in told) else "[^&#]+"
    return rf"/?\?(?:[^#]*&)?{_encoded(varying[0])}={value}"


def _encoded(name: str) -> str:
    """A parameter's name as it may stand in an address: brackets are written both ways."""
    escaped = re.escape(name)
    return escaped.replace(r"\[", r"(?:\[|%5B)").replace(r"\]", r"(?:\]|%5D)")
