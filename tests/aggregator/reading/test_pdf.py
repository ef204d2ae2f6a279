"""PDF: text and page numbers, and an answer of ours for every file that is none, broken, locked or a trap."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import Document, read
from aggregator.reading.pdf import MOST_BYTES, MOST_PAGES, DocumentUnreadable, pdf_text
from tests.aggregator.reading import made_pdf
from tests.aggregator.reading.made_pdf import pdf

CALL = "Aufruf für Bürgertreffen\nGefördert werden Gemeinden und Vereine.\nBewerbungsfrist: 31. März 2027"


def test_the_lines_of_a_pdf_come_out_as_they_stand() -> None:
    assert pdf_text(pdf(CALL)).text == CALL


def test_every_character_knows_its_page() -> None:
    found = pdf_text(pdf("eins", "zwei", "drei"))
    assert found.text == "eins\n\nzwei\n\ndrei"
    assert [found.page_of(found.text.index(word)) for word in ("eins", "zwei", "drei")] == [1, 2, 3]
    assert list(found.pages_of(0, len(found.text))) == [1, 2, 3]
    assert list(found.pages_of(0, 4)) == [1]


def test_a_page_without_text_still_counts() -> None:
    found = pdf_text(pdf("eins", "", "drei"))
    assert found.page_of(found.text.index("drei")) == 3


def test_a_deadline_is_found_with_its_page() -> None:
    found = pdf_text(pdf("Titelblatt", CALL))
    (deadline,) = read(Document("Aufruf", found.text), today=date(2026, 11, 23)).deadlines
    assert deadline.date == date(2027, 3, 31)
    assert found.page_of(deadline.evidence.start) == 2


def test_a_word_parted_at_the_end_of_a_line_is_whole_again() -> None:
    assert pdf_text(pdf("Die Bewer-\nbungsfrist")).text == "Die Bewerbungsfrist"


def test_a_hyphen_that_stands_for_a_word_stays() -> None:
    assert pdf_text(pdf("An-\nund Abreise")).text == "An-\nund Abreise"


def test_the_reader_keeps_the_text_of_a_pdf_so_that_places_name_the_page() -> None:
    found = pdf_text(pdf("Vor-\nhaben, An-\nund Abreise", CALL))
    assert read(Document("", found.text), today=date(2026, 11, 23)).text == found.text


def test_a_pdf_without_any_text_gives_empty_text() -> None:
    assert pdf_text(made_pdf.drawing(b"0 0 100 100 re f")).text == ""


@pytest.mark.parametrize("data", [b"", b"<html>Seite nicht gefunden</html>", b"PK\x03\x04"])
def test_what_is_no_pdf_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="no PDF"):
        pdf_text(data)


def test_a_locked_pdf_is_said_to_be_locked() -> None:
    with pytest.raises(DocumentUnreadable, match="locked with a password"):
        pdf_text(made_pdf.locked(pdf(CALL)))


def test_a_pdf_broken_off_in_the_middle_is_unreadable_or_read_as_far_as_it_goes() -> None:
    whole = pdf(CALL)
    for length in range(8, len(whole), 40):
        try:
            assert pdf_text(whole[:length]).text in ("", CALL)
        except DocumentUnreadable as error:
            assert "broken" in str(error)


def test_too_large_a_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(DocumentUnreadable, match="20,000,000 are read"):
        pdf_text(b"%PDF-1.7" + bytes(MOST_BYTES))


def test_pages_beyond_the_limit_are_left_out_and_counted() -> None:
    found = pdf_text(pdf(*(f"Seite {number}" for number in range(MOST_PAGES + 3))))
    assert (len(found.page_starts), found.left_out) == (MOST_PAGES, 3)
    assert found.text.endswith(f"Seite {MOST_PAGES - 1}")


def test_one_broken_page_does_not_hide_the_others() -> None:
    whole = pdf("eins", "zwei")
    broken = whole.replace(b"/Contents 5 0 R", b"/Contents(5 0)")
    found = pdf_text(broken)
    assert found.text == "zwei"
    assert found.page_of(0) == 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(made_pdf.drawing(b" " * 50_000_000), id="a page that unpacks to 50 MB"),
        pytest.param(made_pdf.drawing(b"BT /F 9 Tf\n" + b"(a) '\n" * 200_000 + b"ET"), id="too many operations"),
        pytest.param(made_pdf.drawing(b"[" * 100_000), id="arrays in arrays"),
        pytest.param(
            made_pdf.written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
            id="a page tree that contains itself",
        ),
    ],
)
def test_a_trap_is_left_unread(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="broken"):
        pdf_text(data)


def test_many_pages_of_many_operations_are_given_up_together() -> None:
    found = pdf_text(made_pdf.drawing(b"BT /F 9 Tf\n" + b"(a) '\n" * 20_000 + b"ET", pages=50))
    assert found.left_out > 40


@given(st.binary(max_size=400), st.integers(0, 700))
def test_no_bytes_raise_anything_but_our_own_error(noise: bytes, place: int) -> None:
    whole = pdf(CALL)
    try:
        pdf_text(whole[:place] + noise + whole[place + len(noise) :])
    except DocumentUnreadable as error:
        assert str(error)
