"""Two texts marked against each other."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aggregator.review.contrast import LONGEST, Contrast, Marked, Piece, contrast

TODAY = date(2027, 1, 11)
CALL = (
    "Der Jugendring lädt Vereine ein, Begegnungen mit Jugendlichen aus Polen zu planen. "
    "Bewerbungsschluss: 15.03.2027. Gefördert werden bis zu 5.000 Euro je Projekt."
)
PRESS = "Bis 15. März 2027 können Vereine Geld beantragen, sagt der Kreis. Für jede Fahrt gibt es 5.000 Euro."
APPEL = "L’Office soutient les rencontres à Gliwice. Date limite : 15 mars 2027. Jusqu’à 5 000 € par projet Erasmus."


def told(one: str, other: str, languages: tuple[str, str] = ("de", "de")) -> Contrast:
    return contrast(one, other, languages=languages, today=TODAY)


def marks(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_marked]


def test_of_two_versions_of_a_text_the_words_are_marked_that_stand_in_one_only() -> None:
    found = told(CALL, CALL.replace("15.03.", "22.03.") + " Auch Kommunen sind eingeladen.")
    assert found.marked == Marked.OWN
    assert marks(found.one) == ["15.03.2027"]
    assert marks(found.other) == ["22.03.2027", "Auch Kommunen sind eingeladen"]


def test_sentences_in_another_order_are_no_difference() -> None:
    first, second, third = CALL.replace(": ", ", am ").split(". ")
    found = told(f"{first}. {second}. {third}", f"{third}. {first}. {second}.")
    assert found.marked == Marked.OWN
    assert not found.marks_something


def test_of_two_texts_with_little_in_common_the_days_and_sums_are_marked_that_both_name() -> None:
    found = told(CALL, PRESS)
    assert found.marked == Marked.SHARED
    assert marks(found.one) == ["15.03.2027", "5.000 Euro"]
    assert marks(found.other) == ["15. März 2027", "5.000 Euro"]


def test_across_languages_days_sums_and_names_are_marked_that_both_name() -> None:
    found = told("Begegnungen in Gliwice über Erasmus. " + CALL, APPEL, ("de", "fr"))
    assert found.marked == Marked.SHARED
    assert marks(found.one) == ["Gliwice", "Erasmus", "15.03.2027", "5.000 Euro"]
    assert marks(found.other) == ["Gliwice", "15 mars 2027", "5 000 €", "Erasmus"]


def test_a_day_or_sum_that_only_one_names_is_not_shared() -> None:
    found = told(CALL, APPEL.replace("15 mars", "16 mars").replace("5 000", "6 000"), ("de", "fr"))
    assert not found.marks_something


def test_a_year_alone_is_no_number_that_both_share() -> None:
    assert not told("Das Treffen 2027 findet statt.", "La rencontre de 2027 aura lieu.", ("de", "fr")).marks_something


def test_a_long_text_is_cut_but_searched_further() -> None:
    filling = "wort " * (LONGEST // 5)
    found = told(f"{CALL} {filling}", f"{filling} {CALL}")
    assert sum(len(piece.text) for piece in found.one) == LONGEST
    assert (found.is_one_cut, found.is_other_cut) == (True, True)
    assert not found.marks_something


def test_marks_of_headings_are_not_shown() -> None:
    found = told("## Wer?\nAlle Vereine im Land.", "## Wer?\nAlle Vereine im Land.")
    assert "".join(piece.text for piece in found.one) == "Wer?\nAlle Vereine im Land."


def test_nothing_has_nothing_in_common() -> None:
    found = told("", CALL)
    assert (found.one, marks(found.other)) == ((), [])


texts = st.text(st.sampled_from("aBc 1.5.27\n#€-’ß"), max_size=60)


@given(texts, texts, st.sampled_from([("de", "de"), ("de", "fr"), ("", "")]))
def test_marking_loses_no_character_and_is_the_same_from_both_sides(
    one: str, other: str, languages: tuple[str, str]
) -> None:
    found, turned = told(one, other, languages), told(other, one, (languages[1], languages[0]))
    assert "".join(piece.text for piece in told(one, one, languages).one).count("a") == one.count("a")
    assert (found.one, found.other) == (turned.other, turned.one)
    assert all(piece.text for piece in (*found.one, *found.other))
