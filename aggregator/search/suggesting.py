"""What somebody may have meant who found nothing: the same words, with those that no text has spelled as texts do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from aggregator.folding import fold
from aggregator.search.asked import read_words
from aggregator.search.asking import word_group
from aggregator.search.finding import how_many
from aggregator.search.places import Stretch, stretches
from aggregator.search.query import Query
from aggregator.search.vocabulary import spelled_like
from aggregator.search.walking import present
from aggregator.search.words import LEAST_PART, stem_token, stems_of_any

_MOST_WORDS = 3  # with more faults than that nobody meant any of our words
_MOST_TRIED = 12


def suggested(session: Session, query: Query, *, today: date) -> str | None:
    """The words of the query without typing errors, if something is found then; None where there is nothing to mend."""
    everywhere = stretches(query, today)
    words, mended = query.words, 0
    for word in read_words(query.words).words:
        if mended == _MOST_WORDS or _is_met(session, word_group(session, word), everywhere):
            continue
        better = _nearest(session, word, everywhere)
        if better is None:
            return None
        words, mended = re.sub(rf"\b{re.escape(word)}\b", lambda _: better, words), mended + 1  # noqa: B023
    if (
        not mended
        or words == query.words
        or not how_many(session, replace(query, words=words, page=1), today=today).number
    ):
        return None
    return words


def _nearest(session: Session, word: str, where: tuple[Stretch, ...]) -> str | None:
    """Of the words that differ least the one that is met most often."""
    typed = fold(word)
    if len(typed) < LEAST_PART or typed.isdecimal() or " " in typed:
        return None
    near = spelled_like(session, stems_of_any(word), most=_MOST_TRIED)
    often = _often(session, [stem_token(stem) for _, stem, _ in near], where)
    met = [(differing, -often[code], as_met) for differing, stem, as_met in near if (code := stem_token(stem)) in often]
    return min(met)[2] if met else None


def _often(session: Session, tokens: list[int], where: tuple[Stretch, ...]) -> dict[int, float]:
    found: dict[int, float] = {}
    for stretch in where if tokens else ():
        for token, number in present(session, tokens, stretch).items():
            found[token] = found.get(token, 0) + number
    return found


def _is_met(session: Session, tokens: tuple[int, ...], where: tuple[Stretch, ...]) -> bool:
    return bool(_often(session, list(tokens), where))
