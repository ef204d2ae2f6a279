"""Parts of a mail in quoted-printable (RFC 2045, 6.7), encoded piece by piece: pieces can be joined as they are.

Every piece begins at the beginning of a line: where one ends within a line, the break after it is a soft one, which
is gone when it is read. What many editions share is encoded once, no line is longer than 76, and none begins with a
dot: SMTP would double it (RFC 5321, 4.5.2), and looking for such lines takes longer than all the rest of joining.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Mapping, Sequence

from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE

_PLACE = re.compile("(" + "|".join(map(re.escape, (UNSUBSCRIBE_PLACE, PREFERENCES_PLACE))) + ")")
_BEGINS_WITH_A_DOT = re.compile(rb"(?m)^\.[^\r\n]*")
_SOFT = b"=\r\n"
_LONGEST = 76

Piece = bytes | str
"""What is encoded already, or the name of a place that each reader's own link is put in."""


def quoted(text: str) -> bytes:
    """One piece: lines of at most 76 ended with CRLF, the last of them softly if the text ends within a line."""
    if not text:
        return b""
    coded = binascii.b2a_qp(text.replace("\r\n", "\n").encode(), istext=True).replace(b"\n", b"\r\n")
    if coded.startswith(b".") or b"\n." in coded:
        coded = _BEGINS_WITH_A_DOT.sub(lambda line: _in_lines(line[0], _LONGEST), coded)
    if coded.endswith(b"\r\n"):
        return coded
    begin = coded.rfind(b"\n") + 1
    return coded[:begin] + _in_lines(coded[begin:], _LONGEST - 1) + _SOFT


def _in_lines(line: bytes, longest: int) -> bytes:
    """A line without a dot at its beginning, broken softly where it is too long: never within an encoded byte."""
    said = b""
    while True:
        if line.startswith(b"."):
            line = b"=2E" + line[1:]
        if len(line) <= longest:
            return said + line
        cut = _LONGEST - 1
        cut -= next((back for back in (1, 2) if line[cut - back : cut - back + 1] == b"="), 0)
        said, line = said + line[:cut] + _SOFT, line[cut:]


def pieces(text: str) -> tuple[Piece, ...]:
    """A text as pieces, cut at its places."""
    cut = _PLACE.split(text)
    return tuple(part if number % 2 else quoted(part) for number, part in enumerate(cut) if part)


class Part:
    """One part of an edition, waiting for the links of a reader."""

    __slots__ = ("_fixed", "_places")

    def __init__(self, all_pieces: Iterable[Piece]) -> None:
        """What stands between two places is one piece from now on."""
        fixed: list[bytes] = []
        places: list[tuple[int, str]] = []
        run: list[bytes] = []
        for piece in all_pieces:
            if isinstance(piece, bytes):
                run.append(piece)
                continue
            fixed += [b"".join(run), b""]
            places.append((len(fixed) - 1, piece))
            run = []
        self._fixed: Sequence[bytes] = (*fixed, b"".join(run))
        self._places = places

    def filled(self, links: Mapping[str, bytes]) -> bytes:
        """The part as one reader gets it; `links` are pieces, by the names of their places."""
        said = list(self._fixed)
        for number, place in self._places:
            said[number] = links[place]
        whole = b"".join(said)
        return whole[: -len(_SOFT)] + b"\r\n" if whole.endswith(_SOFT) else whole
