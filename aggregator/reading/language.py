"""The language of a text: by its most frequent small words, and only where they leave it open by a trained model."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from aggregator.reading.folding import fold
from aggregator.reading.vocabulary import data

_WORD = re.compile(r"[^\W\d_]+")
_READ = 1_500  # characters that decide
_SURE = 1.5  # the winner's score over the second's
_ENOUGH = 4.0
_FEW = 3  # words below which no model can tell


def language_of(text: str, stated: str | None = None) -> str:
    """ISO 639-1 code of the language most of the text is in.

    `stated` is what the page says of itself: it decides where the words leave it open. "de" where nothing tells.
    """
    words = _WORD.findall(fold(text[:_READ]))
    scores: defaultdict[str, float] = defaultdict(float)
    weights = _small_words()
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] += weight
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    if ranked and ranked[0][1] >= _ENOUGH and (len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * _SURE):
        return ranked[0][0]
    known = data("language")
    if stated in known:
        return stated
    if len(words) < _FEW:
        return ranked[0][0] if ranked else "de"
    return _by_model(text, dict(scores))


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
