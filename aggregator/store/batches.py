"""Long lists of values, in pieces that one question may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_MOST = 400  # SQLite takes a limited number of parameters in one question


def in_batches(values: Iterable[T], most: int = _MOST) -> Iterator[Sequence[T]]:
    """The values in their order, `most` of them at a time."""
    rest = iter(values)
    while some := tuple(islice(rest, most)):
        yield some
