"""The drill: an office with rows in every table is backed up and restored, and every table is compared row by row."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from aggregator.model import SignInBrake
from aggregator.search.keeping import rebuild
from aggregator.store import Store, StoreError, StoreSettings
from aggregator.store.migrate import expected_version, require_current, upgrade
from crawlers.fetching.snapshots import Snapshots
from newsletter import holding
from partnerpost.backups import back_up, manifest, restore
from partnerpost.office import KEY_FILE, Office
from partnerpost.refusal import Refused
from partnerpost.settings import Settings
from tests.conftest import BOTH
from tests.databases import PostgresDatabases
from tests.every_table import fill, rows_of
from tests.web.example import NOW

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BODIES = (b"<p>eine Seite</p>", os.urandom(200_000), b"")


def _office(store: Store, folder: Path) -> Office:
    """An office at work: rows in every table, stored pages, a key, settings."""
    (folder / "partnerpost.toml").write_text('[office]\nname = "Büro"\n', encoding="utf-8")
    settings = Settings(data=folder / "data")
    for body in _BODIES:
        Snapshots(settings.snapshots).keep(body)
    (settings.data / KEY_FILE).write_text("geheim")
    fill(store)
    rebuild(store)
    return Office(settings, store)


@pytest.fixture
def office(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated_sqlite, tmp_path / "office.sqlite")
    store = Store(f"sqlite:///{tmp_path / 'office.sqlite'}")
    yield _office(store, tmp_path)
    store.close()


@pytest.fixture
def archive(office: Office, tmp_path: Path) -> Path:
    """A backup of it."""
    return back_up(office, tmp_path / "backup.tar.zst").path


@pytest.fixture(params=BOTH)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty place on each database."""
    data = tmp_path / "elsewhere"
    if request.param == "sqlite":
        yield Settings(data=data)
        return
    postgres: PostgresDatabases = request.getfixturevalue("postgres")
    name = postgres.create()
    address = postgres.address(name).set(drivername="postgresql").render_as_string(hide_password=False)
    yield Settings(data=data, store=StoreSettings(url=address))
    postgres.drop(name)


@pytest.fixture
def empty_place(tmp_path: Path) -> Settings:
    """Settings of an empty place on SQLite."""
    return Settings(data=tmp_path / "elsewhere")


