"""The bytes behind findings, kept once however often they are seen."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from crawlers.fetching.validators import fingerprint

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class Snapshots:
    """A folder of packed bodies: `ab/cdef….zst`, named by the SHA-256 of the bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, body: bytes) -> str:
        """Store a body unless it is there already and give its name."""
        name = fingerprint(body)
        place = self._place(name)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            # written beside and moved: a crash leaves no half snapshot under a good name
            handle, beside = tempfile.mkstemp(dir=place.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(zstd.compress(body))
                Path(beside).replace(place)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
        return name

    def read(self, name: str) -> bytes:
        """The bytes of a snapshot. Raises FileNotFoundError."""
        return zstd.decompress(self._place(name).read_bytes())

    def _place(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name[2:]}.zst"
