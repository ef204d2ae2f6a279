"""Both parts of an edition from the plates of its issue, what is shared encoded once (see `newsletter.joining`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import escape

from aggregator.model import Plate
from newsletter.delivery.encoding import Part, Piece, pieces, quoted
from newsletter.joining import CUT, PREVIEW
from newsletter.wrapping import wrapped_line

Said = Iterable[tuple[str, str]]
"""The pieces of an edition, each with the words that are put before it."""


class EncodedPress:
    """The plates of one issue in one language."""

    def __init__(self, plate: Plate) -> None:
        """Encodes everything that is said in it."""
        head, *rest = CUT.split(plate.html)
        self._head = pieces(head)
        self._after = {place: pieces(said) for place, said in zip(rest[::2], rest[1::2], strict=True)}
        head, *rest = CUT.split(plate.text)
        self._text_head = _Lines.of(head)
        self._lines = {place: _Lines.of(said) for place, said in zip(rest[::2], rest[1::2], strict=True)}

    def html(self, said: Said) -> Part:
        """The HTML part of an edition."""
        return Part(self._html_pieces(said))

    def text(self, said: Said) -> Part:
        """The text part; read, it is to the letter what `Press.text` gives. It has no preview."""
        return Part(self._text_pieces(said))

    def _html_pieces(self, said: Said) -> Iterator[Piece]:
        yield from self._head
        for place, words in said:
            if words:
                yield _escaped(words)
            yield from self._after[place]

    def _text_pieces(self, said: Said) -> Iterator[Piece]:
        line, blank, begun = "", False, False
        for words, lines in self._in_turn(said):
            line += words + lines.first
            if not lines.goes_on:
                continue
            for part in (_line(line), lines.middle):
                blank = blank or part.blank_before
                if part.pieces:
                    yield from (_BLANK_LINE,) if blank and begun else ()
                    yield from part.pieces
                    begun, blank = True, part.blank_after
            line = lines.last
        yield from _line(line).pieces

    def _in_turn(self, said: Said) -> Iterator[tuple[str, _Lines]]:
        yield "", self._text_head
        for place, words in said:
            if place != PREVIEW:
                yield words, self._lines[place]
        yield "", _Lines("", _NOTHING, "", goes_on=True)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Whole lines, encoded; blank ones before and after are only remembered: of many one is left, at the ends none."""

    pieces: tuple[Piece, ...] = ()
    blank_before: bool = False
    blank_after: bool = False


@dataclass(frozen=True, slots=True)
class _Lines:
    """A piece of the text: the end of a line, whole lines, the beginning of one. `goes_on`: it ends its first line."""

    first: str
    middle: _Whole
    last: str
    goes_on: bool

    @classmethod
    def of(cls, text: str) -> _Lines:
        """Cut a piece apart."""
        first, *rest = text.split("\n")
        if not rest:
            return cls(first, _NOTHING, "", goes_on=False)
        *middle, last = rest
        return cls(first, _whole(middle), last, goes_on=True)


def _whole(lines: Sequence[str]) -> _Whole:
    if not lines:
        return _NOTHING
    said = "\n".join(part for line in lines for part in wrapped_line(line)).strip("\n")
    if not said:
        return _Whole(blank_before=True)
    said = _BLANK_LINES.sub("\n\n", said) + "\n"
    return _Whole(pieces(said), blank_before=not lines[0].strip(), blank_after=not lines[-1].strip())


@lru_cache(maxsize=10_000)
def _line(line: str) -> _Whole:
    """One line with its words; why something stands in an issue is said in the same words to thousands."""
    return _whole([line])


@lru_cache(maxsize=10_000)
def _escaped(words: str) -> bytes:
    return quoted(str(escape(words)))


_NOTHING = _Whole()
_BLANK_LINES = re.compile(r"\n{3,}")
_BLANK_LINE = b"\r\n"
