"""What is shown as proof: the whole sentence, or the line with its label."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.intake.sentences import Sentences


def around(text: str, words: str) -> str:
    """The sentence around some words of a text."""
    start = text.index(words)
    return Sentences(text).around(start, start + len(words))


def test_a_date_is_shown_in_its_sentence() -> None:
    text = "Gefördert werden Vereine. Anträge können bis zum 2. Dezember 2026 gestellt werden. Die Jury entscheidet."
    assert around(text, "2. Dezember 2026") == "Anträge können bis zum 2. Dezember 2026 gestellt werden."


def test_a_lone_date_brings_its_label_from_the_line_above() -> None:
    assert around("Über uns\n\nEinsendeschluss:\n1.2.2027\n", "1.2.2027") == "Einsendeschluss: 1.2.2027"


def test_a_cell_brings_its_row() -> None:
    assert around("Frist | 1.2.2027 | Vereine und Schulen", "1.2.2027").startswith("Frist | 1.2.2027")


def test_a_span_over_two_short_lines_is_shown_whole() -> None:
    assert around("Frist\n1.2.2027\n", "Frist\n1.2.2027") == "Frist 1.2.2027"


@given(st.text(), st.integers(-3, 50), st.integers(-3, 50))
def test_any_span_of_any_text_is_answered(text: str, start: int, end: int) -> None:
    found = Sentences(text).around(start, end)
    if 0 <= start < end <= len(text):
        assert " ".join(text[start:end].split()) in found or len(text) > 500
    else:
        assert found == ""
