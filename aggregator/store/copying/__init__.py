"""One store copied into another: all tables, whole, compared at the end; between the two databases, both ways."""

from aggregator.store.copying.copier import Copied, copy_store

__all__ = ["Copied", "copy_store"]
