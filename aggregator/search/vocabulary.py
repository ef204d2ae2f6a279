"""The vocabulary: which stems have a part, and which are spelled almost like a word. No text is read for either."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from sqlalchemy import text
from sqlmodel import Session, col, select

from aggregator.model import IndexedWord, WordEnding
from aggregator.search.spelling import distance
from aggregator.search.words import LEAST_PART, is_part
from aggregator.store.batches import in_batches
from aggregator.store.rows import add_rows

MOST_COMPOUNDS = 64
"""Of more the shortest are taken: they are nearest to the part."""
_LEAST_ENDING = 2  # letters
_MOST_READ = 4_000
_LONG = 8  # letters
_AFTER = "\U0010ffff"
# the primary key: the endings that begin with the part
_BEGINNING = text("select stem from word_ending where ending >= :part and ending < :after limit :most")
_PIECE = text(
    "select stem from word_ending where ending >= :part and ending < :after"
    " and length(stem) between :length - :allowed and :length + :allowed"
    " and length(stem) - length(ending) between :start - :allowed and :start + :allowed limit :most"
)


def learn(session: Session, met: Mapping[str, str]) -> None:
    """Keep stems that are new, each with the word that it was met as."""
    named = {stem: word for stem, word in met.items() if len(stem) >= LEAST_PART and not stem.isdecimal()}
    known = _known(session, sorted(named))
    new = {(stem, word) for stem, word in named.items() if stem not in known}
    add_rows(session, IndexedWord, new)
    endings = {(stem[start:], stem) for stem, _ in new for start in range(len(stem) - _LEAST_ENDING + 1)}
    add_rows(session, WordEnding, endings)


def compounds(session: Session, part: str) -> list[str]:
    """The stems that are compounds of a part, the shortest first, `MOST_COMPOUNDS` at most."""
    if len(part) < LEAST_PART:
        return []
    found = session.connection().execute(_BEGINNING, {"part": part, "after": part + _AFTER, "most": _MOST_READ})
    its = {stem for (stem,) in found if is_part(part, stem)}
    return sorted(its, key=lambda stem: (len(stem), stem))[:MOST_COMPOUNDS]


def spelled_like(session: Session, stems: Collection[str], *, most: int) -> list[tuple[int, str, str]]:
    """What may have been meant by a word of these stems: how many letters differ, the stem, and a word of that stem.

    One letter may differ, or two in stems of eight letters and more: then one of the pieces into which the stem is cut
    is without fault, and stands in the right one at nearly the same place.
    """
    found: dict[str, int] = {}
    for typed in stems:
        allowed = 1 if len(typed) < _LONG else 2
        for stem in _sharing_a_piece(session, typed, allowed):
            if len(set(typed) ^ set(stem)) <= 2 * allowed:  # a quick look: most differ in more letters than that
                differing = distance(typed, stem, most=allowed)
                if differing <= allowed:
                    found[stem] = min(differing, found.get(stem, differing))
    nearest = sorted((differing, stem) for stem, differing in found.items())[:most]
    spelled = _spelled(session, [stem for _, stem in nearest])
    return [(differing, stem, spelled[stem]) for differing, stem in nearest if stem in spelled]


def _sharing_a_piece(session: Session, typed: str, allowed: int) -> set[str]:
    cuts = [len(typed) * number // (allowed + 1) for number in range(allowed + 2)]
    found: set[str] = set()
    for start, end in pairwise(cuts):
        piece = typed[start:end]
        values = {"part": piece, "after": piece + _AFTER, "most": _MOST_READ, "length": len(typed), "start": start}
        if piece:
            found.update(stem for (stem,) in session.connection().execute(_PIECE, {**values, "allowed": allowed}))
    return found


def _known(session: Session, stems: list[str]) -> set[str]:
    found: set[str] = set()
    for batch in in_batches(stems):
        found.update(session.exec(select(IndexedWord.stem).where(col(IndexedWord.stem).in_(batch))))
    return found


def _spelled(session: Session, stems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in in_batches(stems):
        its = select(IndexedWord).where(col(IndexedWord.stem).in_(batch))
        found |= {row.stem: row.spelled for row in session.exec(its)}
    return found
