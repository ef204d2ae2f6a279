"""Tables come and go the same way on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel, col, select

from aggregator.model import Change, ChangeState, Opportunity, Person, Source, Twinning, TwinningKind, TwinningStatus
from aggregator.store import Store, StoreError, migrate
from aggregator.store.migrate import downgrade, expected_version, require_current, upgrade, version

_NOW = "'2026-11-23 08:00:00'"
_FORMER_CHANGES = (
    "insert into source (id, key, name, url, kind, state, rank, countries, topics, options, notes, created_at)"
    f" values (1, 'amt', 'Amt', 'https://amt.example', 'feed', 'proven', 'original', '[]', '[]', '{{}}', '', {_NOW})",
    "insert into finding (id, source_id, key, key_hash, url, title, fields, content_hash, first_seen, last_seen)"
    f" values (1, 1, 'a', 'a', 'https://amt.example/a', 'A', '{{}}', 'a', {_NOW}, {_NOW})",
    "insert into opportunity (id, kind, state, title, summary, language, url, source_id, finding_id, organiser,"
    " certainty, place, confidence, version, folded, created_at, updated_at, checked_at)"
    f" values (1, 'call', 'new', 'A', '', 'de', 'https://amt.example/a', 1, 1, '',"
    f" 'exact', '', 1, 7, 'a', {_NOW}, {_NOW}, {_NOW})",
    *(
        f'insert into "change" (id, opportunity_id, field, before, after, at) values ({number}, 1, {values}, {_NOW})'
        for number, values in enumerate(
            ("'deadline', '2027-03-15', '2027-04-30'", "'deadline', null, '2027-04-30'", "'title', 'B', 'A'"), 1
        )
    ),
)


def test_all_tables_of_the_model_come_up(bare_store: Store) -> None:
    upgrade(bare_store)
    with bare_store.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    assert tables == set(SQLModel.metadata.tables) | {"alembic_version"}
    assert version(bare_store) == expected_version()


def test_the_migrations_and_the_model_say_the_same(bare_store: Store) -> None:
    upgrade(bare_store)
    with bare_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_everything_goes_down_again_and_up_once_more(bare_store: Store) -> None:
    upgrade(bare_store)
    downgrade(bare_store, "base")
    with bare_store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(bare_store)
    require_current(bare_store)


def test_a_source_of_the_first_version_matters_as_much_as_any_other(bare_store: Store) -> None:
    upgrade(bare_store, "0001")
    with bare_store.engine.begin() as connection:
        connection.execute(
            text(
                "insert into source (key, name, url, kind, state, rank, countries, topics, options, notes, created_at)"
                " values ('amt', 'Amt', 'https://amt.example/feed', 'feed', 'proven', 'original', '[]', '[]', '{}', '',"
                " '2026-11-23 08:00:00')"
            )
        )
    upgrade(bare_store)
    with bare_store.reading() as session:
        kept = session.exec(select(Source)).one()
    assert (kept.key, kept.kinds, kept.priority, kept.evidence) == ("amt", [], 2, "")


def test_changes_of_the_former_version_keep_their_days_and_get_their_meaning(bare_store: Store) -> None:
    upgrade(bare_store, "0003")
    with bare_store.engine.begin() as connection:
        for statement in _FORMER_CHANGES:
            connection.execute(text(statement))
    upgrade(bare_store)
    with bare_store.reading() as session:
        kept = session.exec(select(Change).order_by(col(Change.id))).all()
        assert session.get_one(Opportunity, 1).sequence == 7
    assert [change.type.value for change in kept] == ["deadline_moved_later", "deadline_set", "details"]
    assert all(change.state == ChangeState.TOLD and change.seen_at == change.at for change in kept)
    downgrade(bare_store, "0003")
    upgrade(bare_store)


def test_links_of_the_former_register_are_carried_over(bare_store: Store) -> None:
    upgrade(bare_store, "0013")
    town = "insert into municipality (ags, name, folded_name, kind, state, district) values"
    links = (
        "(1, '05315000', 'Wolgograd', 'RU', 1988, 'suspended', 'wikidata 2017-05, https://k.example/p?a, c', 'CC0')",
        "(2, '05315000', 'Lille', 'FR', null, '', 'wikidata 2017-05', 'CC0')",
    )
    with bare_store.engine.begin() as connection:
        connection.execute(text(f"{town} ('05315000', 'Köln', 'koln', 'city', 'NW', '')"))
        for link in links:
            connection.exec_driver_sql(
                f"insert into twinning (id, ags, partner, country, since, kind, source, licence) values {link}"
            )
    upgrade(bare_store)
    with bare_store.reading() as session:
        first, second = session.exec(select(Twinning).order_by(col(Twinning.id))).all()
    assert (first.kind, first.status, first.since) == (TwinningKind.PARTNERSHIP, TwinningStatus.SUSPENDED, 1988)
    assert (first.source, first.source_url) == ("wikidata 2017-05", "https://k.example/p?a, c")
    assert (second.kind, second.status, second.source_url) == (TwinningKind.UNKNOWN, TwinningStatus.UNKNOWN, "")
    downgrade(bare_store, "0013")
    with bare_store.engine.connect() as connection:
        former = connection.execute(text("select kind, source from twinning order by id")).all()
    assert [tuple(row) for row in former] == [
        ("suspended", "wikidata 2017-05, https://k.example/p?a, c"),
        ("", "wikidata 2017-05"),
    ]
    upgrade(bare_store)


def test_upgrading_twice_changes_nothing(bare_store: Store) -> None:
    upgrade(bare_store)
    upgrade(bare_store)
    require_current(bare_store)


def test_an_empty_database_says_to_run_init(bare_store: Store) -> None:
    with pytest.raises(StoreError, match="partnerpost init"):
        require_current(bare_store)


def test_somebody_elses_database_is_left_alone(bare_store: Store) -> None:
    with bare_store.engine.begin() as connection:
        connection.execute(text("create table accounts (id integer primary key)"))
    with pytest.raises(StoreError, match="not Partnerpost's"):
        require_current(bare_store)


def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        require_current(store)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(f"sqlite:///{blocked / 'partnerpost.sqlite'}")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match=r"check \[store\] url"):
        Store("nonsense")


def test_the_expected_version_is_the_head_of_the_migrations() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert expected_version() == scripts.get_current_head()


def test_tables_of_somebody_else_are_left_alone(bare_store: Store) -> None:
    with bare_store.engine.begin() as connection:
        connection.execute(text("create table recipes (name text)"))
    with pytest.raises(StoreError, match="not Partnerpost's"):
        upgrade(bare_store)
    with bare_store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["recipes"]


def test_people_of_the_former_version_may_do_what_they_could(bare_store: Store) -> None:
    upgrade(bare_store, "0008")
    with bare_store.engine.begin() as connection:
        for role in ("editor", "releaser", "technician"):
            values = f"('{role}@example.org', '{role}', '{role}', 'de', {_NOW})"
            connection.execute(text(f"insert into person (address, name, role, language, created_at) values {values}"))
    upgrade(bare_store)
    with bare_store.reading() as session:
        people = {person.name: sorted(person.roles) for person in session.exec(select(Person))}
    assert people == {
        "editor": ["editor"],
        "releaser": ["editor", "releaser"],
        "technician": ["editor", "releaser", "technician"],
    }
    downgrade(bare_store, "0008")
    with bare_store.engine.connect() as connection:
        kept = {row.name: row.role for row in connection.execute(text("select name, role from person"))}
    assert kept == {role: role for role in people}
