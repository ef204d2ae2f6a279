"""Bring the tables of a store to the version this program expects, or say that they do not fit."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select, table, text

from aggregator.store.engine import Store, StoreError

_SCRIPTS = Path(__file__).parent / "migrations"
SET_VERSION = "update alembic_version set version_num = '{}'"
_UNFINISHED = "unfinished copy of "
"""Stands before the revision while a copy into the database is under way: so no program takes a part for the whole."""


def upgrade(store: Store, to: str = "head") -> None:
    """Create or migrate all tables, in one transaction where the database can; then fill the finder's index.

    Raises StoreError for a database that is somebody else's: it is left as it is.
    """
    _refuse_unfinished(version(store))
    _run(store, "upgrade", to)
    if to == "head":
        from aggregator.search.keeping import rebuild

        rebuild(store)


def downgrade(store: Store, to: str) -> None:
    """Take migrations back down to a revision (`base`: no tables)."""
    _run(store, "downgrade", to)


def version(store: Store) -> str | None:
    """The revision of the tables; None where there are none. Raises StoreError for somebody else's tables."""
    with store.engine.connect() as connection:
        return _version_of(connection)


def expected_version() -> str:
    """The revision this program was written for: the last of its migrations, which are numbered."""
    return _known_versions()[-1]


def require_current(store: Store) -> None:
    """Raise StoreError, in one sentence that says what to do, unless the tables fit this program."""
    store.ping()
    found = version(store)
    if found == expected_version():
        return
    if found is None:
        raise StoreError("the database is empty: run `partnerpost init` first")
    _refuse_unfinished(found)
    if found in _known_versions():
        raise StoreError(f"the database is older than this version ({found}): back it up, then run `partnerpost init`")
    raise StoreError(f"the database was made by a newer version ({found}): install that version again")


def begin_copy(store: Store) -> None:
    """Make all tables in an empty database and mark it as unfinished; one that a broken copy left may be taken again.

    Raises StoreError where there is anything in it.
    """
    found = version(store)
    require_empty(store)
    if found is not None and found.startswith(_UNFINISHED):
        _set_version(store, found.removeprefix(_UNFINISHED))
    upgrade(store)
    _set_version(store, _UNFINISHED + expected_version())


def require_empty(store: Store) -> None:
    """Raise StoreError where any table holds a row, or a table is somebody else's."""
    version(store)
    with store.engine.connect() as connection:
        for name in sorted({*inspect(connection).get_table_names()} - {"alembic_version"}):
            if connection.execute(select(text("1")).select_from(table(name)).limit(1)).first() is not None:
                where = store.engine.url.render_as_string(hide_password=True)
                raise StoreError(f"there is data in {where} already ({name}): name an empty database")


def is_known(revision: str) -> bool:
    """Whether this program has, or can bring up to date, tables of a revision."""
    return revision in _known_versions()


def _set_version(store: Store, found: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(SET_VERSION.format(found)))


def _refuse_unfinished(found: str | None) -> None:
    if found is not None and found.startswith(_UNFINISHED):
        raise StoreError("a copy into this database did not come to its end: repeat it, or name another database")


def _known_versions() -> list[str]:
    # read off the file names: asking Alembic would load it at every start of every command
    return sorted(path.name.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))


def _version_of(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(text("select version_num from alembic_version")).scalar()
        return None if found is None else str(found)
    if tables:
        raise StoreError("the database holds tables that are not Partnerpost's: set another [store] url")
    return None


def _run(store: Store, direction: str, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    with store.engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS))
        config.attributes["connection"] = connection
        getattr(command, direction)(config, to)
        connection.commit()
