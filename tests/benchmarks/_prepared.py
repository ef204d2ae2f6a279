"""A million made calls as rows to load: made by two processes, bucket by bucket in order, and no bucket over-full.

Between the two steps the rows lie in files of a folder, so that no process holds all of them.
"""

from __future__ import annotations

import json
import marshal
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from aggregator.identity import packed
from aggregator.identity.buckets import MOST_MEMBERS, buckets
from tests.benchmarks._derived import derived
from tests.benchmarks._made import stored

_CHUNK = 5_000
_PARTS = 16
_PROCESSES = 2

Row = tuple[int, int, int, str, bytes]
"""Number of the finding, of its opportunity and of its source, facts as JSON, words."""


class Prepared:
    """The rows of calls 0 to `sizes[-1]`, by stages: from nothing to the first size, from there to the next, …"""

    def __init__(self, folder: Path, sizes: Sequence[int]) -> None:
        """Make the rows; `sizes` are multiples of 5,000 and grow."""
        self._folder = folder
        self._sizes = tuple(sizes)
        starts = range(0, sizes[-1], _CHUNK)
        with ProcessPoolExecutor(_PROCESSES) as processes:
            list(processes.map(_make, [folder] * len(starts), starts))
            list(processes.map(_sort, [folder] * _PARTS, range(_PARTS), [self._sizes] * _PARTS))

    def rows(self, stage: int) -> Iterator[Row]:
        """The findings of a stage."""
        before = self._sizes[stage - 1] if stage else 0
        for start in range(before, self._sizes[stage], _CHUNK):
            yield from marshal.loads((self._folder / f"rows-{start}").read_bytes())

    def members(self, stage: int) -> Iterator[tuple[int, int]]:
        """Codes of buckets in order, each with a finding that the stage puts in."""
        for part in range(_PARTS):
            yield from _pairs(self._folder / f"members-{stage}-{part}")


def finding_id(number: int) -> int:
    """The number of the finding that a call is kept as; its opportunity has the same unless it is a copy."""
    return number + 1


def _make(folder: Path, start: int) -> None:
    rows: list[Row] = []
    parts = [(array("q"), array("q")) for _ in range(_PARTS)]
    for number in range(start, start + _CHUNK):
        call = stored(number)
        report = derived(call)
        facts, words = packed(report)
        rows.append((finding_id(number), finding_id(call.original), call.source + 1, json.dumps(facts), words))
        for bucket in buckets(report):
            code = bucket.code
            codes, ids = parts[_part(code)]
            codes.append(code)
            ids.append(finding_id(number))
    (folder / f"rows-{start}").write_bytes(marshal.dumps(rows))
    for part, (codes, ids) in enumerate(parts):
        (folder / f"codes-{start}-{part}").write_bytes(codes.tobytes() + ids.tobytes())


def _part(code: int) -> int:
    """Codes are signed numbers of 64 bits; the lowest are in part 0."""
    return (code >> 60) + _PARTS // 2


def _sort(folder: Path, part: int, sizes: Sequence[int]) -> None:
    """The members of a part by code and number, as many of each code as were let in; those of each stage apart."""
    found: list[tuple[int, int]] = []
    for start in range(0, sizes[-1], _CHUNK):
        path = folder / f"codes-{start}-{part}"
        found += _pairs(path)
        path.unlink()
    found.sort()
    stages = [(array("q"), array("q")) for _ in sizes]
    for code, members in groupby(found, itemgetter(0)):
        for _, member in islice(members, MOST_MEMBERS):
            codes, ids = stages[next(stage for stage, size in enumerate(sizes) if member <= size)]
            codes.append(code)
            ids.append(member)
    for stage, (codes, ids) in enumerate(stages):
        (folder / f"members-{stage}-{part}").write_bytes(codes.tobytes() + ids.tobytes())


def _pairs(path: Path) -> Iterator[tuple[int, int]]:
    numbers = array("q")
    numbers.frombytes(path.read_bytes())
    half = len(numbers) // 2
    return zip(numbers[:half], numbers[half:], strict=True)
