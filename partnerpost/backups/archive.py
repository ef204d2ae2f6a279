"""The archive: a tar file packed with zstd, written and read as a stream, a piece at a time."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from partnerpost.refusal import Refused

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 1 << 20
_PACKING: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,
    zstd.CompressionParameter.checksum_flag: 1,  # a byte that a disk changed is found when it is unpacked
    zstd.CompressionParameter.nb_workers: 2,
}


class Hashed:
    """A file whose bytes are counted and hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        piece = self._file.read(size)
        self._digest.update(piece)
        self.bytes += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        """Of what was read so far."""
        return self._digest.hexdigest()


class Writing:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add_text(self, name: str, text: str) -> None:
        """A small file."""
        data = text.encode()
        self._add(name, io.BytesIO(data), len(data), 0.0)

    def add_file(self, name: str, path: Path) -> Hashed:
        """A file as it is now, with its age. Raises FileNotFoundError."""
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            hashed = Hashed(file)
            self._add(name, hashed, found.st_size, found.st_mtime)
        return hashed

    def _add(self, name: str, file: IO[bytes] | Hashed, size: int, age: float) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, age, 0o600
        self._tar.addfile(member, file)


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A new archive, readable by its owner alone: it has its name when the block ends well, else there is none."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.touch(mode=0o600)
        with (
            beside.open("wb") as file,
            zstd.open(file, "wb", options=_PACKING) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT, bufsize=_PIECE) as tar,
        ):
            yield Writing(tar)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


class Member:
    """One file of an archive, to be read before the next one."""

    def __init__(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        self._tar, self._member = tar, member
        self.name, self.bytes = member.name, member.size

    def text(self) -> str:
        """All of a small file."""
        return self._content().read(_PIECE).decode()

    def unpack(self, path: Path) -> Hashed:
        """Write it to a new file, with its age, readable by its owner alone."""
        content = Hashed(self._content())
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            while piece := content.read(_PIECE):
                file.write(piece)
        os.utime(path, (self._member.mtime, self._member.mtime))
        return content

    def _content(self) -> IO[bytes]:
        content = self._tar.extractfile(self._member)
        if content is None:
            raise tarfile.ReadError(f"{self.name} is no file")
        return content


@contextmanager
def reading(path: Path) -> Iterator[Iterator[Member]]:
    """The files of an archive in their order. Raises Refused where it is none, or is cut off or damaged."""
    try:
        with (
            path.open("rb") as file,
            zstd.open(file, "rb") as packed,
            tarfile.open(fileobj=packed, mode="r|", bufsize=_PIECE) as tar,
        ):
            yield (Member(tar, member) for member in tar)
    except FileNotFoundError as error:
        if error.filename != str(path):
            raise
        raise Refused(f"there is no file {path}") from error
    except (zstd.ZstdError, tarfile.TarError, EOFError, UnicodeDecodeError) as error:
        raise Refused(
            f"{path} is no backup, or is cut off or damaged ({error}): nothing was restored, take another one"
        ) from error
