"""Finding the words of the data files in a text: one pass over the words, whatever the number of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+")
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
    """The patterns that may begin with one word: alone, by their second word, or with any second word."""

    alone: tuple[Pattern, ...]
    by_second: dict[str, tuple[Pattern, ...]]
    any_second: tuple[Pattern, ...]


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
    _known: dict[str, _Starts | None] = field(default_factory=dict)

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
        found: list[Cue] = []
        words = [(match[0], *match.span()) for match in _WORD.finditer(text)]
        known = self._known
        for index, (word, start, end) in enumerate(words):
            starts = known[word] if word in known else self._learn(word)
            if starts is None:
                continue
            found.extend([Cue(pattern.role, start, end, word) for pattern in starts.alone])
            if starts.by_second or starts.any_second:
                _find_phrases(starts, words, index, text, found)
        return found

    def _learn(self, word: str) -> _Starts | None:
        if len(self._known) > _KNOWN_WORDS:
            self._known.clear()
        patterns = list(self._starting(word))
        by_second: dict[str, tuple[Pattern, ...]] = {}
        for pattern in patterns:
            if len(pattern.words) > 1 and "*" not in pattern.words[1]:
                by_second[pattern.words[1]] = (*by_second.get(pattern.words[1], ()), pattern)
        alone = tuple(pattern for pattern in patterns if len(pattern.words) == 1)
        any_second = tuple(pattern for pattern in patterns if len(pattern.words) > 1 and "*" in pattern.words[1])
        starts = _Starts(alone, by_second, any_second) if patterns else None
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


def _find_phrases(starts: _Starts, words: list[tuple[str, int, int]], index: int, text: str, found: list[Cue]) -> None:
    if index + 1 >= len(words):
        return
    start = words[index][1]
    for pattern in (*starts.by_second.get(words[index + 1][0], ()), *starts.any_second):
        end = _end_of(pattern, words, index)
        if end:
            found.append(Cue(pattern.role, start, end, text[start:end]))


def slips(word: str) -> set[str]:
    """The word and all its forms with one letter left out: two words that share one differ by one slip at most."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _fits(pattern: str, word: str) -> bool:
    if pattern.startswith("*"):
        return word.endswith(pattern[1:]) and len(word) > len(pattern) - 1
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _end_of(pattern: Pattern, words: list[tuple[str, int, int]], index: int) -> int:
    """Where the phrase that starts at this word ends; 0 where the text goes on differently."""
    end = words[index][2]
    for step, wanted in enumerate(pattern.words[1:], start=1):
        if index + step >= len(words):
            return 0
        word, start, stop = words[index + step]
        if start - end > _GAP or not _fits(wanted, word):
            return 0
        end = stop
    return end
