"""Stored bytes go when nothing names them any more, and never sooner."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.fetching.snapshots import Freed, Snapshots

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _nothing(_names: Sequence[str]) -> Collection[str]:
    return ()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _seen(folder: Path, at: datetime) -> None:
    for path in _files(folder):
        os.utime(path, (at.timestamp(), at.timestamp()))


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    """Three bodies, last seen a day ago."""
    kept = Snapshots(tmp_path)
    for number in range(3):
        kept.keep(f"body {number}".encode() * 100)
    _seen(tmp_path, NOON - timedelta(days=1))
    return kept


def test_what_was_freed_is_measured_in_bytes_on_the_disk(snapshots: Snapshots, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in _files(tmp_path))

    assert snapshots.sweep(before=NOON, still_named=_nothing) == Freed(3, size)
    assert _files(tmp_path) == []


def test_what_is_named_stays(snapshots: Snapshots, tmp_path: Path) -> None:
    name = snapshots.keep(b"body 1" * 100)
    _seen(tmp_path, NOON - timedelta(days=1))

    freed = snapshots.sweep(before=NOON, still_named=lambda names: {name} & set(names))

    assert (freed.files, snapshots.read(name)) == (2, b"body 1" * 100)


def test_what_is_young_stays(snapshots: Snapshots, tmp_path: Path) -> None:
    assert snapshots.sweep(before=NOON - timedelta(days=2), still_named=_nothing) == Freed()
    assert len(_files(tmp_path)) == 3


def test_a_body_that_is_seen_again_is_young_again(snapshots: Snapshots, tmp_path: Path) -> None:
    name = snapshots.keep(b"body 1" * 100)

    assert snapshots.sweep(before=NOON, still_named=_nothing).files == 2
    assert snapshots.read(name) == b"body 1" * 100


def test_a_body_that_a_crawl_sees_while_it_is_looked_at_stays(snapshots: Snapshots) -> None:
    def crawl_meanwhile(_names: Sequence[str]) -> Collection[str]:
        snapshots.keep(b"body 1" * 100)
        return ()

    assert snapshots.sweep(before=NOON, still_named=crawl_meanwhile).files == 2
    assert snapshots.read(snapshots.keep(b"body 1" * 100)) == b"body 1" * 100


def test_a_sweep_that_died_in_the_middle_loses_nothing_that_is_named(snapshots: Snapshots, tmp_path: Path) -> None:
    name = snapshots.keep(b"body 1" * 100)
    place = tmp_path / name[:2] / f"{name[2:]}.zst"
    place.rename(place.with_suffix(".gone"))

    snapshots.sweep(before=NOON, still_named=lambda names: {name} & set(names))

    assert snapshots.read(name) == b"body 1" * 100


def test_what_a_crawl_left_half_written_goes_when_it_is_old(snapshots: Snapshots, tmp_path: Path) -> None:
    snapshots.sweep(before=NOON, still_named=_nothing)
    half = tmp_path / "ab" / "xyz.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    os.utime(half, (0, 0))

    assert snapshots.sweep(before=NOON, still_named=_nothing) == Freed(1, 4)


def test_where_there_is_no_folder_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert Snapshots(tmp_path / "none").sweep(before=NOON, still_named=_nothing) == Freed()
