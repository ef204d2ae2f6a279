"""Under which keys a report is met again: names it goes by, and pairs of facts that rarely meet by chance.

A bucket holds the reports that share one key. Reports of one thing share several; to look into a few dozen small
buckets costs the same however many reports are stored. See docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from itertools import combinations, product

from aggregator.identity.fingerprint import Fingerprint
from aggregator.identity.terms import STEM, rarest, usual_concepts

MOST_MEMBERS = 64
"""A fuller bucket tells nothing: no more go in, and those in it count for nothing."""

_MOST_DAYS = 2
_MOST_PRINTED_DAYS = 3
_MOST_STEMS = 6
_MOST_PAIRED = 4
_MOST_NAMES = 4
_MOST_NUMBERS = 2
_MOST_CONCEPTS = 4
_MOST_PHRASES = 3
_MOST_LINKS = 3
_LONGEST_PHRASE = 8  # words


class BucketKind(StrEnum):
    """What its key is made of. The first ones are names: one of them is enough to be looked at."""

    REFERENCE = "reference"
    GUID = "guid"
    ADDRESS = "address"
    TITLE = "title"
    PHRASE = "phrase"
    TEXT = "text"
    DAY_AND_WORD = "day and word"
    DAY_AND_NAME = "day and name"
    DAY_AND_NUMBER = "day and number"
    DAY_AND_ORGANISER = "day and organiser"
    DAY_AND_CONCEPTS = "day and concepts"
    DAY_AND_MEANING = "day and meaning"
    NUMBER_AND_CONCEPT = "number and concept"
    NUMBERS = "numbers"
    NAMES = "names"
    WORDS = "words"

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
    BucketKind.PHRASE: 4.0,
    BucketKind.DAY_AND_NUMBER: 2.0,
    BucketKind.DAY_AND_ORGANISER: 2.0,
    BucketKind.DAY_AND_NAME: 1.5,
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One key: `code`, what it is stored under, is a signed number of 64 bits that stands for `kind` and `text`."""

    kind: BucketKind = field(compare=False)
    text: str = field(compare=False)
    code: int = field(init=False)

    def __post_init__(self) -> None:
        digest = blake2b(f"{self.kind} {self.text}".encode(), digest_size=8).digest()
        object.__setattr__(self, "code", int.from_bytes(digest, "big", signed=True))

    @property
    def weight(self) -> float:
        """How much it says that two reports share it, before it is known how many others do."""
        return _WEIGHTS.get(self.kind, 1.0)


def buckets(report: Fingerprint) -> tuple[Bucket, ...]:
    """All buckets of a report, some thirty; the same ones for the same report."""
    return tuple(dict.fromkeys([*_names(report), *_dated(report), *_undated(report)]))


def buckets_of_meaning(report: Fingerprint, cells: Iterable[int]) -> tuple[Bucket, ...]:
    """The buckets of a report by the cells of its meaning, each with one of its days; none for one without a day."""
    return tuple(Bucket(BucketKind.DAY_AND_MEANING, f"{day} {cell}") for day, cell in product(_days(report), cells))


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
    title = [report.title] if 1 < len(report.title.split()) <= _LONGEST_PHRASE else []
    for phrase in [*title, *_longest(report.quoted, _MOST_PHRASES)]:
        yield Bucket(BucketKind.PHRASE, phrase)
    if report.digest:
        yield Bucket(BucketKind.TEXT, f"{report.digest} {report.length}")


def _dated(report: Fingerprint) -> Iterator[Bucket]:
    concepts = sorted(rarest(report.concepts, _MOST_CONCEPTS))
    for day in _days(report):
        for stem in _stems(report, _MOST_STEMS):
            yield Bucket(BucketKind.DAY_AND_WORD, f"{day} {stem}")
        for name in _longest(report.names, _MOST_NAMES):
            yield Bucket(BucketKind.DAY_AND_NAME, f"{day} {name}")
        for number in _largest(report):
            yield Bucket(BucketKind.DAY_AND_NUMBER, f"{day} {number}")
        if report.organiser:
            yield Bucket(BucketKind.DAY_AND_ORGANISER, f"{day} {report.organiser}")
        for pair in combinations(concepts, 2):
            yield Bucket(BucketKind.DAY_AND_CONCEPTS, f"{day} {' '.join(pair)}")
        for concept in rarest(report.concepts - usual_concepts(), _MOST_CONCEPTS - 1):
            yield Bucket(BucketKind.DAY_AND_CONCEPTS, f"{day} {concept}")


def _undated(report: Fingerprint) -> Iterator[Bucket]:
    """One that names no day is met by these alone."""
    for pair in combinations(sorted(_stems(report, _MOST_PAIRED)), 2):
        yield Bucket(BucketKind.WORDS, " ".join(pair))
    for pair in combinations(sorted(_longest(report.names, _MOST_NAMES)), 2):
        yield Bucket(BucketKind.NAMES, " ".join(pair))
    numbers = _largest(report)
    if len(numbers) > 1:
        yield Bucket(BucketKind.NUMBERS, " ".join(map(str, numbers)))
    for number, concept in product(numbers[:1], rarest(report.concepts, _MOST_CONCEPTS)):
        yield Bucket(BucketKind.NUMBER_AND_CONCEPT, f"{number} {concept}")


def _days(report: Fingerprint) -> list[str]:
    """Its own days, the last first; where none was read, those printed: a thing's deadline rarely is its first day."""
    if report.days:
        return [day.isoformat() for day in sorted(report.days, reverse=True)[:_MOST_DAYS]]
    return [day.isoformat() for day in sorted(report.printed, reverse=True)[:_MOST_PRINTED_DAYS]]


def _stems(report: Fingerprint, most: int) -> list[str]:
    """Of the longest words of its title."""
    longest = _longest(report.telling_words, len(report.telling_words))
    return list(dict.fromkeys(word[:STEM] for word in longest))[:most]


def _largest(report: Fingerprint) -> list[int]:
    return sorted(report.numbers, reverse=True)[:_MOST_NUMBERS]


def _longest(words: Iterable[str], most: int) -> list[str]:
    """Long words are rare ones."""
    return sorted(words, key=lambda word: (-len(word), word))[:most]
