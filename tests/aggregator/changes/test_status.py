"""Withdrawn, closed, opened: only in so many words."""

from __future__ import annotations

import pytest

from aggregator.intake.status import status
from tests.aggregator.changes.seen import publish, read, told
from tests.aggregator.office import Office

MARCH = "2027-03-15"


@pytest.mark.parametrize(
    ("value", "title", "text"),
    [
        ("cancelled", "Fest", ""),
        ("Deleted", "Call", ""),
        ("zurückgezogen", "Aufruf", ""),
        ("", "ABGESAGT: Fest der Nachbarn", ""),
        ("", "Fest der Nachbarn (entfällt)", ""),
        ("", "Fête des voisins – annulée", ""),
        ("", "Summer school cancelled", ""),
        ("", "Spotkanie odwołane", ""),
        ("", "Fest", "Status: zurückgezogen\nAnmeldung im Rathaus"),
        ("", "Fest", "Ort: Rathaus\nABGESAGT!\nAnmeldung bis Freitag"),
        ("", "Fest", "Die Ausschreibung wurde am 3. Mai leider zurückgezogen. Wir danken allen."),
        ("", "Concours", "Malheureusement, le concours est annulé."),
        ("", "Call", "The call has been withdrawn."),
        ("", "Konkurs", "Konkurs został odwołany."),
    ],
)
def test_what_is_called_off_in_so_many_words_is_withdrawn(value: str, title: str, text: str) -> None:
    assert status(value, title, text).word == "withdrawn"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Fest", "Der Eigenanteil entfällt für Schulen."),
        ("Fest", "Kosten: entfällt"),
        ("Fest", "Die Gebühr für die Veranstaltung entfällt."),
        ("Fest", "Die Veranstaltung ist frei. Der Beitrag entfällt."),
        ("Fest", "Die Veranstaltung wird nicht abgesagt."),
        ("Fest", "Die Veranstaltung musste 2020 abgesagt werden und kehrt nun zurück."),
        ("Das Fest ist nicht abgesagt", ""),
        ("Warum das Fest abgesagt wurde und was wir daraus lernen", ""),
        ("Nachholtermin für abgesagtes Konzert", ""),
        ("", ""),
        ("ß" * 50, "ẞ" * 50),
    ],
)
def test_the_same_words_about_something_else_withdraw_nothing(title: str, text: str) -> None:
    assert status("", title, text).word == ""


def test_an_unknown_status_says_nothing() -> None:
    assert status("tentative", "Fest", "").word == ""


def test_the_proof_points_into_the_text() -> None:
    text = "Straße frei.\n  Status: abgesagt \nEnde"
    found = status("", "Fest", text)
    assert text[found.start : found.end] == found.quote == "Status: abgesagt"


def test_a_withdrawn_call_is_told_when_it_was_read_twice(office: Office) -> None:
    read(office, MARCH)
    publish(office)
    for _ in range(2):
        read(office, MARCH, status="deleted")
        office.wait(days=1)
    assert told(office) == [("withdrawn", None, "withdrawn")]
    view = office.views()[0]
    assert (view.status, view.sequence) == ("withdrawn", 1)


def test_codes_and_labels_of_one_status_are_the_same(office: Office) -> None:
    for word in ("31094502", "open", "Offen"):
        read(office, MARCH, status=word)
        office.wait(days=1)
    assert told(office) == []


def test_codes_and_labels_of_one_country_are_the_same(office: Office) -> None:
    for word in ("PL;FR", "Frankreich;Polen", "Pologne, France", "fr|pl"):
        read(office, MARCH, countries=word)
        office.wait(days=1)
    assert told(office) == []
    assert office.views()[0].countries == ("FR", "PL")


def test_an_announced_call_that_opens_is_told(office: Office) -> None:
    read(office, MARCH, status="forthcoming")
    for _ in range(2):
        read(office, MARCH, status="open")
        office.wait(days=1)
    assert told(office) == [("opened", "announced", "open")]


def test_a_deadline_that_passes_closes_nothing(office: Office) -> None:
    read(office, "2027-01-12", text="Ein Aufruf.")
    office.wait(days=10)
    for text in ("Ein Aufruf an alle.", "Ein Aufruf an wirklich alle."):
        read(office, "2027-01-12", text=text)
        office.wait(days=1)
    assert told(office) == []
