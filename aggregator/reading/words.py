"""Finding the words of the data files in a text: one pass over the words, whatever the number of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

_WORDS = re.compile("([a-zß-öø-ʯͰ-ϿЀ-ԯ]+)")  # the small letters of the alphabets that the data files are written in
_GAP = 3  # characters between two words of one pattern
_FUZZY_FROM = 6  # shorter words are never compared with a slip of the pen in mind
_KNOWN_WORDS = 60_000  # analyses kept; the memory of a long-running reader stays bounded


class Cue(NamedTuple):
    """A word or phrase of the data files in the text: what it says (`role`), and where."""

    role: str
    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase as the data files give it; each word may begin or end with `*`."""

    role: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class _Starts:
    """The patterns that may begin with one word: roles of those of one word, others by their second or with any."""

    alone: tuple[str, ...]
    by_second: dict[str, tuple[Pattern, ...]]
    any_second: tuple[Pattern, ...]
    goes_on: bool  # whether there is any pattern of several words

    def phrases(self, following: str) -> tuple[Pattern, ...]:
        """The patterns of several words that this next word does not rule out."""
        exact = self.by_second.get(following)
        return exact + self.any_second if exact else self.any_second


_NEVER = "never"
_NOTHING = _Starts((), {}, (), goes_on=False)  # what most words begin


@dataclass(slots=True)
class Lexicon:
    """All patterns of one language, ready to be found.

    `fuzzy` says for some roles from how many letters on one slip of the pen is forgiven (READING.md, rule 2).
    """

    patterns: Iterable[Pattern]
    fuzzy: dict[str, int] = field(default_factory=dict)
    _exact: dict[str, list[Pattern]] = field(default_factory=dict)
    _prefixes: dict[str, list[Pattern]] = field(default_factory=dict)
    _suffixes: dict[str, list[Pattern]] = field(default_factory=dict)
    _slips: dict[str, list[Pattern]] = field(default_factory=dict)
    _known: dict[str, _Starts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pattern in self.patterns:
            first = pattern.words[0]
            if first.startswith("*"):
                self._suffixes.setdefault(first.strip("*")[-3:], []).append(pattern)
            elif first.endswith("*"):
                self._prefixes.setdefault(first[:3].rstrip("*"), []).append(pattern)
            else:
                self._exact.setdefault(first, []).append(pattern)
            needed = self.fuzzy.get(pattern.role.partition(":")[0])
            if needed and len(pattern.words) == 1 and len(first.strip("*")) >= needed and not first.startswith("*"):
                for slip in slips(first.strip("*")):
                    self._slips.setdefault(slip, []).append(pattern)

    def find(self, text: str) -> list[Cue]:
        """Every pattern in the folded text, in the order of the text; phrases may overlap."""
        pieces = _WORDS.split(text)  # gap, word, gap, word, …, gap
        stops = list(accumulate(map(len, pieces)))
        words = pieces[1::2]
        known = self._known
        beginnings = list(map(known.get, words))
        if None in beginnings:
            beginnings = [known.get(word) or self._learn(word) for word in words]
        found: list[Cue] = []
        for index, starts in enumerate(beginnings):
            if starts is _NOTHING or starts is None:
                continue
            word, start, end = words[index], stops[2 * index], stops[2 * index + 1]
            for role in starts.alone:
                found.append(Cue(role, start, end, word))  # noqa: PERF401 - a comprehension is one call more
            if not starts.goes_on:
                continue
            following = words[index + 1] if index + 1 < len(words) else ""
            for pattern in starts.phrases(following):
                last = _last_of(pattern, words, stops, index)
                if last:
                    stop = stops[2 * last + 1]
                    found.append(Cue(pattern.role, start, stop, text[start:stop]))
        return found

    def _learn(self, word: str) -> _Starts:
        if len(self._known) > _KNOWN_WORDS:
            self._known.clear()
        patterns = list(self._starting(word))
        if any(pattern.role == _NEVER for pattern in patterns):
            patterns = []  # "Sperrfrist" ends like a word for a deadline and is none
        by_second: dict[str, tuple[Pattern, ...]] = {}
        for pattern in patterns:
            if len(pattern.words) > 1 and "*" not in pattern.words[1]:
                by_second[pattern.words[1]] = (*by_second.get(pattern.words[1], ()), pattern)
        alone = tuple(pattern.role for pattern in patterns if len(pattern.words) == 1)
        any_second = tuple(pattern for pattern in patterns if len(pattern.words) > 1 and "*" in pattern.words[1])
        starts = _Starts(alone, by_second, any_second, bool(by_second or any_second)) if patterns else _NOTHING
        self._known[word] = starts
        return starts

    def _starting(self, word: str) -> Iterable[Pattern]:
        found = list(self._exact.get(word, ()))
        for length in (1, 2, 3):
            candidates = self._prefixes.get(word[:length], ()) if len(word) >= length else ()
            found += [pattern for pattern in candidates if _fits(pattern.words[0], word)]
        if len(word) > 3:
            found += [pattern for pattern in self._suffixes.get(word[-3:], ()) if _fits(pattern.words[0], word)]
        if word not in self._exact and _FUZZY_FROM <= len(word) <= 30:
            found += dict.fromkeys(pattern for slip in slips(word) for pattern in self._slips.get(slip, ()))
        return dict.fromkeys(found)


def slips(word: str) -> set[str]:
    """The word and all its forms with one letter left out: two words that share one differ by one slip at most."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _fits(pattern: str, word: str) -> bool:
    if pattern.startswith("*"):
        return word.endswith(pattern[1:]) and len(word) > len(pattern) - 1
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _last_of(pattern: Pattern, words: list[str], stops: list[int], index: int) -> int:
    """The number of the word that ends the phrase which starts at this word; 0 where the text goes on differently."""
    for wanted in pattern.words[1:]:
        index += 1
        if index >= len(words) or stops[2 * index] - stops[2 * index - 1] > _GAP or not _fits(wanted, words[index]):
            return 0
    return index
