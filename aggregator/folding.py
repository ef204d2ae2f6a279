"""Words as people type them: without capitals and accents, umlauts in either spelling, for index and query alike."""

from __future__ import annotations

import re
import unicodedata

# letters that Unicode does not take apart (SQLite folds none of them)
_WHOLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŧ": "t", "ħ": "h"}
)
_UMLAUT_IN_TWO_LETTERS = re.compile("([aou])e")
_NO_WORD = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """`koln` for Köln, Koeln and Koln; `lodz` for Łódź; words parted by single spaces, anything else dropped.

    The two-letter spelling is folded everywhere (`Soest` becomes `sost`): no list of true `oe` is needed, because index
    and query go through this same function. Folding twice changes nothing.
    """
    plain = without_accents(text)
    folded = _UMLAUT_IN_TWO_LETTERS.sub(r"\1", plain)
    while folded != plain:
        plain, folded = folded, _UMLAUT_IN_TWO_LETTERS.sub(r"\1", folded)
    return _NO_WORD.sub(" ", folded).strip()


def without_accents(text: str) -> str:
    """Small letters without accents (`ß` as `ss`, `ł` as `l`); `oe` stays `oe`."""
    return text.translate(_PLAIN)


_MOST_REMEMBERED = 0x3000  # the alphabets; beyond lie tens of thousands of signs that are rarely met twice


class _Plain(dict[int, str]):
    """What becomes of each letter, worked out when it is first met: ten times as fast as to fold every text anew."""

    def __missing__(self, code: int) -> str:
        small = chr(code).casefold().translate(_WHOLE)
        apart = unicodedata.normalize("NFKD", small)
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().translate(_WHOLE)
        if code < _MOST_REMEMBERED:
            self[code] = plain
        return plain


_PLAIN = _Plain()
