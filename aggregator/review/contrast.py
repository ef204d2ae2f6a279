"""Two texts side by side, with that marked in them which helps to see whether they tell of one thing. Pure.

Texts that have much in common are told apart by what only one of them says. Texts that have little in common, because
others wrote them or because their languages differ, are brought together by what both say: days, sums, names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from aggregator.folding import fold
from aggregator.reading.chains import Years
from aggregator.reading.passages import Page, prepare

LONGEST = 6_000
"""So many characters of each text are shown and marked; the rest is searched for what both say."""

_SEARCHED = 30_000
_RUN = 3  # words in a row: single words are shared by any two texts of one language
_MUCH = 0.5  # of the words of the shorter text
_LEAST_NAME = 3  # letters
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_WORD = re.compile(r"\w+(?:[.,:/'’-]\w+)*")
_NAME = re.compile(r"[^\W\d_][\w’'-]*")
_FIGURES = re.compile(r"(?<![\w.,])\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?![\w]|[.,]\d)|(?<![\w.,])\d{3,9}(?![\w]|[.,]\d)")
_YEARS = range(1900, 2100)


class Marked(StrEnum):
    """What the marks say: this stands here only, or this stands in both."""

    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; the pieces of a text are that text."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """Both texts in pieces, without the marks of headings. `cut`: that there is more of one or the other."""

    marked: Marked
    one: tuple[Piece, ...]
    other: tuple[Piece, ...]
    is_one_cut: bool
    is_other_cut: bool

    @property
    def marks_something(self) -> bool:
        """Whether anything is marked at all."""
        return any(piece.is_marked for piece in (*self.one, *self.other))


@dataclass(frozen=True, slots=True)
class _Span:
    """What stands from `start` to before `end`; two that say the same have the same `key`."""

    start: int
    end: int
    key: tuple[str, ...]


def contrast(one: str, other: str, *, languages: tuple[str, str], today: date) -> Contrast:
    """Mark two texts against each other; `today` completes days that name no year. Any two texts have a contrast."""
    here, there = _HEADING.sub("", one)[:_SEARCHED], _HEADING.sub("", other)[:_SEARCHED]
    runs_here, runs_there = _runs(here), _runs(there)
    shared = {run.key for run in runs_here} & {run.key for run in runs_there}
    is_one_language = languages[0] == languages[1] or not all(languages)
    if is_one_language and _is_much(_covered(here, runs_here, shared), _covered(there, runs_there, shared)):
        marked = Marked.OWN
        spans = [_uncovered(text, runs, shared) for text, runs in ((here, runs_here), (there, runs_there))]
    else:
        marked = Marked.SHARED
        said = [_said(text, language, today) for text, language in zip((here, there), languages, strict=True)]
        if is_one_language:
            said = [[*facts, *runs] for facts, runs in zip(said, (runs_here, runs_there), strict=True)]
        else:
            said = [[*facts, *_names(text)] for facts, text in zip(said, (here, there), strict=True)]
        both = {span.key for span in said[0]} & {span.key for span in said[1]}
        spans = [[(span.start, span.end) for span in found if span.key in both] for found in said]
    first, second = (_pieces(text, found) for text, found in zip((here, there), spans, strict=True))
    return Contrast(marked, first, second, len(one) > LONGEST, len(other) > LONGEST)


def _runs(text: str) -> list[_Span]:
    """Every few words in a row; a text of fewer is one run."""
    words = list(_WORD.finditer(text))
    length = min(_RUN, len(words)) or 1
    return [
        _Span(found[0].start(), found[-1].end(), ("words", *(word[0].casefold() for word in found)))
        for found in (words[place : place + length] for place in range(len(words) - length + 1))
        if found
    ]


def _covered(text: str, runs: Iterable[_Span], shared: set[tuple[str, ...]]) -> list[tuple[re.Match[str], bool]]:
    """Each word, and whether it stands in a run that both texts have."""
    inside = bytearray(len(text))
    for run in runs:
        if run.key in shared:
            inside[run.start : run.end] = b"\1" * (run.end - run.start)
    return [(word, bool(inside[word.start()])) for word in _WORD.finditer(text)]


def _is_much(here: Sequence[tuple[object, bool]], there: Sequence[tuple[object, bool]]) -> bool:
    few = min(here, there, key=len)
    return bool(few) and sum(is_shared for _, is_shared in few) >= _MUCH * len(few)


def _uncovered(text: str, runs: Iterable[_Span], shared: set[tuple[str, ...]]) -> list[tuple[int, int]]:
    """The stretches of words that stand in no shared run."""
    found = []
    for is_shared, group in groupby(_covered(text, runs, shared), key=lambda one: one[1]):
        words = [word for word, _ in group]
        if not is_shared:
            found.append((words[0].start(), words[-1].end()))
    return found


def _said(text: str, language: str, today: date) -> list[_Span]:
    """The days and sums of a text, by the grammar of the languages, and other large numbers."""
    page = prepare(text, language, Years(None, today))
    days = list(_days(page))
    sums = [_Span(one.start, one.end, ("sum", str(int(one.value)))) for one in page.sums]
    taken = [(span.start, span.end) for span in (*days, *sums)]
    numbers = [
        _Span(found.start(), found.end(), ("sum", number))
        for found in _FIGURES.finditer(text)
        for number in ["".join(filter(str.isdigit, found[0]))]
        if int(number) not in _YEARS and not any(start < found.end() and found.start() < end for start, end in taken)
    ]
    return [*days, *sums, *numbers]


def _days(page: Page) -> Iterable[_Span]:
    for one in page.mentions:
        if one.day is not None and one.year is not None:
            yield _Span(one.start, one.end, ("day", str(one.year), str(one.month), str(one.day)))


def _names(text: str) -> Iterable[_Span]:
    """Words with a capital letter: across languages those that are written alike are names."""
    for found in _NAME.finditer(text):
        name = fold(found[0])
        if found[0][0].isupper() and len(name) >= _LEAST_NAME:
            yield _Span(found.start(), found.end(), ("name", name))


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The shown beginning of a text, cut at every mark; marks that only blanks part are one."""
    shown = text[:LONGEST]
    inside = bytearray(len(shown))
    for start, end in spans:
        inside[start:end] = b"\1" * (min(end, len(shown)) - min(start, len(shown)))
    for gap in re.finditer(r"(?<=\S) (?=\S)", shown):
        if inside[gap.start() - 1] and inside[gap.end()]:
            inside[gap.start()] = 1
    pieces, start = [], 0
    for is_marked, group in groupby(inside):
        end = start + len(list(group))
        pieces.append(Piece(shown[start:end], bool(is_marked)))
        start = end
    return tuple(pieces)
