"""Calendar tiles: a day whose parts stand in boxes of their own, read as one line: "18 Sep 2027 10:00"."""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborNode

from aggregator.reading.folding import fold
from aggregator.reading.tables import LINE
from aggregator.reading.vocabulary import data

_LONGEST = 60  # characters of a tile with its weekday and times
_MOST_TILES = 2_000
_HIGHEST = 4  # boxes around a part that may belong to the tile
_PART = re.compile(r"[^\s,|–-]+|[–-]")
_DAY = re.compile(r"0?[1-9](?![0-9])|[12][0-9]|3[01]")
_DAY_WITH_MARK = re.compile(r"(?:[0-2]?[0-9]|3[01])(?:st|nd|rd|th|er|\.)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{1,2}(?:[:.h][0-9]{2})(?:am|pm|h|uhr)?|[0-9]{1,2}(?:am|pm|h|uhr)|am|pm|uhr|h|a\.m\.|p\.m\.")
_MACHINE_DAY = re.compile(r"((?:19|20)[0-9]{2})-([01]?[0-9])-([0-3]?[0-9])(?:[T ]|$)")
_ENDS_OPEN = re.compile(r"[0-9]\.$")


def spell_out_tiles(root: LexborNode) -> None:
    """Replace every tile by its day in reading order, on a line of its own; give `time` elements their year."""
    for node in root.css("time[datetime]")[:_MOST_TILES]:
        _add_year(node)
    hints = ", ".join(f"[class*={word} i], [id*={word} i]" for word in data("page")["tiles"]["parts"])
    for node in root.css(f"{hints}, time")[:_MOST_TILES]:
        if node.parent is None or len(node.text(deep=True)) > 2 * _LONGEST:
            continue
        tile = _around(node)
        if tile is not None:
            box, words = tile
            box.replace_with(f"{LINE}{words} {LINE if box.tag in ('div', 'li') else ' '}")


def _around(node: LexborNode) -> tuple[LexborNode, str] | None:
    """The largest box around this part that holds nothing but one day in several pieces, and its words."""
    found: tuple[LexborNode, str] | None = None
    box: LexborNode | None = node
    for _ in range(_HIGHEST):
        if box is None or box.tag in ("body", "main", "table", "tr", "html"):
            break
        text = box.text(deep=True, separator=" ")
        parts = _parts(text) if len(text) <= 4 * _LONGEST else None
        if parts is None:
            break
        in_pieces = len(box.css("*")) >= 2  # the box itself is counted
        if in_pieces and {"day", "month"} <= {kind for kind, _ in parts}:
            found = box, _in_order(parts)
        box = box.parent
    return found


def _parts(text: str) -> list[tuple[str, str]] | None:
    """The words of a tile and what each is; None where one of them is no part of a day."""
    words = _PART.findall(text)
    if not words or sum(map(len, words)) > _LONGEST:
        return None
    months, weekdays = _names()
    parts: list[tuple[str, str]] = []
    for word in words:
        folded = fold(word)
        bare = folded.rstrip(".:")
        if _YEAR.fullmatch(bare):
            kind = "year"
        elif _DAY_WITH_MARK.fullmatch(folded) and bare not in ("0", "00"):
            kind = "day"
        elif bare in months:
            kind = "month"
        elif bare in weekdays:
            kind = "weekday"
        elif _CLOCK.fullmatch(bare) or folded in ("a.m.", "p.m."):
            kind = "clock"
        elif word in "–-":
            kind = "dash"
        else:
            return None
        parts.append((kind, word))
    return parts


def _in_order(parts: list[tuple[str, str]]) -> str:
    """Weekday, day, month, year, times; two days keep the order in which they stand."""
    kinds = [kind for kind, _ in parts]
    if kinds.count("day") > 1 or kinds.count("month") > 1 or kinds.count("year") > 1:
        return " ".join(word for _, word in parts)
    first = dict(reversed(parts))
    words = [first[kind] for kind in ("weekday", "day", "month", "year") if kind in first]
    times = [word for kind, word in parts if kind == "clock" or (kind == "dash" and kinds.count("clock") > 1)]
    return " ".join([*words, *times])


def _add_year(node: LexborNode) -> None:
    """ "12 May" in an element that states 2027-05-12 gets its year."""
    text = node.text(deep=True).strip()
    stated = _MACHINE_DAY.match((node.attributes.get("datetime") or "").strip())
    if stated is None or len(text) > _LONGEST or _YEAR.search(text) or node.css_first("*:not(time)") is not None:
        return
    parts = _parts(text)
    named = parts is not None and {"day", "month"} <= {kind for kind, _ in parts}
    if named and re.search(rf"(?<![0-9])0?{int(stated[3])}(?![0-9])", text):
        node.replace_with(f"{text} {stated[1]} ")


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    known = data("calendar")
    return _every(known["months"]), _every(known["weekdays"])


def _every(by_language: dict[str, list[str]]) -> frozenset[str]:
    names: set[str] = set()
    for spoken in by_language.values():
        assert isinstance(spoken, dict)
        for words in spoken.values():
            names.update(words)
    return frozenset(names) | {name[:3] for name in names if name.isascii() and len(name) > 3}
