"""What a database needs now and then, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from aggregator.store.engine import Store


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on the disk, and how many of them hold nothing (0 where only the server knows)."""

    bytes: int
    free: int


def sizes(store: Store) -> Sizes:
    """How large the database is."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            return Sizes(connection.execute(text("select pg_database_size(current_database())")).scalar_one(), 0)
        pages, page, free = (
            connection.execute(text(f"pragma {name}")).scalar_one()
            for name in ("page_count", "page_size", "freelist_count")
        )
        return Sizes(pages * page, free * page)


def tend(store: Store) -> Sizes:
    """Let SQLite learn what its tables hold and give its log back to the disk; PostgreSQL does the like by itself.

    Pages that hold nothing are used again, so the file is not packed anew, which would keep all writers out.
    """
    if store.is_sqlite:
        # outside of a transaction, and on its own connection: neither may wait for the other's
        with store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("pragma analysis_limit = 1000")
            raw.execute("pragma optimize = 0x10002").fetchall()
            raw.execute("pragma wal_checkpoint(truncate)").fetchall()
    return sizes(store)
