"""What somebody typed: words that must all occur, "phrases" that stand so in the text, -words that must not.

Anything can be typed; what is no word is left out, and what is more than `MOST_TERMS` terms adds nothing but work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.folding import fold
from aggregator.search.words import raw_words, stems_of_any

MOST_TERMS = 12
_LONGEST = 1_000  # characters that are read
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
_MINUS = "-−–"
_TERM = re.compile(rf'(?:(?<!\S)(?P<minus>[{_MINUS}]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Asked:
    """Words as they were typed, phrases folded; each of them once."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()


def read_words(typed: str) -> Asked:
    """Understand what was typed, as far as it goes."""
    found: dict[tuple[bool, bool], list[str]] = {
        (minus, phrase): [] for minus in (False, True) for phrase in (False, True)
    }
    terms = 0
    for match in _TERM.finditer(typed[:_LONGEST].translate(_QUOTES)):
        for is_phrase, term in _terms(match):
            its = found[bool(match["minus"]), is_phrase]
            if term not in its and terms < MOST_TERMS:
                its.append(term)
                terms += 1
    return Asked(*(tuple(found[key]) for key in ((False, False), (False, True), (True, False), (True, True))))


def _terms(match: re.Match[str]) -> list[tuple[bool, str]]:
    """Words that are joined by a hyphen are looked up one by one, unless they are excluded: then as they stand."""
    if match["phrase"] is None:
        words = [word for word in raw_words(match["word"]) if stems_of_any(word)]
        if len(words) < 2 or not match["minus"]:
            return [(False, word) for word in words]
    folded = fold(match["phrase"] if match["phrase"] is not None else match["word"])
    if " " in folded:
        return [(True, folded)]
    return [(False, folded)] if stems_of_any(folded) else []
