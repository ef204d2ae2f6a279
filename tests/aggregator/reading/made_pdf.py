"""PDFs written by hand, object by object, whole or broken as a test wants them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(*pages: str) -> bytes:
    """A PDF with these pages of text; every line of a page is drawn as a line."""
    return written(_objects([_content(page) for page in pages]))


def drawing(content: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages all hold these drawing operations."""
    return written(_objects([content] * pages))


def locked(data: bytes) -> bytes:
    """The same PDF, said to be encrypted with a password nobody has (RC4, 40 bit)."""
    rights = b"<</Filter/Standard/V 1/R 2/P -4/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>"
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/ID[(1234567890123456)(1234567890123456)]/Encrypt " + rights)


def written(objects: Sequence[bytes]) -> bytes:
    """A PDF file of numbered objects; the first is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    )


def stream(content: bytes) -> bytes:
    """A packed stream object."""
    packed = zlib.compress(content)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def _objects(contents: Sequence[bytes]) -> list[bytes]:
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        _FONT,
    ]
    for number, content in enumerate(contents):
        place = b"/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
        objects += [b"<</Type/Page%s/Contents %d 0 R>>" % (place, 5 + 2 * number), stream(content)]
    return objects


def _content(page: str) -> bytes:
    lines = (_escaped(line) for line in page.split("\n"))
    return b"BT /F 11 Tf 60 780 Td 14 TL\n" + b"".join(b"(%s) '\n" % line for line in lines) + b"ET"


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
