"""A query as tokens of the index."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from aggregator.search.asked import Asked, read_words
from aggregator.search.query import FACETS, Query
from aggregator.search.vocabulary import compounds
from aggregator.search.walking import Group, Search
from aggregator.search.words import is_shared_part, stem_token, stems_of_any, token


def search_for(session: Session, query: Query) -> Search:
    """Everything a query asks for besides a time."""
    return with_marks(search_for_words(session, query.words), query)


def with_marks(search: Search, query: Query, *, leaving_out: str = "") -> Search:
    """The search and the facets of a query, but for one facet if that one is to be counted."""
    chosen = [(facet, query.values(facet)) for facet in FACETS if facet != leaving_out]
    marks = (tuple(token(f"{facet}:{code}") for code in codes) for facet, codes in chosen if codes)
    return replace(search, groups=(*search.groups, *marks))


def search_for_words(session: Session, typed: str) -> Search:
    """What was typed, see `search.asked`; the vocabulary tells the compounds of each word."""
    asked = read_words(typed)
    return Search(
        groups=(*(word_group(session, word) for word in asked.words), *_in_phrases(asked)),
        without=tuple(word_group(session, word) for word in asked.without_words),
        phrases=asked.phrases,
        without_phrases=asked.without_phrases,
    )


def word_group(session: Session, word: str) -> Group:
    """All tokens under which a typed word is found: itself in any language, and its compounds."""
    own = stems_of_any(word)
    found = [stem_token(stem) for stem in own]
    for part in own:
        if not is_shared_part(part) and not part.isdecimal():
            found += [stem_token(stem) for stem in compounds(session, part)]
    return tuple(dict.fromkeys(found))


def _in_phrases(asked: Asked) -> list[Group]:
    """A text with a phrase has its words: they lead to it, the text itself decides."""
    words = dict.fromkeys(word for phrase in asked.phrases for word in phrase.split())
    found = [tuple(stem_token(stem) for stem in stems_of_any(word)) for word in words]
    return [group for group in found if group][:8]
