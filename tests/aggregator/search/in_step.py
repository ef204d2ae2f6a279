"""Whether the index says what the rows say, whoever wrote them."""

from __future__ import annotations

from array import array
from collections import Counter

from sqlmodel import col, select

from aggregator.model import (
    Indexed,
    IndexedWord,
    Opportunity,
    OpportunityFacet,
    OpportunityState,
    Posting,
    Tally,
    Unindexed,
)
from aggregator.search.keeping import ALL
from aggregator.search.places import place_of
from aggregator.search.words import raw_words, stems, token, tokens_of
from aggregator.store import Store


def assert_in_step(store: Store) -> int:
    """Compare all of the index with all accepted opportunities; gives how many there are."""
    places, tokens, marks, words = _said_by_rows(store)
    with store.reading() as session:
        assert session.exec(select(Unindexed)).all() == []
        indexed = session.exec(select(Indexed)).all()
        assert {row.opportunity_id: row.place for row in indexed} == places
        assert {row.opportunity_id: set(array("q", row.tokens)) for row in indexed} == tokens
        postings = {(row.token, row.place, row.opportunity_id) for row in session.exec(select(Posting))}
        assert postings == {(one, places[number], number) for number, mine in tokens.items() for one in mine}
        tallies = {(row.mark, row.place): row.number for row in session.exec(select(Tally)) if row.number}
        assert tallies == Counter((mark, places[number]) for number, mine in marks.items() for mark in ("", *mine))
        known = set(session.exec(select(col(IndexedWord.stem))))
        assert {word for word in words if len(word) >= 4 and not word.isdecimal()} <= known
    return len(places)


def _said_by_rows(store: Store) -> tuple[dict[int, int], dict[int, set[int]], dict[int, set[str]], set[str]]:
    places: dict[int, int] = {}
    tokens: dict[int, set[int]] = {}
    marks: dict[int, set[str]] = {}
    words: set[str] = set()
    with store.reading() as session:
        for row in session.exec(select(Opportunity).where(Opportunity.state == OpportunityState.ACCEPTED)):
            assert row.id is not None
            facets = session.exec(select(OpportunityFacet).where(OpportunityFacet.opportunity_id == row.id))
            marks[row.id] = {f"kind:{row.kind}", *(f"{one.facet.value}:{one.value}" for one in facets)}
            text = f"{row.title} {row.summary} {row.organiser} {row.place}"
            mine = {stem for word in raw_words(text) for stem in stems(word, row.language)}
            words |= mine
            tokens[row.id] = {ALL, *tokens_of(mine), *map(token, marks[row.id])}
            places[row.id] = place_of(row.status, row.deadline, row.event_start, row.event_end)
    return places, tokens, marks, words
