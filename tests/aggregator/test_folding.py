"""Words as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.folding import fold, without_accents


@pytest.mark.parametrize("typed", ["Köln", "Koeln", "Koln", "KÖLN", "ko\u0308ln", " köln! "])
def test_every_spelling_of_a_town_folds_alike(typed: str) -> None:
    assert fold(typed) == "koln"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Łódź", "lodz"), ("Straße", "strasse"), ("Saint-Étienne", "saint etienne"), ("Besançon", "besancon"), ("", "")],
)
def test_letters_with_marks_lose_them(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_a_true_oe_folds_like_an_umlaut_for_index_and_query_alike() -> None:
    assert fold("Soest") == fold("Sost")
    assert without_accents("Soest") == "soest"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_word_is_found_in_a_text_that_has_it_between_blanks(before: str, word: str) -> None:
    assert fold(word) in fold(f"{before} {word} ")
