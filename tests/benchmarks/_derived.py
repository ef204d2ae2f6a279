"""Fingerprints of made calls without reading their texts again: a sentence that many texts share is read once."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from aggregator.folding import fold
from aggregator.identity import Fingerprint, fingerprint
from aggregator.identity.fingerprint import stem_code
from aggregator.identity.item import Item
from aggregator.identity.terms import STEM, concepts_in
from tests.benchmarks._made import Call

_LINE = 45  # words: a shorter text is kept as it is
_BEGINNING = 150  # words that concepts are looked for in
_MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class _Part:
    folded: str
    length: int
    codes: frozenset[int]
    names: dict[str, None]
    numbers: frozenset[int]
    counts: frozenset[int]
    concepts: frozenset[str]


def derived(call: Call) -> Fingerprint:
    """The same as `fingerprint(call.item)` in a fraction of the time; `identity.measure` compares some of them."""
    code = call.language
    of_title = fingerprint(_without_text(call))
    parts = [_sentence(phrases, code) for phrases in call.sentences]
    length = sum(part.length for part in parts)
    folded = " ".join([part.folded for part in parts])
    names = dict.fromkeys(of_title.names)
    for part in parts:
        names.update(part.names)
    return replace(
        of_title,
        address=call.url.removeprefix("https:"),
        numbers=of_title.numbers.union(*[part.numbers for part in parts]),
        counts=of_title.counts.union(*[part.counts for part in parts]) - {day.day for day in call.days},
        names=frozenset(islice(names, _MOST_NAMES)),
        concepts=of_title.concepts.union(*_subjects(parts, code)),
        words=frozenset().union(*[part.codes for part in parts]),
        line=folded if length <= _LINE else "",
        digest=zlib.crc32(folded.encode()),
        length=length,
    )


def _without_text(call: Call) -> Item:
    return Item(
        title=call.title,
        text="",
        days=call.days,
        mentioned=call.days,
        language=call.language,
        source_key=call.source_key,
        key=call.url,
        organiser=call.organiser,
        sums=call.sums,
    )


def _subjects(parts: Iterable[_Part], language: str) -> Iterator[frozenset[str]]:
    """The concepts of the first words."""
    left = _BEGINNING
    for part in parts:
        if part.length >= left:
            yield concepts_in(" ".join(part.folded.split()[:left]), language)
            return
        yield part.concepts
        left -= part.length


@lru_cache(maxsize=50_000)
def _sentence(phrases: tuple[str, ...], language: str) -> _Part:
    parts = [_phrase(text, language, place == 0) for place, text in enumerate(phrases)]
    folded = " ".join(part.folded for part in parts)
    return _Part(
        folded=folded,
        length=sum(part.length for part in parts),
        codes=frozenset().union(*(part.codes for part in parts)),
        names={name: None for part in parts for name in part.names},
        numbers=frozenset().union(*(part.numbers for part in parts)),
        counts=frozenset().union(*(part.counts for part in parts)),
        concepts=concepts_in(folded, language),
    )


@lru_cache(maxsize=200_000)
def _phrase(text: str, language: str, opens: bool) -> _Part:
    # behind a comma no sentence opens
    read = fingerprint(Item(title="", text=text if opens else f", {text}", language=language))
    folded = fold(text)
    words = folded.split()
    return _Part(
        folded=folded,
        length=len(words),
        codes=frozenset(stem_code(word[:STEM]) for word in words),
        names=dict.fromkeys(sorted(read.names, key=folded.index)),
        numbers=read.numbers,
        counts=read.counts,
        concepts=read.concepts,
    )
