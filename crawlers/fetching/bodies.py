"""Bodies as they arrive: counted, unpacked piece by piece, and given up before they fill the memory."""

from __future__ import annotations

import zlib

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed

ACCEPT_ENCODING = "gzip, deflate"
_PIECE = 64 * 1024


class Body:
    """Collects one body. Raises FetchFailed as soon as it is too large, packed too tightly or cannot be unpacked.

    With `cut`, what is too long ends at the limit instead: robots.txt is read as far as it is reasonable.
    """

    def __init__(self, encoding: str, limit: int, *, cut: bool = False) -> None:
        self.received = 0
        self._limit = limit
        self._cut = cut
        self._held = bytearray()
        self._unpack = _unpacker(encoding)
        self._may_be_raw = encoding.strip().casefold() == "deflate"
        self._start = b""

    def add(self, piece: bytes) -> bool:
        """Take one piece off the wire; false when no more is wanted."""
        self.received += len(piece)
        if self._unpack is None:
            self._held += piece
        else:
            self._add_packed(piece)
        if max(self.received, len(self._held)) <= self._limit:
            return True
        if self._cut:
            return False
        if self._unpack is not None and self.received <= self._limit:
            detail = f"{self.received} bytes unpack to more than {self._limit}"
            raise FetchFailed(FailureKind.BOMB, detail)
        raise FetchFailed(FailureKind.TOO_LARGE, f"more than {self._limit} bytes")

    def read(self) -> bytes:
        """The whole body, unpacked. Raises FetchFailed if the packing breaks off in the middle."""
        if self._unpack is not None and self.received and not self._unpack.eof and not self._cut:
            raise FetchFailed(FailureKind.UNREADABLE, "the packed body breaks off")
        if len(self._held) > self._limit:
            del self._held[self._limit :]
        return bytes(self._held)

    def _add_packed(self, piece: bytes) -> None:
        unpack = self._unpack
        while piece and len(self._held) <= self._limit:
            if unpack is None or unpack.eof:
                if not piece.startswith(b"\x1f\x8b"):
                    return  # padding after the last member
                unpack = self._unpack = _unpacker("gzip")
                continue
            try:
                self._held += unpack.decompress(piece, _PIECE)
            except zlib.error as error:
                if not self._may_be_raw or self._held:
                    raise FetchFailed(FailureKind.UNREADABLE, f"the body cannot be unpacked: {error}") from error
                # `deflate` means zlib (RFC 9110, 8.4.1.2), yet servers exist that leave its envelope out
                self._may_be_raw = False
                unpack = self._unpack = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
                piece = self._start + piece
                continue
            self._start = (self._start + piece)[:2]  # as much as the envelope is known by
            piece = unpack.unused_data if unpack.eof else unpack.unconsumed_tail


def _unpacker(encoding: str) -> zlib._Decompress | None:
    match encoding.strip().casefold():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, as the header says
        case other:
            raise FetchFailed(FailureKind.UNREADABLE, f"the body is packed as {other!r}, which was not asked for")
