"""Words as they are looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.search.asked import MOST_TERMS, read_words
from aggregator.search.spelling import distance
from aggregator.search.words import (
    LONGEST,
    is_part,
    parts,
    raw_words,
    stem_token,
    stems,
    stems_of_any,
    token,
    tokens_of,
)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Begegnung", "Begegnungen"),
        ("de", "Städte", "STAEDTE"),
        ("de", "Häuser", "Haus"),
        ("de", "Schüler", "Schülern"),
        ("en", "exchange", "Exchanges"),
        ("en", "municipalities", "municipality"),
        ("fr", "échanges", "echange"),
        ("fr", "collectivités", "collectivité"),
        ("pl", "młodzieży", "mlodziez"),
        ("pl", "konkursów", "konkurs"),
        ("cs", "mládež", "MLADEZ"),
    ],
)
def test_forms_of_a_word_meet(language: str, one: str, other: str) -> None:
    """What stands in a text of the language is found by what somebody types, in whatever language they think."""
    assert set(stems(one, language)) & set(stems_of_any(other))
    assert set(stems(other, language)) & set(stems_of_any(one))


@pytest.mark.parametrize("word", ["und", "The", "dla", "les", "a", "_", ""])
def test_words_that_say_nothing_have_no_stem(word: str) -> None:
    assert stems_of_any(word) == ()


def test_a_compound_is_found_under_the_parts_that_many_share() -> None:
    assert set(parts("jugendaustausch")) == {"jugend", "austausch"}
    assert parts("jugend") == ("jugend",)
    assert tokens_of(["jugendaustausch"]) == {token("jugendaustausch"), token("jugend~"), token("austausch~")}
    assert stem_token("jugend") == token("jugend~")


@pytest.mark.parametrize(
    ("part", "stem", "is_one"),
    [
        ("chor", "chorleit", True),
        ("chor", "kammerchor", True),
        ("chor", "anchorag", False),  # in the middle only
        ("brucken", "sudbruckenbau", True),  # long enough to count there
        ("chor", "chore", False),  # hardly more than itself
        ("rad", "radfahr", False),  # too short to tell anything
    ],
)
def test_a_part_counts_at_the_ends_of_a_word(part: str, stem: str, is_one: bool) -> None:
    assert is_part(part, stem) is is_one


def test_what_was_typed_is_words_phrases_and_exclusions() -> None:
    asked = read_words('Polen „kleine Projekte“ -Sport -"junge Leute" EU-Mittel -Twin-Town und "Chor"')
    assert asked.words == ("Polen", "EU", "Mittel", "chor")
    assert asked.phrases == ("kleine projekte",)
    assert asked.without_words == ("Sport",)
    assert asked.without_phrases == ("junge leute", "twin town")


@pytest.mark.parametrize(
    "typed", ["", "-", '"', '""', '-""', "- - -", "---", "und der die", '"', "%_\\*?:^", "\x00\x07"]
)
def test_what_is_no_word_is_left_out(typed: str) -> None:
    asked = read_words(typed)
    assert not any((asked.words, asked.phrases, asked.without_words, asked.without_phrases))


def test_more_terms_than_anybody_means_are_left_out() -> None:
    assert len(read_words(" ".join(f"wort{number}" for number in range(500))).words) == MOST_TERMS


@given(st.text(max_size=300))
def test_any_text_is_understood_as_something(typed: str) -> None:
    asked = read_words(typed)
    every = (*asked.words, *asked.phrases, *asked.without_words, *asked.without_phrases)
    assert len(every) <= MOST_TERMS
    assert all(every)


@given(st.text(max_size=200), st.sampled_from(["de", "en", "fr", "pl", "cs", ""]))
def test_every_word_of_any_text_is_found_by_itself(text: str, language: str) -> None:
    for word in raw_words(text):
        mine, typed = stems(word, language), stems_of_any(word)
        assert all(1 < len(stem) <= LONGEST for stem in mine)
        assert not typed or not mine or {stem_token(one) for one in typed} & tokens_of(mine)


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("jugend", "jugend", 0),
        ("jugend", "jgend", 1),
        ("jugend", "jugnd", 1),
        ("jugend", "jugned", 1),
        ("jugend", "jugxend", 1),
        ("jugend", "jagand", 2),
        ("jugend", "polen", 3),
        ("", "ab", 2),
    ],
)
def test_letters_that_differ_are_counted(one: str, other: str, letters: int) -> None:
    assert distance(one, other, most=2) == distance(other, one, most=2) == letters


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other, most=2) == distance(other, one, most=2)
    assert (distance(one, other, most=2) == 0) == (one == other)
