"""One store copied into another: all tables, whole, compared at the end; between the two databases, both ways."""

from aggregator.store.copying.copier import Copied, copy_store
from aggregator.store.copying.sqlite import refuse_if_taken

__all__ = ["Copied", "copy_store", "refuse_if_taken"]
