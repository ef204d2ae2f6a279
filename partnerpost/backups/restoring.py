"""Bring an office back from a backup: beside the data first, then all at once. What is restored sends nothing."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.engine import make_url

from aggregator.store import Store
from aggregator.store.copying import copy_store, refuse_if_taken
from aggregator.store.migrate import is_known, require_empty, upgrade
from newsletter import holding
from partnerpost.backups import archive, manifest
from partnerpost.office import KEY_FILE
from partnerpost.refusal import Refused
from partnerpost.settings import Settings

_SNAPSHOT = re.compile(rf"{manifest.SNAPSHOTS}/([0-9a-f]{{2}})/([0-9a-f]{{62}}\.zst)")
_STAGE = "restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; `settings` is where the settings of the backup lie, to be compared with the present ones."""

    made: manifest.Manifest
    snapshots: int
    settings: Path | None


def restore(settings: Settings, path: Path) -> Restored:
    """Restore a backup into the data folder and the database of these settings, both of which must be empty.

    Mail is held until a person lets it leave. Raises Refused or StoreError, and leaves everything as it was then.
    """
    _refuse_if_taken(settings)
    try:
        with _stage(settings.data) as stage:
            made, snapshots = _unpack(path, stage)
            _make_ready(stage / manifest.DATABASE)
            return Restored(made, snapshots, _move_in(settings, stage))
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"{path} cannot be restored ({reason}): nothing was kept; is there room enough?") from error


def _refuse_if_taken(settings: Settings) -> None:
    address = settings.store.address(settings.data)
    if (file := _file_of(address)) is not None:
        refuse_if_taken(file)
    else:
        with closing(Store(address)) as store:
            store.ping()
            require_empty(store)
    if settings.snapshots.is_dir() and any(settings.snapshots.iterdir()):
        raise Refused(f"there are pages in {settings.snapshots} already: move them away, or choose another data folder")


def _file_of(address: str) -> Path | None:
    url = make_url(address)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


@contextmanager
def _stage(data: Path) -> Iterator[Path]:
    stage = data / _STAGE
    shutil.rmtree(stage, ignore_errors=True)  # what another one left that was killed
    stage.mkdir(parents=True, mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage)


def _unpack(path: Path, stage: Path) -> tuple[manifest.Manifest, int]:
    """Lay all files of an archive into the stage; gives what the archive says of itself, and how many pages it had."""
    database, snapshots = None, 0
    with archive.reading(path) as members:
        made = _readable(path, members)
        for member in members:
            if member.name == manifest.END:
                end = manifest.End.model_validate_json(member.text())
                if database is None or (database.sha256, snapshots) != (end.database_sha256, end.snapshots):
                    raise Refused(f"{path} is damaged: nothing was restored, take another one")
                return made, snapshots
            unpacked = member.unpack(_place(path, stage, member.name))
            database = unpacked if member.name == manifest.DATABASE else database
            snapshots += member.name.startswith(f"{manifest.SNAPSHOTS}/")
    raise Refused(f"{path} is cut off: nothing was restored, take another one")


def _readable(path: Path, members: Iterator[archive.Member]) -> manifest.Manifest:
    first = next(members, None)
    if first is None or first.name != manifest.BEGIN:
        raise Refused(f"{path} is no backup of Partnerpost")
    try:
        made = manifest.Manifest.model_validate_json(first.text())
    except ValidationError as error:
        raise Refused(f"{path} is no backup that this version understands") from error
    if made.format > manifest.FORMAT or not is_known(made.revision):
        raise Refused(f"{path} was made by a newer version ({made.program}): install that version and restore with it")
    return made


def _place(path: Path, stage: Path, name: str) -> Path:
    """Where a file goes; whatever else an archive holds is not ours, and goes nowhere."""
    if name in (manifest.DATABASE, manifest.KEY, manifest.SETTINGS):
        return stage / name
    if not (fitting := _SNAPSHOT.fullmatch(name)):
        raise Refused(f"{path} holds {name!r}, which no backup does: nothing was restored")
    folder = stage / manifest.SNAPSHOTS / fitting[1]
    folder.mkdir(parents=True, exist_ok=True)
    return folder / fitting[2]


def _make_ready(database: Path) -> None:
    """Bring the tables of the backup up to date, and hold its mail: what it would send may long have been sent."""
    with closing(Store(f"sqlite:///{database}")) as store:
        upgrade(store)
        with store.writing() as session:
            holding.hold(session, "restored from a backup")


def _move_in(settings: Settings, stage: Path) -> Path | None:
    """Put everything into its place, the database last: where there is one, everything is there."""
    database, key, kept = stage / manifest.DATABASE, stage / manifest.KEY, stage / manifest.SETTINGS
    own = settings.data / KEY_FILE
    if key.exists() and own.exists() and own.read_bytes() != key.read_bytes():
        raise Refused(f"{own} is another key than that of the backup: move it away, or links in sent mails break")
    address = settings.store.address(settings.data)
    if (file := _file_of(address)) is None:
        with closing(Store(f"sqlite:///{database}")) as store:
            copy_store(store, address)
    if (snapshots := stage / manifest.SNAPSHOTS).exists():
        if settings.snapshots.exists():
            settings.snapshots.rmdir()
        snapshots.replace(settings.snapshots)
    if key.exists():
        key.replace(own)
    beside = settings.data / f"{manifest.SETTINGS}.restored"
    if kept.exists():
        kept.replace(beside)
    if file is not None:
        with database.open("rb") as written:
            os.fsync(written.fileno())
        database.replace(file)
    return beside if beside.exists() else None
