"""Cutting a text into lines that belong together and those into sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 700  # characters after which a sentence is cut: rules look at one sentence at a time and stay linear
_MOST = 8_000  # sentences of a very long book; more are an attack, and what follows is cut by its length alone
_WRAPPED = 45  # a line this long that stops in mid-sentence goes on below
_END = re.compile(
    r"[.!?…][\"“”»)*_\]]{0,3}[ \t\n]+(?=[\"„“«(\[*_]{0,3}[^\W\d_a-zäöüßéèàâêîôûçñąćęłńóśźż])|[ ]\|[ ]|;[ \n]"
)
_ORDINAL = re.compile(r"(?<![0-9.])[0-9]{1,2}$")
_LAST_WORD = re.compile(r"\w+$")
_ABBREVIATION = re.compile(
    r"bzw|ca|nr|st|str|inkl|max|min|mind|dr|prof|vgl|tel|evtl|ggf|sog|abs|art|jan|feb|aug|sept?|okt|nov|dez|vs|no|im|ul"
    r"|godz|tys|mio|mrd|al|\w",  # the single letters of "z. B.", "i. d. R."
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*•–·▪■◦>+►✓✔]|[a-z]\)|#{1,6}|\|)[ \t]*(?=\S)")
_BULLETS = frozenset("-*•–·▪■◦>+►✓✔#|")  # one of which a bullet begins with, else a letter with a bracket
_NUMBERED = re.compile(r"[ \t]*\d{1,2}[.)][ \t]")
_OPEN_END = re.compile(
    (
        r"(?:\b(?:bis|zum|am|dem|den|der|des|die|das|und|oder|vom|ab|von|für|mit|until|by|the"
        r"|to|of|on|and|or|a|le|la|au|du|de|des|et|do|dnia|i|od)|[,(–-])$"
    ),
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """One sentence or label line; `line` counts the blocks of the text, `heading` says that it looks like one."""

    start: int
    end: int
    block: int
    heading: bool


@lru_cache(maxsize=4)  # the rules cut a text, and then those who want the sentence around what they found
def cut(text: str) -> tuple[Sentence, ...]:
    """All sentences in order; blank ones left out. Spans count characters of the text, end exclusive."""
    found: list[Sentence] = []
    for number, (start, end, heading) in enumerate(_blocks(text)):
        if len(found) >= _MOST:
            return (*found, *(Sentence(first, last, number, False) for first, last in _pieces(start, len(text))))
        found += [Sentence(first, last, number, heading) for first, last in _sentences(text, start, end)]
    return tuple(found)


def _blocks(text: str) -> list[tuple[int, int, bool]]:
    """Lines, joined where a line only wraps; each with its span and whether it is marked as a heading."""
    blocks: list[tuple[int, int, bool]] = []
    open_block: tuple[int, int] | None = None
    end = -1
    for line in text.split("\n"):
        start, end = end + 1, end + 1 + len(line)
        bare = line.strip()
        if not bare:
            open_block = None
            continue
        first = start + line.index(bare[0])
        stripped_end = first + len(bare)
        bullet = _BULLET.match(text, start, stripped_end) if bare[0] in _BULLETS or bare[1:2] == ")" else None
        if bullet:
            first = bullet.end()
        if open_block and not bullet and _goes_on(text, open_block, first):
            begun = blocks[-1][0]
            blocks[-1] = (begun, stripped_end, False)
        else:
            heading = bool(bullet and "#" in bullet[0]) or _underlined(text, end, stripped_end - first)
            blocks.append((first, stripped_end, heading))
        open_block = (start, stripped_end)
    return blocks


def _underlined(text: str, end: int, length: int) -> bool:
    below = text[end + 1 : end + 5]
    return length < 200 and len(below) == 4 and below[0] in "-=" and below == below[0] * 4


def _goes_on(text: str, line: tuple[int, int], first: int) -> bool:
    """Whether the line above stops in mid-sentence and this one begins like its continuation."""
    start, end = line
    tail = text[max(start, end - 14) : end]
    if _OPEN_END.search(tail):
        return True
    if end - start < _WRAPPED or _NUMBERED.match(text, first) or tail[-1] in ".!?:;|…":
        return False
    return text[first].islower() or text[first].isdigit() or (end - start > 60 and text[first] in "„“«(*")


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, begun = [], start
    for stop in _END.finditer(text, start, end):
        dot = stop.start()
        if text[dot] == "." and dot > begun and _is_no_end(text, max(begun, dot - 10), dot):
            continue
        spans += _pieces(begun, stop.end())
        begun = stop.end()
    spans += _pieces(begun, end)
    return spans


def _is_no_end(text: str, start: int, dot: int) -> bool:
    last = text[dot - 1]
    if last.isdigit() and _ORDINAL.search(text, start, dot):
        return True
    word = _LAST_WORD.search(text, start, dot) if last.isalnum() or last == "_" else None
    return word is not None and _ABBREVIATION.fullmatch(word[0]) is not None


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    if 0 < end - start <= _LONGEST:
        return [(start, end)]
    return [(place, min(end, place + _LONGEST)) for place in range(start, end, _LONGEST)]
