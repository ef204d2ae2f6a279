"""Both parts of an edition, joined from the plates of its issue and the words that are its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from markupsafe import escape

from newsletter.wrapping import wrapped

CUT = re.compile("\ue000([^\ue001]*)\ue001")
"""A mark: from here to the next is one piece, and words may be put before it."""

Piece = tuple[str, str]
"""The mark of a piece, and the words that are put before it."""

PREVIEW = "preview"


class Plate:
    """One part of a mail, with everything in it that an issue can say, cut apart at its marks."""

    def __init__(self, whole: str, written: Callable[[str], str]) -> None:
        """`written` makes words fit for this part."""
        head, *rest = CUT.split(whole)
        self._head, self._after = head, dict(zip(rest[::2], rest[1::2], strict=True))
        self._written = written
        self._bytes = {place: len(piece.encode()) for place, piece in self._after.items()}

    def joined(self, pieces: Iterable[Piece]) -> str:
        """The part as one circle gets it."""
        after, written = self._after, self._written
        said = [self._head]
        for place, words in pieces:
            if words:
                said.append(written(words))
            said.append(after[place])
        return "".join(said)

    def size(self, pieces: Iterable[Piece]) -> int:
        """How many bytes of UTF-8 that would be."""
        own = "".join(self._written(words) for _, words in pieces if words)
        return len(self._head.encode()) + len(own.encode()) + sum(self._bytes[place] for place, _ in pieces)


class Press:
    """The plates of one issue in one language."""

    def __init__(self, html: str, text: str) -> None:
        """Both parts as `newsletter.plates` makes them."""
        self._html = Plate(html, lambda words: str(escape(words)))
        self._text = Plate(text, str)

    def html(self, pieces: Iterable[Piece]) -> str:
        """The HTML part of an edition."""
        return self._html.joined(pieces)

    def text(self, pieces: Iterable[Piece]) -> str:
        """The text part of an edition. It has no preview, which mail programs show before either part."""
        return wrapped(self._text.joined(piece for piece in pieces if piece[0] != PREVIEW))

    def html_bytes(self, pieces: Iterable[Piece]) -> int:
        """How large the HTML part is, in bytes."""
        return self._html.size(list(pieces))


def without(pieces: Sequence[Piece], gone: Collection[int]) -> list[Piece]:
    """An edition without some of its opportunities, and without headings under which nothing stands any more."""
    if not gone:
        return list(pieces)
    left: list[Piece] = []
    for place, words in pieces:
        kind, _, number = place.partition(":")
        if number.isdecimal() and int(number) in gone:
            continue
        if kind == "gap" and left and left[-1][0].startswith("section-end"):
            continue  # what it parted the first from is gone
        if kind == "glance-end" and left and left[-1][0] == "glance":
            left.pop()
            continue
        if kind in _AFTER_A_SECTION:
            _drop_empty(left)
        left.append((place, words))
    return left


_AFTER_A_SECTION = frozenset({"section", "more", "foot"})


def _drop_empty(left: list[Piece]) -> None:
    """Take a heading away that has become the last thing said."""
    for kind in ("section-end", "section"):
        if left and left[-1][0].partition(":")[0] == kind:
            left.pop()
