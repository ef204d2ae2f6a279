"""Other things a page tells of at its end: related items, older news, comments (READING.md, rule 20)."""

from __future__ import annotations

import re
from functools import cache

from aggregator.reading.vocabulary import data

_SHORT = 300  # characters up to which a text has no room for other things
_FIRST_PART = (
    0.4  # share of the text in which a heading leads to the thing itself: "Weitere Ausschreibungen" as its title
)
_HEADING = 60  # characters of a heading; a longer line is a sentence that begins like one


def without_related(folded: str) -> str:
    """The folded text with what stands under such a heading blanked; places stay the same.

    Behind a colon it is the rest of the line, else the lines down to the next empty one.
    """
    if len(folded) <= _SHORT:
        return folded
    pieces, done = [], 0
    for heading in _headings().finditer(folded, int(len(folded) * _FIRST_PART)):
        if heading.start() < done:
            continue
        end = _end_of(folded, heading.end())
        if end:
            pieces += [folded[done : heading.start()], re.sub(r"[^\n]", " ", folded[heading.start() : end])]
            done = end
    return "".join([*pieces, folded[done:]]) if pieces else folded


def _end_of(folded: str, place: int) -> int:
    """Where what belongs to the heading ends; 0 where the line is no heading."""
    line_end = folded.find("\n", place)
    line_end = len(folded) if line_end < 0 else line_end
    rest = folded[place:line_end]
    before, colon, behind = rest.partition(":")
    if len(before) > _HEADING or any(sign.isdigit() for sign in before) or before.rstrip().endswith((".", "!", ",")):
        return 0
    if colon and behind.strip():
        return line_end
    start = line_end
    while start < len(folded) and folded[start].isspace():
        start += 1
    empty = _EMPTY.search(folded, start)
    return empty.start() if empty else len(folded)


_EMPTY = re.compile(r"\n[ \t]*(?:\n|#)")


@cache
def _headings() -> re.Pattern[str]:
    phrases = {phrase for name, phrases in data("related").items() if name != "exact" for phrase in phrases}
    begin, whole = ("|".join(map(re.escape, sorted(words))) for words in (phrases, data("related")["exact"]))
    return re.compile(rf"^(?:[ \t#*>•-]{{0,6}}(?:{begin})\b|[ \t#]{{0,6}}(?:{whole})(?=[ \t]*(?::|$)))", re.MULTILINE)
