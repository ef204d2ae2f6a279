"""The language of a text and of its parts: by the most frequent small words, else by a trained model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from aggregator.reading.folding import fold
from aggregator.reading.vocabulary import data

_WORD = re.compile(r"[^\W\d_]+")
_READ = 1_500  # characters that decide
_SURE = 1.5  # the winner's score over the second's
_ENOUGH = 4.0
_FEW = 3  # words below which no model can tell
_PARAGRAPH = 60  # characters from which a paragraph can be in a language of its own
_MARKS = 12  # words of a language, some of which stand in every paragraph
_FEW_MARKS = 2  # different ones from which paragraphs are looked at one by one
_CLEARLY = 2.5  # its score over that of the language of the text


class Part(NamedTuple):
    """A stretch of a text in one language; `end` is exclusive."""

    start: int
    end: int
    language: str


def language_of(text: str, stated: str | None = None) -> str:
    """ISO 639-1 code of the language most of the text is in.

    `stated` is what the page says of itself: it decides where the words leave it open. "de" where nothing tells.
    """
    words = _WORD.findall(fold(text[:_READ]))
    scores = _scores(words)
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    if ranked and ranked[0][1] >= _ENOUGH and (len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * _SURE):
        return ranked[0][0]
    known = data("language")
    if stated in known:
        return stated
    if len(words) < _FEW:
        return ranked[0][0] if ranked else "de"
    return _by_model(text, dict(scores))


def parts_of(folded: str, language: str) -> list[Part]:
    """The text cut where paragraphs change the language; one part for a text that keeps to `language`."""
    parts = [Part(0, len(folded), language)]
    start = 0
    mixed = "\n\n" in folded and len(_marks_beside(language).intersection(folded.split())) >= _FEW_MARKS
    for paragraph in folded.split("\n\n") if mixed else ():
        end = start + len(paragraph)
        own = _language_beside(paragraph, language) if len(paragraph) >= _PARAGRAPH else parts[-1].language
        if own != parts[-1].language:
            parts[-1:] = [parts[-1]._replace(end=start), Part(start, len(folded), own)]
        start = end + 2
    return [part for part in parts if part.start < part.end]


@cache
def _marks_beside(language: str) -> frozenset[str]:
    """Some very frequent words that only one other language has: a cheap sign that a part may be in it."""
    marks: dict[str, list[str]] = {other: [] for other in data("language") if other != language}
    for word, owning in _small_words().items():
        owner = owning[0][0]
        if len(owning) == 1 and owner in marks and len(marks[owner]) < _MARKS:
            marks[owner].append(word)
    return frozenset(word for words in marks.values() for word in words)


def _language_beside(paragraph: str, language: str) -> str:
    """The language of a paragraph, that of the whole text unless it clearly is another."""
    scores = _scores(_WORD.findall(paragraph))
    best = max(scores, key=lambda one: scores[one], default=language)
    clear = scores[best] >= max(_ENOUGH, _CLEARLY * scores[language]) if scores else False
    return best if clear else language


def _scores(words: Iterable[str]) -> defaultdict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    weights = _small_words()
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] += weight
    return scores


def _by_model(text: str, scores: dict[str, float]) -> str:
    from py3langid.langid import classify  # slow to import and rarely needed

    language = str(classify(text[:_READ])[0])
    if language in scores or not scores:
        return language
    return max(scores, key=lambda one: scores[one])


@cache
def _small_words() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word → languages it belongs to; a word shared by several counts less for each."""
    owners: dict[str, dict[str, float]] = {}
    for language, groups in data("language").items():
        for weight, words in groups.items():
            for word in words:
                owners.setdefault(fold(word), {})[language] = float(weight)
    return {
        word: tuple((one, weight / len(owning)) for one, weight in owning.items()) for word, owning in owners.items()
    }
