"""Words as they are looked up: folded, without their endings, and German compounds under the parts that many share.

Pure: text in, stems out. Index and query go through the same functions. Whatever is changed here asks for new `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from aggregator.folding import fold

RULES = 1
LONGEST = 40
"""Letters of a word; what is longer is cut, for index and query alike."""
LEAST_PART = 4
"""Letters of a part by which a compound is found."""

_ENDINGS = {"de": "german", "en": "english", "fr": "french", "pl": "polish"}
_ANYWHERE = 6  # letters: a shorter part counts at the beginning or the end of a word only
_LEAST_REST = 3  # letters that a compound has besides
_RAW = re.compile(r"\w+")


def raw_words(text: str) -> list[str]:
    """The words of a text as they stand there."""
    return _RAW.findall(text)


@lru_cache(maxsize=200_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The stems of one word of a text, mostly one; none of a word that says nothing, such as "und".

    An accent may decide what an ending is, and may be left out by whoever types the word: both are stems then.
    """
    found = [
        stem[:LONGEST]
        for folded in fold(word[: 2 * LONGEST]).split()
        if folded not in _stop_words(language)
        for stem in (fold(_stemmed(word.casefold(), language)), _stemmed(folded, language))
        if len(stem) > 1
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=10_000)
def stems_of_any(word: str) -> tuple[str, ...]:
    """What a typed word may be called in the index, whatever language it is of; none where it says nothing."""
    if fold(word) in _stop_words(""):
        return ()
    return tuple(dict.fromkeys(stem for language in ("", *_ENDINGS) for stem in stems(word, language)))


def parts(stem: str) -> tuple[str, ...]:
    """The parts that many compounds share, itself among them: `jugendaustausch` has `jugend` and `austausch`."""
    return _parts(stem)


def is_shared_part(stem: str) -> bool:
    """Whether its compounds are found under a token of their own."""
    return stem in _shared_parts()


def is_part(part: str, stem: str) -> bool:
    """Whether a stem is a compound of this part. Short parts count at its beginning or end, long ones anywhere."""
    if len(part) < LEAST_PART or len(stem) < len(part) + _LEAST_REST:
        return False
    return stem.startswith(part) or stem.endswith(part) or (len(part) >= _ANYWHERE and part in stem)


@lru_cache(maxsize=300_000)
def token(name: str) -> int:
    """The number under which a stem, `part~` or `facet:code` is kept: signed, 64 bits."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little", signed=True)


def stem_token(stem: str) -> int:
    """The token by which a stem is found; a part that many compounds share finds them with it."""
    return token(f"{stem}~" if is_shared_part(stem) else stem)


def tokens_of(found: Iterable[str]) -> set[int]:
    """All tokens of the stems of a text."""
    return {one for stem in found for one in (stem_token(stem), *(token(f"{part}~") for part in parts(stem)))}


@lru_cache(maxsize=200_000)
def _parts(stem: str) -> tuple[str, ...]:
    return tuple(part for part in _shared_parts() if part == stem or is_part(part, stem))


def _stemmed(word: str, language: str) -> str:
    return _stemmer(language)(word)


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    if language not in _ENDINGS:
        return lambda word: word
    import Stemmer

    stem_word: Callable[[str], str] = Stemmer.Stemmer(_ENDINGS[language]).stemWord
    return stem_word


@cache
def _stop_words(language: str) -> frozenset[str]:
    """Words that say nothing in a language; of no language: those of all."""
    by_language = {name: frozenset(fold(words).split()) for name, words in _lines("stop_words.txt")}
    return by_language.get(language, frozenset()) if language else frozenset().union(*by_language.values())


@cache
def _shared_parts() -> frozenset[str]:
    listed = " ".join(words for _, words in _lines("parts.txt"))
    return frozenset(_stemmer("de")(fold(word)) for word in listed.split())


def _lines(name: str) -> list[tuple[str, str]]:
    """`de: der die das` of a data file beside this one; `#` begins a remark."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    lines = [line.partition(":") for line in text.splitlines() if line and not line.startswith("#")]
    return [(head.strip(), rest) for head, _, rest in lines]
