"""Engine, sessions and migrations: the only place that knows SQLite from PostgreSQL."""

from aggregator.store.engine import Store, StoreError
from aggregator.store.settings import StoreSettings

__all__ = ["Store", "StoreError", "StoreSettings"]
