"""Under which keys a report is met again: names it goes by, and pairs of facts that rarely meet by chance.

A bucket holds the reports that share one key. Reports of one thing share several; to look into a few dozen small
buckets costs the same however many reports are stored. See docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from itertools import combinations

from aggregator.identity.fingerprint import Fingerprint

MOST_MEMBERS = 64
"""A fuller bucket tells nothing: no more go in, and those in it count for nothing."""

_MOST_DAYS = 2
_MOST_STEMS = 6
_MOST_PAIRED = 4
_MOST_NAMES = 4
_MOST_NUMBERS = 2
_MOST_CONCEPTS = 3
_MOST_LINKS = 3


class BucketKind(StrEnum):
    """What its key is made of. The first ones are names: one of them is enough to be looked at."""

    REFERENCE = "reference"
    GUID = "guid"
    ADDRESS = "address"
    TITLE = "title"
    TEXT = "text"
    DAY_AND_WORD = "day and word"
    DAY_AND_NAME = "day and name"
    DAY_AND_NUMBER = "day and number"
    DAY_AND_ORGANISER = "day and organiser"
    DAY_AND_CONCEPTS = "day and concepts"
    DAY_AND_MEANING = "day and meaning"
    WORDS = "words"
    NUMBERS = "numbers"
    MEANING = "meaning"

    @property
    def is_name(self) -> bool:
        """Whether it is what a thing is called, so that a crowd in it is worth telling."""
        return self in (BucketKind.REFERENCE, BucketKind.GUID, BucketKind.ADDRESS, BucketKind.TITLE)


_WEIGHTS = {
    BucketKind.REFERENCE: 8.0,
    BucketKind.GUID: 8.0,
    BucketKind.ADDRESS: 6.0,
    BucketKind.TEXT: 6.0,
    BucketKind.TITLE: 5.0,
    BucketKind.DAY_AND_NUMBER: 2.0,
    BucketKind.DAY_AND_ORGANISER: 2.0,
    BucketKind.DAY_AND_NAME: 1.5,
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One key: `code` is a signed number of 64 bits that stands for `kind` and `text`."""

    kind: BucketKind
    text: str

    @property
    def code(self) -> int:
        """What the bucket is stored under."""
        digest = blake2b(f"{self.kind} {self.text}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    @property
    def weight(self) -> float:
        """How much it says that two reports share it, before it is known how many others do."""
        return _WEIGHTS.get(self.kind, 1.0)


def buckets(report: Fingerprint, *, cells: Iterable[int] = ()) -> tuple[Bucket, ...]:
    """All buckets of a report, at most some sixty. `cells` are those of its meaning, where that is known."""
    found = [*_names(report), *_facts(report), *_meant(report, tuple(cells))]
    return tuple(dict.fromkeys(found))


def _names(report: Fingerprint) -> Iterator[Bucket]:
    for code in sorted(report.references | report.cited)[:_MOST_LINKS]:
        yield Bucket(BucketKind.REFERENCE, code)
    if report.guid:
        yield Bucket(BucketKind.GUID, report.guid)
    addresses = [report.address] if report.is_of_one_thing else []
    for address in dict.fromkeys([*addresses, *sorted(report.links)[:_MOST_LINKS]]):
        yield Bucket(BucketKind.ADDRESS, address)
    if len(report.title_words) > 1:
        yield Bucket(BucketKind.TITLE, " ".join(sorted(report.title_words)))
    if report.digest:
        yield Bucket(BucketKind.TEXT, f"{report.digest} {report.length}")


def _facts(report: Fingerprint) -> Iterator[Bucket]:
    stems = _longest(report.title_stems, _MOST_STEMS)
    numbers = sorted(report.numbers, reverse=True)[:_MOST_NUMBERS]
    for day in _days(report):
        yield from _on(day, report, stems, numbers)
    # one that names no day is met by these alone
    for pair in combinations(sorted(stems[:_MOST_PAIRED]), 2):
        yield Bucket(BucketKind.WORDS, " ".join(pair))
    if len(numbers) > 1:
        yield Bucket(BucketKind.NUMBERS, " ".join(map(str, numbers)))


def _on(day: str, report: Fingerprint, stems: list[str], numbers: list[int]) -> Iterator[Bucket]:
    for stem in stems:
        yield Bucket(BucketKind.DAY_AND_WORD, f"{day} {stem}")
    for name in _longest(report.names, _MOST_NAMES):
        yield Bucket(BucketKind.DAY_AND_NAME, f"{day} {name}")
    for number in numbers:
        yield Bucket(BucketKind.DAY_AND_NUMBER, f"{day} {number}")
    if report.organiser:
        yield Bucket(BucketKind.DAY_AND_ORGANISER, f"{day} {report.organiser}")
    for pair in combinations(sorted(report.concepts)[:_MOST_CONCEPTS], 2):
        yield Bucket(BucketKind.DAY_AND_CONCEPTS, f"{day} {' '.join(pair)}")


def _meant(report: Fingerprint, cells: tuple[int, ...]) -> Iterator[Bucket]:
    for day in _days(report):
        for cell in cells:
            yield Bucket(BucketKind.DAY_AND_MEANING, f"{day} {cell}")
    if not report.all_days:
        for pair in combinations(cells, 2):
            yield Bucket(BucketKind.MEANING, " ".join(map(str, pair)))


def _days(report: Fingerprint) -> list[str]:
    """Its own days, the last first; where none was read, those printed: a thing's deadline rarely is its first day."""
    chosen: Iterable[date] = report.days or report.printed
    return [day.isoformat() for day in sorted(chosen, reverse=True)[:_MOST_DAYS]]


def _longest(words: Iterable[str], most: int) -> list[str]:
    """Long words are rare ones."""
    return sorted(words, key=lambda word: (-len(word), word))[:most]
