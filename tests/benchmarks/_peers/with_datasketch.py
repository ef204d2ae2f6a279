"""datasketch: MinHash over word shingles and LSH, in memory. `FILE STORED`, figures out as one JSON object.

Each line of the file is a JSON list: the thing that a text is of, the kind of copy if it is one, the text. So many are
stored before the others are looked up one by one. Hits are candidates as the index gives them, wrong ones many: who
uses it would compare the sketches next, which is not done here.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from datasketch import MinHash, MinHashLSH

_SHINGLE = 3  # words
_PERMUTATIONS = 128
_THRESHOLD = 0.5


def main(path: str, stored: int) -> None:
    """Store, then look up and insert each of the others."""
    index = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    lines = _lines(Path(path))
    things: list[int] = []
    empty = _bytes()
    for thing, _, text in islice(lines, stored):
        index.insert(len(things), _sketch(text))
        things.append(thing)
    grown = _bytes() - empty
    seconds: list[float] = []
    counts: Counter[str] = Counter()
    for thing, kind, text in lines:
        before = time.perf_counter()
        sketch = _sketch(text)
        found = index.query(sketch)
        index.insert(len(things), sketch)
        seconds.append(time.perf_counter() - before)
        is_met = any(things[number] == thing for number in found)
        things.append(thing)
        counts["hits"] += bool(found)
        counts["wrong hits"] += bool(found) and not is_met
        for part in ("", f": {kind}") if kind else ():
            counts[f"copies{part}"] += 1
            counts[f"met{part}"] += is_met
    sys.stdout.write(json.dumps(_figures(seconds, counts) | {"bytes": grown / stored}))


def _figures(seconds: list[float], counts: Counter[str]) -> dict[str, float]:
    parts = [name.removeprefix("copies") for name in counts if name.startswith("copies")]
    return {
        "median ms": median(seconds) * 1000,
        "p95 ms": quantiles(seconds, n=20)[-1] * 1000,
        "hits": counts["hits"],
        "wrong hits %": 100 * counts["wrong hits"] / max(1, counts["hits"]),
        **{f"met{part} %": 100 * counts[f"met{part}"] / counts[f"copies{part}"] for part in parts},
    }


def _sketch(text: str) -> MinHash:
    words = text.lower().split()
    shingles = {" ".join(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))}
    sketch = MinHash(num_perm=_PERMUTATIONS)
    sketch.update_batch([shingle.encode() for shingle in shingles])
    return sketch


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield tuple(json.loads(line))


def _bytes() -> int:
    """What is resident now: the peak is reached while importing, and hides what is stored after it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


main(sys.argv[1], int(sys.argv[2]))
