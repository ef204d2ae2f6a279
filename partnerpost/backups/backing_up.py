"""Make a backup of an office that goes on working meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import SQLModel

from aggregator.store import Store, StoreError
from aggregator.store.copying import copy_store
from aggregator.store.migrate import expected_version
from crawlers.fetching.snapshots import stored
from partnerpost import __version__
from partnerpost.backups import archive, manifest
from partnerpost.office import KEY_FILE, Office
from partnerpost.refusal import Refused
from partnerpost.settings import config_file


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; bytes of the archive."""

    path: Path
    bytes: int
    tables: dict[str, int]
    snapshots: int


def back_up(office: Office, path: Path, *, secrets: bool = True) -> Backup:
    """Write the office as it is at this moment into one archive. Raises Refused, and leaves nothing then.

    The database is copied first, so every page that it names is found afterwards, or was deleted by `tidy` meanwhile.
    """
    if path.exists():
        raise Refused(f"{path} is there already: name another file")
    try:
        with _database(office.store, path) as database, archive.writing(path) as into:
            tables = _counted(database)
            into.add_text(manifest.BEGIN, _manifest(office, tables, secrets).model_dump_json(indent=1))
            if secrets:
                _add_if_there(into, manifest.KEY, office.settings.data / KEY_FILE)
                _add_if_there(into, manifest.SETTINGS, config_file())
            copied = into.add_file(manifest.DATABASE, database)
            number, size = _add_snapshots(into, office.settings.snapshots)
            end = manifest.End(
                database_bytes=copied.bytes,
                database_sha256=copied.sha256,
                snapshots=number,
                snapshot_bytes=size,
            )
            into.add_text(manifest.END, end.model_dump_json(indent=1))
    except (OSError, sqlite3.Error, StoreError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"{path} cannot be written ({reason}): nothing was kept; is there room enough?") from error
    return Backup(path, path.stat().st_size, tables, number)


@contextmanager
def _database(store: Store, path: Path) -> Iterator[Path]:
    """The database in one SQLite file, beside the archive that is to hold it."""
    copy = path.with_name(path.name + ".sqlite")
    if copy.exists():
        raise Refused(f"{copy} was left by a backup that did not come to its end: delete it")
    try:
        copy.touch(mode=0o600)
        if store.is_sqlite:
            _copy_pages(str(store.engine.url.database), copy)
        else:
            copy.unlink()
            copy_store(store, f"sqlite:///{copy}", row_by_row=False)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _copy_pages(database: str, copy: Path) -> None:
    # all pages in one step: one moment, and writers go on in the log meanwhile
    with closing(sqlite3.connect(database, timeout=20)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        wrong = target.execute("pragma quick_check(1)").fetchone()[0]
    if wrong != "ok":
        raise Refused(f"the database is damaged ({wrong}): restore the last backup, this one would be no help")


def _counted(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return {
            table.name: connection.execute(f'select count(*) from "{table.name}"').fetchone()[0]  # noqa: S608
            for table in SQLModel.metadata.sorted_tables
        }


def _manifest(office: Office, tables: dict[str, int], secrets: bool) -> manifest.Manifest:
    return manifest.Manifest(
        format=manifest.FORMAT,
        program=__version__,
        revision=expected_version(),
        made_at=office.now(),
        made_on="sqlite" if office.store.is_sqlite else "postgresql",
        secrets=secrets,
        tables=tables,
    )


def _add_if_there(into: archive.Writing, name: str, path: Path) -> None:
    if path.is_file():
        into.add_file(name, path)


def _add_snapshots(into: archive.Writing, folder: Path) -> tuple[int, int]:
    number = size = 0
    for path in stored(folder):
        try:
            size += into.add_file(f"{manifest.SNAPSHOTS}/{path.parent.name}/{path.name}", path).bytes
        except FileNotFoundError:  # nothing named it any more, and the worker has tidied up
            continue
        number += 1
    return number, size
