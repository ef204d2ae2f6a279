"""The vocabulary: which stems have a part, and which are spelled almost like a word. No text is read for either."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from sqlmodel import Session, col, func, select

from aggregator.folding import fold
from aggregator.model import IndexedWord, WordEnding
from aggregator.search.spelling import distance
from aggregator.search.words import LEAST_PART, is_part
from aggregator.store.rows import add_rows

MOST_COMPOUNDS = 64
"""Of more the shortest are taken: they are nearest to the part."""
_LEAST_ENDING = 2  # letters
_MOST_READ = 4_000
_BATCH = 400  # SQLite takes a limited number of parameters in one question
_AFTER = "\U0010ffff"


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
    # the primary key: the endings that begin with the part
    beginning = select(WordEnding.stem).where(col(WordEnding.ending) >= part, WordEnding.ending < part + _AFTER)
    found = {stem for stem in session.exec(beginning.limit(_MOST_READ)) if is_part(part, stem)}
    return sorted(found, key=lambda stem: (len(stem), stem))[:MOST_COMPOUNDS]


def spelled_like(session: Session, word: str, stems: Collection[str]) -> list[tuple[int, str, str]]:
    """What may have been meant by a folded word: how many letters differ, the stem, and the word it was met as.

    One letter may differ, or two in words of six letters and more: then one of the parts into which the word is cut is
    without fault, and stands in the right word at nearly the same place.
    """
    allowed = 1 if len(word) < 6 else 2
    near = {stem for typed in {word, *stems} for stem in _sharing_a_piece(session, typed, allowed)}
    spelled = _spelled(session, sorted(near))
    found = []
    for stem, as_met in spelled.items():
        ways = [(word, fold(as_met)), *((typed, stem) for typed in stems)]
        differing = min(distance(*way, most=allowed) for way in ways)
        if differing <= allowed:
            found.append((differing, stem, as_met))
    return sorted(found)


def _sharing_a_piece(session: Session, typed: str, allowed: int) -> Iterable[str]:
    length = len(typed)
    cuts = [length * number // (allowed + 1) for number in range(allowed + 2)]
    long, short = func.length(col(WordEnding.stem)), func.length(col(WordEnding.ending))
    for start, end in pairwise(cuts):
        piece = typed[start:end]
        if not piece:
            continue
        there = select(WordEnding.stem).where(
            col(WordEnding.ending) >= piece,
            WordEnding.ending < piece + _AFTER,
            long.between(length - allowed, length + allowed),
            (long - short).between(start - allowed, start + allowed),
        )
        yield from session.exec(there.limit(_MOST_READ))


def _known(session: Session, stems: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(stems), _BATCH):
        batch = stems[start : start + _BATCH]
        found.update(session.exec(select(IndexedWord.stem).where(col(IndexedWord.stem).in_(batch))))
    return found


def _spelled(session: Session, stems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(stems), _BATCH):
        batch = select(IndexedWord).where(col(IndexedWord.stem).in_(stems[start : start + _BATCH]))
        found |= {row.stem: row.spelled for row in session.exec(batch)}
    return found
