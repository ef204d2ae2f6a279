"""Whether two tables hold the same rows, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aggregator.store.copying.plain import Batch

_BITS = (1 << 64) - 1


@dataclass(slots=True)
class Sum:
    """How many rows there were, and one number of 64 bits that any other row would have changed.

    It compares within one run: texts are hashed with the salt of this process, at a tenth of what a digest costs.
    """

    rows: int = 0
    sum: int = 0

    def add(self, batch: Batch) -> None:
        """Count some rows in."""
        self.rows += len(batch)
        self.sum = (self.sum + sum(map(hash, batch))) & _BITS


def counted_into(batches: Iterable[Batch], total: Sum, *, row_by_row: bool) -> Iterator[Batch]:
    """The same batches, counted on the way; summed up too where they are compared `row_by_row`."""
    for batch in batches:
        if row_by_row:
            total.add(batch)
        else:
            total.rows += len(batch)
        yield batch


def sum_of(batches: Iterable[Batch]) -> Sum:
    """Count all rows."""
    total = Sum()
    for batch in batches:
        total.add(batch)
    return total
