"""A store moves to the other database and back: every table, every row, every value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from aggregator.finding import SourceKind
from aggregator.model import Source
from aggregator.store import Store, StoreError
from aggregator.store.copying import Copied, copy_store
from aggregator.store.migrate import require_current, upgrade, version
from tests.databases import PostgresDatabases
from tests.every_table import ROWS, fill, rows_of
from tests.web.example import NOW

pytestmark = pytest.mark.postgres


@pytest.fixture
def empty_address(postgres: PostgresDatabases) -> Iterator[str]:
    name = postgres.create()
    yield postgres.address(name).render_as_string(hide_password=False)
    postgres.drop(name)


@pytest.fixture
def target(store: Store, empty_address: str, tmp_path: Path) -> str:
    """An empty database of the other kind."""
    return empty_address if store.is_sqlite else f"sqlite:///{tmp_path / 'copy.sqlite'}"


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def test_every_row_of_every_table_arrives_as_it_was(filled: Store, target: str) -> None:
    told: list[Copied] = []
    copied = copy_store(filled, target, told=told.append)
    other = Store(target)
    assert rows_of(other) == (expected := rows_of(filled))
    assert {each.table: each.rows for each in copied} == {name: len(rows) for name, rows in expected.items()}
    assert told == copied
    assert all(each.rows >= ROWS for each in copied)
    require_current(other)
    other.close()


def test_a_store_that_moves_away_and_back_is_the_same(
    filled: Store, target: str, tmp_path: Path, postgres: PostgresDatabases
) -> None:
    away = Store(target)
    back = postgres.address(postgres.create()).render_as_string(hide_password=False)
    if filled.is_sqlite:
        back = f"sqlite:///{tmp_path / 'back.sqlite'}"
    first = copy_store(filled, target)
    second = copy_store(away, back)
    returned = Store(back)
    assert rows_of(returned) == rows_of(filled)
    assert second == first
    for each in (away, returned):
        each.close()


def test_the_copy_has_all_indexes_links_and_triggers(
    filled: Store, target: str, request: pytest.FixtureRequest, postgres: PostgresDatabases
) -> None:
    copy_store(filled, target)
    copied = Store(target)
    with copied.engine.connect() as connection:
        connection.execute(text("update opportunity set title = 'anders', state = 'accepted' where id = 3"))
        assert connection.execute(text("select count(*) from unindexed where id > 4 and opportunity_id = 3")).scalar()
        connection.rollback()
    with pytest.raises(Exception, match="proof of consent cannot be changed"), copied.writing() as session:
        session.connection().execute(text("update consent set version = 'x'"))
    if copied.is_sqlite:
        migrated = f"sqlite:///{request.getfixturevalue('migrated_sqlite')}"
    else:
        migrated = postgres.address(request.getfixturevalue("migrated_postgres")).render_as_string(hide_password=False)
    other = Store(migrated)
    assert _made(copied) == _made(other)
    for each in (copied, other):
        each.close()


def test_new_rows_get_numbers_of_their_own(filled: Store, target: str) -> None:
    copy_store(filled, target)
    copied = Store(target)
    with copied.writing() as session:
        new = Source(key="neu", name="Neu", url="https://neu.example/", kind=SourceKind.FEED, created_at=NOW)
        session.add(new)
        session.flush()
        assert new.id == ROWS + 1
    copied.close()


def test_a_target_with_data_is_left_alone(filled: Store, target: str) -> None:
    copy_store(filled, target)
    with pytest.raises(StoreError, match="already"):
        copy_store(filled, target)
    other = Store(target)
    assert rows_of(other) == rows_of(filled)
    other.close()


def test_somebody_elses_database_is_no_target(filled: Store, empty_address: str) -> None:
    other = Store(empty_address)
    with other.engine.begin() as connection:
        connection.execute(text("create table recipes (name text)"))
    with pytest.raises(StoreError, match="not Partnerpost's"):
        copy_store(filled, empty_address)
    other.close()


def test_a_store_of_another_version_is_not_copied(bare_store: Store, target_of_bare: str) -> None:
    upgrade(bare_store, "0012")
    with pytest.raises(StoreError, match="older than this version"):
        copy_store(bare_store, target_of_bare)


@pytest.fixture
def target_of_bare(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'never.sqlite'}"


class Unplugged(BaseException):
    """The program is killed here."""


def test_an_interrupted_copy_says_so_and_can_be_repeated(filled: Store, target: str) -> None:
    def unplug(_: Copied) -> None:
        raise Unplugged

    with pytest.raises(Unplugged):
        copy_store(filled, target, told=unplug)
    if filled.is_sqlite:
        other = Store(target)
        with pytest.raises(StoreError, match="repeat it"):
            require_current(other)
        with pytest.raises(StoreError, match="repeat it"):
            upgrade(other)
        assert "unfinished" in str(version(other))
        other.close()
    else:
        assert list(Path(target.removeprefix("sqlite:///")).parent.glob("copy.sqlite*")) == []
    copy_store(filled, target)
    other = Store(target)
    assert rows_of(other) == rows_of(filled)
    other.close()


def test_a_value_that_the_other_database_refuses_is_named(
    migrated_sqlite: Path, tmp_path: Path, empty_address: str
) -> None:
    path = tmp_path / "long.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("insert into test_address values (?, '2027-01-11 08:00:00')", ("x" * 400,))
    connection.close()
    store = Store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="a row of test_address does not fit"):
        copy_store(store, empty_address)
    store.close()


def _made(store: Store) -> set[str]:
    asked = (
        "select coalesce(sql, name) from sqlite_master where type <> 'table'"
        if store.is_sqlite
        else "select indexdef from pg_indexes where schemaname = 'public' union all"
        " select conrelid::regclass || conname || pg_get_constraintdef(oid) from pg_constraint where conrelid > 0"
        " union all select tgname || tgenabled::text from pg_trigger where not tgisinternal"
    )
    with store.engine.connect() as connection:
        return {str(row[0]) for row in connection.execute(text(asked))}