def test_an_office_comes_back_as_it_was_and_sends_nothing_by_itself(
    store: Store, tmp_path: Path, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    office = _office(store, tmp_path)
    restored = restore(elsewhere, back_up(office, tmp_path / "backup.tar.zst").path)
    returned = Store(elsewhere.store.address(elsewhere.data))
    require_current(returned)
    with returned.writing() as session:
        assert holding.held(session) == "restored from a backup"
        assert holding.lift(session)
        assert not holding.held(session)
    assert rows_of(returned) == (expected := rows_of(store))
    returned.close()
    assert restored.made.tables == {name: len(rows) for name, rows in expected.items()}
    assert sorted(Snapshots(elsewhere.snapshots).read(name) for name in _names(elsewhere)) == sorted(_BODIES)
    assert (elsewhere.data / KEY_FILE).read_text() == "geheim"
    assert restored.settings is not None
    assert "Büro" in restored.settings.read_text(encoding="utf-8")


def _names(settings: Settings) -> list[str]:
    return [path.parent.name + path.stem for path in settings.snapshots.glob("*/*.zst")]


def test_a_backup_shows_one_moment_although_others_write_meanwhile(store: Store, tmp_path: Path) -> None:
    office = Office(Settings(data=tmp_path / "data"), store)
    over = Event()

    def write_pairs() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with store.writing() as session:
                session.add(SignInBrake(who=f"{number} left", failures=number, last_at=NOW))
                session.flush()
                session.add(SignInBrake(who=f"{number} right", failures=number, last_at=NOW))

    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(write_pairs)
        try:
            made = [back_up(office, tmp_path / f"{number}.tar.zst") for number in range(3)]
        finally:
            over.set()
        writing.result()
    counts = [each.tables["sign_in_brake"] for each in made]
    assert counts == sorted(counts)
    assert [count % 2 for count in counts] == [0, 0, 0]
    assert counts[-1] > 0


def test_a_backup_is_readable_by_its_owner_alone_and_leaves_nothing_beside(office: Office, archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in archive.parent.glob("backup*")] == ["backup.tar.zst"]


def test_age_of_stored_pages_is_kept_so_that_they_are_not_tidied_away_later_than_meant(
    office: Office, tmp_path: Path, empty_place: Settings
) -> None:
    (page, *_) = sorted(office.settings.snapshots.glob("*/*.zst"))
    os.utime(page, (1_700_000_000, 1_700_000_000))
    restore(empty_place, back_up(office, tmp_path / "old.tar.zst").path)
    assert (empty_place.snapshots / page.parent.name / page.name).stat().st_mtime == 1_700_000_000


def test_key_and_settings_can_be_left_out(office: Office, tmp_path: Path, empty_place: Settings) -> None:
    made = back_up(office, tmp_path / "b.tar.zst", secrets=False)
    restored = restore(empty_place, made.path)
    assert not restored.made.secrets
    assert restored.settings is None
    assert not (empty_place.data / KEY_FILE).exists()


def test_a_backup_overwrites_nothing(office: Office, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(Refused, match="there already"):
        back_up(office, archive)
    assert archive.read_bytes() == before


@pytest.mark.parametrize("what", ["database", "pages", "key"])
def test_a_place_that_is_not_empty_is_left_as_it_is(archive: Path, empty_place: Settings, what: str) -> None:
    taken = {
        "database": empty_place.data / "partnerpost.sqlite",
        "pages": empty_place.snapshots / "ab" / "cd.zst",
        "key": empty_place.data / KEY_FILE,
    }[what]
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    with pytest.raises((Refused, StoreError), match="move"):
        restore(empty_place, archive)
    assert taken.read_text() == "mine"
    assert _files(empty_place.data) == {taken.relative_to(empty_place.data)}


def test_a_database_with_data_is_left_as_it_is(archive: Path, store: Store, tmp_path: Path) -> None:
    fill(store, rows=2)
    url = store.engine.url.render_as_string(hide_password=False)
    before = rows_of(store)
    with pytest.raises(StoreError, match="already"):
        restore(Settings(data=tmp_path / "elsewhere", store=StoreSettings(url=url)), archive)
    assert rows_of(store) == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_an_archive_that_was_cut_off_restores_nothing(archive: Path, empty_place: Settings, share: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Refused, match="nothing was restored"):
        restore(empty_place, archive)
    assert _files(empty_place.data) == set()


def test_a_byte_that_a_disk_changed_is_found(archive: Path, empty_place: Settings) -> None:
    whole = bytearray(archive.read_bytes())
    whole[len(whole) // 2] ^= 4
    archive.write_bytes(whole)
    with pytest.raises(Refused, match="nothing was restored"):
        restore(empty_place, archive)
    assert _files(empty_place.data) == set()


def _packed(path: Path, files: dict[str, bytes]) -> Path:
    with zstd.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


@dataclass(frozen=True)
class Wrong:
    """An archive that is none of ours, and what is said of it."""

    files: dict[str, bytes]
    said: str


def _made(**differently: Any) -> bytes:
    made = {
        "format": 1,
        "program": "1",
        "revision": expected_version(),
        "made_at": "2027-01-11T08:00:00Z",
        "made_on": "sqlite",
        "secrets": False,
        "tables": {},
    }
    return json.dumps(made | differently).encode()


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong({"readme.txt": b"x"}, "no backup of Partnerpost"),
        Wrong({}, "no backup of Partnerpost"),
        Wrong({manifest.BEGIN: b"{}"}, "no backup that this version understands"),
        Wrong({manifest.BEGIN: _made(format=99)}, "newer version"),
        Wrong({manifest.BEGIN: _made(revision="9999")}, "newer version"),
        Wrong({manifest.BEGIN: _made(), "../../etc/cron.d/x": b"x"}, "which no backup does"),
        Wrong({manifest.BEGIN: _made(), "snapshots/ab/../../x.zst": b"x"}, "which no backup does"),
        Wrong({manifest.BEGIN: _made(), manifest.DATABASE: b"x"}, "cut off"),
    ],
    ids=lambda wrong: wrong.said.replace(" ", "-"),
)
def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path: Path, empty_place: Settings, wrong: Wrong) -> None:
    with pytest.raises(Refused, match=wrong.said):
        restore(empty_place, _packed(tmp_path / "wrong.tar.zst", wrong.files))
    assert _files(tmp_path / "elsewhere") == set()


def test_a_file_that_is_no_archive_and_one_that_is_not_there_are_refused(tmp_path: Path, empty_place: Settings) -> None:
    (tmp_path / "x").write_text("hello")
    with pytest.raises(Refused, match="no backup"):
        restore(empty_place, tmp_path / "x")
    with pytest.raises(Refused, match="there is no file"):
        restore(empty_place, tmp_path / "y")


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, empty_place: Settings) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade(old, "0012")
    old.close()
    database = (tmp_path / "old.sqlite").read_bytes()
    digest = sha256(database).hexdigest()
    end = {"database_bytes": len(database), "database_sha256": digest, "snapshots": 0, "snapshot_bytes": 0}
    files = {
        manifest.BEGIN: _made(revision="0012"),
        manifest.DATABASE: database,
        manifest.END: json.dumps(end).encode(),
    }
    restore(empty_place, _packed(tmp_path / "old.tar.zst", files))
    store = Store(empty_place.store.address(empty_place.data))
    require_current(store)
    store.close()


def test_a_full_disk_is_said_in_a_sentence_and_nothing_is_half_done(tmp_path: Path, migrated_sqlite: Path) -> None:
    def run(words: str, blocks: str = "unlimited") -> subprocess.CompletedProcess[str]:
        command = f"ulimit -f {blocks}; exec {sys.executable} -m partnerpost {words}"
        shell = shutil.which("bash") or "bash"
        return subprocess.run([shell, "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)

    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var/partnerpost.sqlite")
    before = _files(tmp_path)
    failed = run("backup b.tar.zst", blocks="500")
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1), failed
    assert "nothing was kept; is there room enough?" in failed.stderr
    assert _files(tmp_path) == before
    assert run("backup b.tar.zst").returncode == 0
    shutil.rmtree(tmp_path / "var")
    failed = run("restore b.tar.zst", blocks="500")
    assert (failed.returncode, failed.stderr.count("\n")) == (2, 1), failed
    assert "nothing was kept; is there room enough?" in failed.stderr
    assert _files(tmp_path) == {Path("b.tar.zst")}


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
