"""Opportunities for the finder: made words of which few are frequent, compounds of them, and marks like real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.search.keeping import ALL
from aggregator.search.words import is_part, token, tokens_of

TODAY = date(2027, 1, 11)
_WORDS, _PARTS = 200_000, 2_000
_PER_TEXT = 24
_DAYS = 730  # deadlines: a year back, a year to come
_CHUNK = 50_000
_SHARED = ("jugend", "kultur", "sport", "stadt", "partnerschaft", "austausch", "begegn", "schul")
_COUNTRIES = "PL FR UA IT GB NL CZ ES AT BE HU RO LT LV EE SK SI HR GR PT IE DK SE NO FI CH IL TR US EU"
COUNTRIES = tuple(_COUNTRIES.split())
TOPICS = (
    "youth",
    "culture",
    "education",
    "sport",
    "europe",
    "democracy",
    "remembrance",
    "climate",
    "social",
    "digital",
)
AUDIENCES = ("municipality", "association", "school", "youth_organisation", "individual", "company")
KINDS = ("funding", "call", "event", "competition", "training", "partner_search", "publication", "news")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some opportunities: the first number, the day of each, words by their rank, marks by their place in `MARKS`."""

    first: int
    days: NDArray[np.int32]
    words: NDArray[np.int64]
    marks: list[list[int]]


MARKS = (
    *(f"country:{code}" for code in COUNTRIES),
    *(f"topic:{code}" for code in TOPICS),
    *(f"audience:{code}" for code in AUDIENCES),
    *(f"kind:{code}" for code in KINDS),
)


def vocabulary() -> list[str]:
    """Words by their rank, the most frequent first; one in three is a compound of two others."""
    chance = random.Random(1)
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aiou"]
    parts = list(dict.fromkeys("".join(chance.choices(syllables, k=3)) + "k" for _ in range(3 * _PARTS)))[:_PARTS]
    found = dict.fromkeys(parts)
    while len(found) < _WORDS:
        kind = chance.random()
        if kind < 0.3:
            found["".join(chance.sample(parts, 2))] = None
        elif kind < 0.36:
            found[chance.choice(_SHARED) + chance.choice(parts)] = None
        else:
            found["".join(chance.choices(syllables, k=chance.randint(2, 5))) + chance.choice("kmt")] = None
    ordered = list(found)
    chance.shuffle(ordered)
    return ordered


def rare_parts(words: list[str], number: int) -> list[str]:
    """Parts of compounds that are not indexed under them."""
    compounds = [word for word in words if len(word) == 14 and word[6] == "k"]
    found = dict.fromkeys(word[:7] for word in compounds if is_part(word[:7], word))
    return list(found)[:number]


def chunks(number: int) -> Iterator[Chunk]:
    """So many opportunities, always the same ones."""
    chance = np.random.default_rng(2)
    for first in range(1, number + 1, _CHUNK):
        size = min(_CHUNK, number + 1 - first)
        days = (TODAY.toordinal() - _DAYS // 2 + chance.integers(0, _DAYS, size)).astype(np.int32)
        ranks = (_WORDS ** chance.random((size, _PER_TEXT))).astype(np.int64) - 1
        yield Chunk(first, days, ranks, _marks(chance, size))


def _marks(chance: Any, size: int) -> list[list[int]]:
    """One to three countries, topics and audiences, the first of each list most often, and a kind."""
    found: list[set[int]] = [set() for _ in range(size)]
    start = 0
    for codes, times in ((COUNTRIES, 3), (TOPICS, 3), (AUDIENCES, 2), (KINDS, 1)):
        for turn in range(times):
            picked = (len(codes) ** chance.random(size)).astype(int) - 1
            taken = chance.random(size) < (1.0, 0.5, 0.25)[turn]
            for mine, place, here in zip(found, picked.tolist(), taken.tolist(), strict=True):
                if here:
                    mine.add(start + place)
        start += len(codes)
    return [sorted(mine) for mine in found]


def postings(number: int, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Token, place and number of every posting, in the order of the index."""
    tokens = [sorted(tokens_of([word])) for word in words]
    longest = max(map(len, tokens))
    table = np.array([[*mine, *[ALL] * (longest - len(mine))] for mine in tokens], dtype=np.int64)
    marks = np.array([token(mark) for mark in MARKS], dtype=np.int64)
    columns: list[tuple[Any, Any, Any]] = []
    for chunk in chunks(number):
        ids = np.arange(chunk.first, chunk.first + len(chunk.days), dtype=np.int32)
        own = table[chunk.words].reshape(len(ids), -1)
        counts = np.array([len(mine) for mine in chunk.marks])
        marked = marks[np.concatenate([np.array(mine) for mine in chunk.marks])]
        ids_of = np.concatenate([np.repeat(ids, own.shape[1]), np.repeat(ids, counts), ids])
        days_of = chunk.days[ids_of - chunk.first]
        columns.append((np.concatenate([own.ravel(), marked, np.full(len(ids), ALL)]), days_of, ids_of))
    code, place, one = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((one, place, code))
    code, place, one = code[order], place[order], one[order]
    new = np.ones(len(code), dtype=bool)
    new[1:] = (np.diff(code) != 0) | (np.diff(one) != 0) | (np.diff(place) != 0)
    return code[new], place[new], one[new]
