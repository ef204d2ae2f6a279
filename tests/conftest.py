"""What tests of all rooms share: a store on each of the two databases, fresh for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.chromium import chromium
from tests.databases import PostgresDatabases, postgres_databases

# no test may fail because a machine is busy
settings.register_profile("patient", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> PostgresDatabases:
    """The PostgreSQL server of this run."""
    return postgres_databases()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresDatabases) -> str:
    """A database with all tables, to be copied."""
    name = postgres.create()
    store = Store(postgres.address(name).render_as_string(hide_password=False))
    upgrade(store)
    store.close()
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "store.sqlite"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium for the tests of one file; it is gone before the next, and its event loop with it."""
    with chromium() as started:
        yield started


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store with all tables: the same test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "partnerpost.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        store = Store(f"sqlite:///{path}")
        yield store
        store.close()
        return
    postgres: PostgresDatabases = request.getfixturevalue("postgres")
    name = postgres.create(template=request.getfixturevalue("migrated_postgres"))
    store = Store(postgres.address(name).render_as_string(hide_password=False))
    yield store
    store.close()
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def bare_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without any table, as an office meets it on the first day."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'bare.sqlite'}")
        yield store
        store.close()
        return
    postgres: PostgresDatabases = request.getfixturevalue("postgres")
    name = postgres.create()
    store = Store(postgres.address(name).render_as_string(hide_password=False))
    yield store
    store.close()
    postgres.drop(name)
