"""A database is tended once a day: its log is given back, and how large it is is said."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from aggregator.store import Store
from aggregator.store.upkeep import sizes, tend
from tests.every_table import fill


def test_a_database_says_how_large_it_is(store: Store) -> None:
    before = sizes(store)
    fill(store)
    assert sizes(store).bytes >= before.bytes > 100_000


def test_a_tended_sqlite_gives_its_log_back_and_knows_what_holds_nothing(migrated_sqlite: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{path}")
    with store.engine.begin() as connection:
        connection.execute(text("create table large as select randomblob(2000000) as large"))
        connection.execute(text("drop table large"))
    log = path.with_name("store.sqlite-wal")
    assert log.stat().st_size > 0
    found = tend(store)
    assert log.stat().st_size == 0
    assert found.bytes == path.stat().st_size
    assert found.free >= 2_000_000
    store.close()


def test_a_database_is_tended_while_others_read_and_write(store: Store) -> None:
    fill(store)
    with store.reading() as session, store.writing() as writer:
        session.connection().execute(text("select count(*) from source")).scalar()
        writer.connection().execute(text("delete from lease"))
        assert tend(store).bytes > 0
