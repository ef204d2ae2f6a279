"""One store, two databases: sessions that read, sessions that write, and whether the tables fit this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlmodel import Session

_BEGIN = "partnerpost_begin"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=20000",
    # the log is written back at 32 MB instead of 4, and 64 MB of pages are kept: a twentieth off every new finding
    "wal_autocheckpoint=8000",
    "cache_size=-65536",
)


class StoreError(Exception):
    """The store cannot be used as it is; the message says why and what to do."""


class Store:
    """The database behind everything. Safe to share between threads; sessions are not."""

    def __init__(self, address: str, *, create: bool = True) -> None:
        """Open the store at an SQLAlchemy address; without `create` a file that is not there is not made.

        Raises StoreError if the address or its folder cannot be used.
        """
        try:
            url = make_url(address)
            if url.get_backend_name() == "sqlite":
                if not create and not Path(url.database or "").is_file():
                    raise StoreError(f"there is no database at {url.database}: run `partnerpost init` first")
                _folder_for(url.database)
            self.engine: Engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError(f"the database address is not understood ({error}): check [store] url") from error
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-file store."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions; what it changed by mistake is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error. The finder's index follows what it changed.

        On SQLite it takes the write lock at once, so that two writers wait for each other instead of failing halfway.
        """
        from aggregator.search.keeping import keep_in_step  # the one arrow upwards: so no writer can forget it

        with (
            self.engine.connect().execution_options(**{_BEGIN: "IMMEDIATE"}) as connection,
            Session(bind=connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            keep_in_step(session)

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    def ping(self) -> None:
        """Raise StoreError if the database does not answer."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("select 1"))
        except OperationalError as error:
            where = self.engine.url.render_as_string(hide_password=True)
            raise StoreError(f"the database at {where} does not answer: {str(error.orig).strip()}") from error


def _folder_for(database: str | None) -> None:
    if not database or database == ":memory:":
        return
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".partnerpost-write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreError(
            f"the data folder {folder} cannot be written ({error.strerror}): change its rights or PARTNERPOST_DATA"
        ) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves, else sqlite3 begins too late and reads are not repeatable
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'DEFERRED')}")
