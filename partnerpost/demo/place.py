"""The folder of the demo: fresh at every start, and nothing in it deleted that the demo did not make."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partnerpost.refusal import Refused

MARKER = "made-by-the-demo.txt"
MAIL = "mail"

_MADE = (
    "partnerpost.sqlite",
    "partnerpost.sqlite-wal",
    "partnerpost.sqlite-shm",
    "secret.key",
    "snapshots",
    "sending-mark.json",
    MAIL,
)
_WORDS = "Everything beside this file was made by `partnerpost demo` and is deleted when it starts again.\n"


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """An emptied folder, ours alone until the end.

    Raises Refused, in one line, where a folder of this name holds files and not our marker, where it cannot be
    written, or where another demo is running in it.
    """
    _require_ours(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        marker = (folder / MARKER).open("a+", encoding="utf-8")
    except OSError as error:
        raise Refused(f"the folder {folder} cannot be written ({error.strerror}): set PARTNERPOST_DATA") from error
    with marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"a demo is running in {folder} already: stop it first, or set PARTNERPOST_DATA") from error
        _clear(folder)
        marker.truncate(0)
        marker.write(_WORDS)
        marker.flush()
        yield folder


def _require_ours(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(f"{folder} is no folder of the demo's: move it away, or set PARTNERPOST_DATA")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise Refused(f"{folder} holds files that the demo did not make: move them away, or set PARTNERPOST_DATA")


def _clear(folder: Path) -> None:
    for name in _MADE:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
