"""The bytes behind findings, kept once however often they are seen, and deleted when nothing names them any more."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import get_ident

from crawlers.fetching.validators import fingerprint

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PACKED, _ASIDE = ".zst", ".gone"
_AT_ONCE = 500
"""Names looked up together: few questions, and few parameters in each."""


@dataclass(frozen=True, slots=True)
class Freed:
    """What a sweep deleted: how many files, and their bytes as they lay on the disk."""

    files: int = 0
    bytes: int = 0


class Snapshots:
    """A folder of packed bodies: `ab/cdef….zst`, named by the SHA-256 of the bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folders: set[Path] = set()

    def keep(self, body: bytes) -> str:
        """Store a body unless it is there already and give its name; either way its age begins anew."""
        name = fingerprint(body)
        place = self._place(name)
        try:
            os.utime(place)
        except FileNotFoundError:
            self._write(place, body)
        return name

    def read(self, name: str) -> bytes:
        """The bytes of a snapshot. Raises FileNotFoundError."""
        return zstd.decompress(self._place(name).read_bytes())

    def sweep(self, *, before: datetime, still_named: Callable[[Sequence[str]], Collection[str]]) -> Freed:
        """Delete what was last seen before a moment and is named by nothing; what a crash left half written too.

        `still_named` gives those of some names that something still names. It may be stopped at any point and run
        beside a crawl: a body seen again while it is looked at stays.
        """
        files = freed = 0
        latest = before.timestamp()
        for aside in self._folder.glob(f"??/*{_ASIDE}"):
            _put_back(aside)
        for batch in _batches(self._older(latest)):
            named = still_named([_name(place) for place in batch if place.suffix == _PACKED])
            for place in batch:
                size = 0 if _name(place) in named else _delete(place, latest)
                files += size > 0
                freed += size
        return Freed(files, freed)

    def _older(self, latest: float) -> Iterator[Path]:
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            with os.scandir(folder) as entries:
                found = [Path(entry.path) for entry in entries if entry.stat().st_mtime < latest]
            yield from found

    def _write(self, place: Path, body: bytes) -> None:
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        # written beside and moved: a crash leaves no half snapshot under a good name
        beside = place.with_suffix(f".{os.getpid()}-{get_ident()}.part")
        try:
            beside.write_bytes(zstd.compress(body))
            beside.replace(place)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _place(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name[2:]}{_PACKED}"


def stored(folder: Path) -> Iterator[Path]:
    """All snapshots of a folder, as they lie packed on the disk; what is half written is left out."""
    for some in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        with os.scandir(some) as entries:
            found = sorted(entry.path for entry in entries if entry.name.endswith(_PACKED))
        yield from map(Path, found)


def _name(place: Path) -> str:
    return place.parent.name + place.stem


def _delete(place: Path, latest: float) -> int:
    """Delete a file and give its size; 0 where it is gone already or was seen again meanwhile.

    It is moved aside first: from then on a crawl that sees the body writes it anew, and whether one had seen it before
    can be told without haste. What a crash between leaves aside, the next sweep puts back and looks at again.
    """
    aside = place.with_suffix(_ASIDE)
    try:
        place.replace(aside)
        found = aside.stat()
        if found.st_mtime >= latest:
            aside.replace(place)
            return 0
        aside.unlink()
    except FileNotFoundError:
        return 0
    return found.st_size


def _put_back(aside: Path) -> None:
    place = aside.with_name(aside.name.removesuffix(_ASIDE) + _PACKED)
    try:
        aside.unlink() if place.exists() else aside.replace(place)
    except FileNotFoundError:  # another sweep was first
        return


def _batches(places: Iterator[Path]) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for place in places:
        batch.append(place)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
