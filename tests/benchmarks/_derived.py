"""Fingerprints of made calls without reading their texts again: a phrase that a million texts share is read once."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

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
class _Phrase:
    folded: str
    length: int
    codes: frozenset[int]
    names: tuple[str, ...]
    numbers: frozenset[int]
    counts: frozenset[int]


def derived(call: Call) -> Fingerprint:
    """The same as `fingerprint(call.item)` in a quarter of the time; `identity.measure` compares some of them."""
    code = call.language
    phrases = [_phrase(text, code, place == 0) for one in call.sentences for place, text in enumerate(one)]
    of_title = fingerprint(_without_text(call))
    folded = " ".join(one.folded for one in phrases)
    length = sum(one.length for one in phrases)
    names = dict.fromkeys(of_title.names)
    for one in phrases:
        for name in one.names:
            if len(names) < _MOST_NAMES:
                names[name] = None
    return replace(
        of_title,
        address=call.url.removeprefix("https:"),
        numbers=of_title.numbers.union(*(one.numbers for one in phrases)),
        counts=of_title.counts.union(*(one.counts for one in phrases)) - {day.day for day in call.days},
        names=frozenset(names),
        concepts=of_title.concepts.union(*_subjects(phrases, code)),
        words=frozenset().union(*(one.codes for one in phrases)),
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


def _subjects(phrases: Iterable[_Phrase], language: str) -> Iterator[frozenset[str]]:
    """The concepts of the first words."""
    left = _BEGINNING
    for one in phrases:
        if one.length >= left:
            yield _concepts(" ".join(one.folded.split()[:left]), language)
            return
        yield _concepts(one.folded, language)
        left -= one.length


_concepts = lru_cache(maxsize=200_000)(concepts_in)


@lru_cache(maxsize=200_000)
def _phrase(text: str, language: str, opens: bool) -> _Phrase:
    # behind a comma no sentence opens
    read = fingerprint(Item(title="", text=text if opens else f", {text}", language=language))
    folded = fold(text)
    words = folded.split()
    return _Phrase(
        folded=folded,
        length=len(words),
        codes=frozenset(stem_code(word[:STEM]) for word in words),
        names=tuple(sorted(read.names, key=folded.index)),
        numbers=read.numbers,
        counts=read.counts,
    )
