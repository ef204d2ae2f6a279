"""What a title is about, whatever its language: concepts by the beginnings of words, and words that tell nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

STEM = 6
"""Letters: Wettbewerb, Wettbewerbe and Wettbewerbs begin alike."""

_COMPOUNDING = "de"  # the one language of ours that writes its compounds in one word
_EXTENDED = "extended"
_SHORT = 4  # letters


def concepts_in(folded: str, language: str) -> frozenset[str]:
    """The concepts that a folded text names; in a language of no list those of all lists."""
    pattern, concept_of = _concepts(language if language in _languages() else "")
    return frozenset(concept_of[found[0]] for found in pattern.finditer(folded))


@cache
def usual_concepts() -> frozenset[str]:
    """What most calls are about."""
    return frozenset(_data()["usual_concepts"])


def rarest(concepts: Iterable[str], most: int) -> list[str]:
    """The concepts that fewest calls are about, in a fixed order."""
    places = _places()
    return sorted(concepts, key=lambda concept: (places.get(concept, 0), concept))[:most]


def says_extended(folded: str, language: str) -> bool:
    """Whether a folded text says that there is more time than before."""
    pattern = _extended(language if language in _languages() else "")
    return pattern.search(folded) is not None


def is_telling(word: str) -> bool:
    """Whether a folded word says anything about which thing a text is of."""
    whole, beginnings = _untelling()
    return len(word) > 2 and word not in whole and not word.startswith(beginnings)


def is_usual(word: str) -> bool:
    """Whether many texts of the field have this folded word, or one that begins alike: it is no name."""
    return word[:STEM] in _usual()


@cache
def _places() -> dict[str, int]:
    """How usual a concept is: from 1 up; those that are not listed are rarer."""
    return {concept: place for place, concept in enumerate(reversed(_data()["usual_concepts"]), start=1)}


@cache
def _usual() -> frozenset[str]:
    """Beginnings that at least six of a thousand texts of our own corpus have."""
    return frozenset((Path(__file__).parent / "usual.txt").read_text(encoding="utf-8").split())


@cache
def _concepts(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    concept_of: dict[str, str] = {}
    inside: list[str] = []
    beginnings: list[str] = []
    for concept, words in _data()["concepts"].items():
        for code in (language,) if language else _languages():
            for word in words.get(code, ()):
                concept_of.setdefault(word, concept)
                (inside if code == _COMPOUNDING and len(word) > 3 else beginnings).append(word)
    parts = [_any_of(inside)] if inside else []
    parts += [rf"(?<![^\W_]){_any_of(beginnings)}"] if beginnings else []
    return re.compile("|".join(parts)), concept_of


def _any_of(words: list[str]) -> str:
    # the longer beginning first: "stadtepartner" is no "stadt"
    return f"(?:{'|'.join(map(re.escape, sorted(set(words), key=len, reverse=True)))})"


@cache
def _extended(language: str) -> re.Pattern[str]:
    words = _data()["concepts"][_EXTENDED]
    codes = (language,) if language else _languages()
    return re.compile(rf"\b{_any_of([word for code in codes for word in words[code]])}")


@cache
def _untelling() -> tuple[frozenset[str], tuple[str, ...]]:
    """Short words as they are, longer ones as beginnings: "ist" says nothing, Istanbul does."""
    listed = (*_data()["common"], *_data()["months"])
    return frozenset(listed), tuple(word for word in listed if len(word) > _SHORT)


@cache
def _languages() -> tuple[str, ...]:
    return tuple(sorted({code for words in _data()["concepts"].values() for code in words}))


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "terms.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
