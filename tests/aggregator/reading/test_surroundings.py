"""What stands around a deadline: its round, who offers it, where, and how far it reaches."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.reading import Document, Reading, read

TODAY = date(2026, 11, 23)


def _read(text: str) -> Reading:
    return read(Document("", text), today=TODAY)


def test_the_bracket_behind_a_day_names_its_round() -> None:
    reading = _read("Antragsfristen: 5. Februar 2027 (Leitaktion 1) und 24. März 2027 (Leitaktion 2)")
    assert [deadline.round for deadline in reading.deadlines] == ["Leitaktion 1", "Leitaktion 2"]


def test_a_time_in_brackets_is_no_round() -> None:
    [deadline] = _read("Bewerbungsschluss: 15. Mai 2027 (Brüsseler Zeit)").deadlines
    assert deadline.round is None


def test_the_strand_before_a_day_names_its_round() -> None:
    [first, second] = _read("Frist Förderlinie 2: 12. Mai 2027\nFrist Förderlinie 1: 9. Juni 2027").deadlines
    assert (first.round, second.round) == ("Förderlinie 2", "Förderlinie 1")


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("Antragsberechtigt sind Vereine mit Sitz in Sachsen oder Thüringen.", "DE-SN,DE-TH"),
        ("Nur für Schulen in Hessen.", "DE-HE"),
        ("Fördergebiet: Bayern", "DE-BY"),
        ("Bundesweiter Wettbewerb für Schulen", "DE"),
        ("Der Preis wird europaweit ausgeschrieben.", "EU"),
    ],
)
def test_the_land_applicants_must_be_from_limits_the_reach(text: str, reach: str) -> None:
    found = _read(text).reach
    assert found is not None
    assert found.value == reach


def test_a_land_that_only_reports_limits_nothing() -> None:
    assert _read("Das Ministerium in Niedersachsen hat den Bericht gelesen.").reach is None


def test_labels_of_their_own_line_name_organiser_and_place() -> None:
    reading = _read("Chortreffen\nVeranstalter: Partnerschaftsverein Musterhausen\nOrt: Rathaus, Markt 1")
    assert reading.organiser is not None
    assert reading.place is not None
    assert (reading.organiser.value, reading.place.value) == ("Partnerschaftsverein Musterhausen", "Rathaus, Markt 1")


def test_the_next_day_to_come_is_the_effective_one_and_the_last_where_all_are_past() -> None:
    reading = _read("Antragsfristen: 1. Februar 2027, 1. Juni 2027 und 1. Oktober 2027")
    coming, past = reading.effective_deadline(date(2027, 3, 1)), reading.effective_deadline(date(2028, 1, 1))
    assert coming is not None
    assert past is not None
    assert (coming.date, past.date) == (date(2027, 6, 1), date(2027, 10, 1))


def test_a_word_cut_at_the_end_of_its_line_is_one_word_and_a_pair_keeps_its_hyphen() -> None:
    assert _read("Bewerbungs-\nfrist: 1. März 2027").text == "Bewerbungsfrist: 1. März 2027"
    assert _read("Vor-\nund Nachbereitung").text == "Vor-\nund Nachbereitung"
