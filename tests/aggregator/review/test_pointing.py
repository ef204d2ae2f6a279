"""Who corrects a fact may point at the place that says so: it is the proof from then on, and goes with it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from aggregator import review
from aggregator.changes import FactName
from aggregator.intake.proving import BY_HAND, Pointed
from aggregator.model import KeptReading, OpportunityEvidence
from aggregator.review import CannotBe, Flaw, NothingThere, Place, Sets, mark_of
from aggregator.search import Proof
from tests.aggregator.changes.seen import URL, publish
from tests.aggregator.office import Office
from tests.aggregator.review.corrected import correct, kept, reinstate, take_back, take_over, view

TITLE = "Begegnung mit Polen"
SENTENCE = "Die Jury liest alle Anträge und tagt am 20.04.2027."
TEXT = f"Bewerbungsschluss: 15.03.2027. {SENTENCE} Gefördert werden Vereine in Polen und Schulen in Frankreich."


@pytest.fixture
def call(office: Office) -> Office:
    """A call with one deadline and another day."""
    take(office, TEXT)
    return office


def take(office: Office, text: str) -> None:
    """Let the source say this."""
    office.take(TITLE, text, url=URL, fields={"kind": "call"})


def place(office: Office, quote: str, proves: str, sentence: str = SENTENCE) -> Pointed:
    """The first place of these words in the text that is kept."""
    with office.store.reading() as session:
        reading = session.exec(select(KeptReading)).one()
    start = reading.text.index(quote)
    return Pointed(reading.finding_id, start, start + len(quote), quote, sentence, proves)


def point(office: Office, person: int | None = None, **parts: object) -> int:
    """Let the day of the jury be the deadline."""
    pointed = place(office, "20.04.2027", "2027-04-20")
    return correct(office, FactName.DEADLINE, "2027-04-20", person, pointed=pointed, **parts)


def proofs(office: Office, field: str) -> list[Proof]:
    """What proves a fact on every page."""
    return [one for one in view(office).proofs if one.field == field]


def places(office: Office) -> list[str]:
    """The words in the text that people pointed at."""
    with office.store.reading() as session:
        text = session.exec(select(KeptReading)).one().text
        pointed = session.exec(select(OpportunityEvidence).where(OpportunityEvidence.rule == BY_HAND)).all()
    return [text[one.start : one.end] for one in pointed]


def test_the_sentence_that_was_pointed_at_proves_the_correction(call: Office, anna: int) -> None:
    point(call, anna)
    proof = view(call).proof_of("deadline")
    assert proof is not None
    assert (proof.quote, proof.words, proof.value) == (SENTENCE, "20.04.2027", "2027-04-20")
    assert view(call).deadline == date(2027, 4, 20)


def test_taking_it_back_takes_its_proof_along_and_putting_it_in_again_brings_both(call: Office, anna: int) -> None:
    number = point(call, anna)
    take_back(call, number, anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["Bewerbungsschluss: 15.03.2027"]
    reinstate(call, number, anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["20.04.2027"]


def test_what_is_typed_afterwards_has_no_proof_until_it_is_taken_back(call: Office, anna: int) -> None:
    point(call, anna)
    typed = correct(call, FactName.DEADLINE, "2027-06-01", anna)
    assert proofs(call, "deadline") == []
    take_back(call, typed, anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["20.04.2027"]


def test_a_time_typed_to_the_day_leaves_its_proof(call: Office, anna: int) -> None:
    point(call, anna)
    correct(call, FactName.DEADLINE, "2027-04-20T12:00", anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["20.04.2027"]


def test_the_proof_survives_another_reading_and_is_found_at_its_new_place(call: Office, anna: int) -> None:
    point(call, anna)
    for before in ("Neu: ", "Ganz neu, wir haben am 20.04.2027 umgestellt: "):
        call.wait(days=1)
        take(call, before + TEXT)
        assert [proof.quote for proof in proofs(call, "deadline")] == [SENTENCE]
        assert places(call) == ["20.04.2027"]
        with call.store.reading() as session:
            (pointed,) = session.exec(select(OpportunityEvidence).where(OpportunityEvidence.rule == BY_HAND)).all()
        assert pointed.start == (before + TEXT).index(SENTENCE) + SENTENCE.index("20.04.2027")


def test_a_sentence_that_its_source_took_out_is_still_shown(call: Office, anna: int) -> None:
    point(call, anna)
    call.wait(days=1)
    take(call, TEXT.replace(SENTENCE, "Die Jury liest alle Anträge im Frühjahr."))
    assert [proof.quote for proof in proofs(call, "deadline")] == [SENTENCE]
    assert places(call) == [""]


def test_the_word_of_the_source_that_is_taken_over_brings_its_own_proof(call: Office, anna: int) -> None:
    point(call, anna)
    publish(call)
    call.wait(days=1)
    take(call, TEXT.replace("15.03.2027", "30.05.2027"))
    take_over(call, anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["Bewerbungsschluss: 30.05.2027"]


def test_who_points_at_what_counts_already_proves_it(call: Office, anna: int) -> None:
    correct(call, FactName.DEADLINE, "2027-04-20", anna)
    assert proofs(call, "deadline") == []
    point(call, anna)
    assert [proof.words for proof in proofs(call, "deadline")] == ["20.04.2027"]
    assert [one.value for one in kept(call)] == ["2027-04-20", "2027-04-20"]


def test_pointing_at_the_same_place_twice_changes_nothing(call: Office, anna: int) -> None:
    point(call, anna)
    with pytest.raises(CannotBe) as told:
        point(call, anna)
    assert told.value.flaw == Flaw.UNCHANGED
    assert len(kept(call)) == 1


def test_the_days_of_an_event_have_a_proof_each(call: Office, anna: int) -> None:
    first = place(call, "15.03.2027", "2027-03-15", "Bewerbungsschluss: 15.03.2027.")
    correct(call, FactName.EVENT, "2027-03-15", anna, pointed=first)
    last = place(call, "20.04.2027", "2027-04-20")
    correct(call, FactName.EVENT, "2027-03-15/2027-04-20", anna, pointed=last)
    assert {proof.words for proof in proofs(call, "event")} == {"15.03.2027", "20.04.2027"}


def test_a_country_that_stays_keeps_the_proof_of_its_source(call: Office, anna: int) -> None:
    assert {proof.value: proof.words for proof in proofs(call, "country")} == {"PL": "Polen", "FR": "Frankreich"}
    correct(call, FactName.COUNTRY, "PL UA", anna)
    assert [proof.value for proof in proofs(call, "country")] == ["PL"]
    call.wait(days=1)
    take(call, f"{TEXT} Viel Erfolg!")
    assert [proof.value for proof in proofs(call, "country")] == ["PL"]


def press(office: Office, words: str, sets: Sets = Sets.DEADLINE, **parts: Any) -> None:
    """Press these words in the text."""
    with office.store.writing() as session:
        reading = session.exec(select(KeptReading)).one()
        start = reading.text.index(words)
        shown = Place(reading.finding_id, start, start + len(words), mark_of(reading.text))
        review.point(session, view(office).id, replace(shown, **parts), sets, person_id=None, now=office.now)


def event(office: Office) -> tuple[date | None, date | None]:
    """The days of the event."""
    return view(office).event_start, view(office).event_end


def test_pressing_a_day_makes_it_the_deadline_and_its_sentence_the_proof(call: Office) -> None:
    press(call, "20.04.2027")
    assert view(call).deadline == date(2027, 4, 20)
    assert [proof.quote for proof in proofs(call, "deadline")] == [SENTENCE]


def test_a_day_with_a_time_brings_both(office: Office) -> None:
    take(office, "Die Jury tagt am 20. April 2027, 12 Uhr in Bonn und liest alle Anträge.")
    press(office, "20. April 2027, 12 Uhr")
    assert (view(office).deadline, view(office).deadline_time) == (date(2027, 4, 20), time(12))


@pytest.mark.parametrize(
    ("presses", "after"),
    [
        ([("1. April", Sets.EVENT)], (date(2027, 4, 1), date(2027, 4, 9))),
        ([("1. April", Sets.FIRST)], (date(2027, 4, 1), None)),
        ([("1. April", Sets.FIRST), ("9. April 2027", Sets.LAST)], (date(2027, 4, 1), date(2027, 4, 9))),
        ([("9. April 2027", Sets.LAST), ("1. April", Sets.FIRST)], (date(2027, 4, 1), date(2027, 4, 9))),
        ([("9. April 2027", Sets.FIRST), ("1. April", Sets.LAST)], (date(2027, 4, 1), None)),
    ],
)
def test_a_day_may_be_one_end_of_an_event_or_bring_both(
    office: Office, presses: list[tuple[str, Sets]], after: tuple[date, date | None]
) -> None:
    take(office, "Wir laden Vereine aus Polen und Frankreich ein, dabei zu sein: 1. April bis 9. April 2027.")
    correct(office, FactName.EVENT, None) if event(office)[0] else None
    for words, sets in presses:
        press(office, words, sets)
    assert event(office) == after
    assert proofs(office, "event")


def test_a_sum_is_the_amount(office: Office) -> None:
    take(
        office,
        "Bewerbungsschluss: 15.03.2027. Die Jury vergibt einen Preis, dotiert ist er mit 3.000 Euro für Vereine.",
    )
    with suppress(CannotBe):
        correct(office, FactName.AMOUNT, None)
    press(office, "3.000 Euro")
    assert view(office).amount_max == Decimal(3000)
    assert [proof.words for proof in proofs(office, "amount")] == ["3.000 Euro"]


def test_a_country_comes_and_goes(call: Office) -> None:
    press(call, "Frankreich")
    assert view(call).countries == ("PL",)
    press(call, "Frankreich")
    assert view(call).countries == ("FR", "PL")
    assert {proof.value for proof in proofs(call, "country")} == {"FR", "PL"}


@pytest.mark.parametrize(
    "parts", [{"finding_id": 99}, {"finding_id": 2**40}, {"mark": "x"}, {"start": 0}, {"end": 9**9}]
)
def test_where_nothing_stands_any_more_nothing_is_corrected(call: Office, parts: dict[str, Any]) -> None:
    with pytest.raises(NothingThere):
        press(call, "20.04.2027", **parts)
    assert kept(call) == []


def test_a_place_in_the_text_of_another_entry_proves_nothing_here(call: Office) -> None:
    number = view(call).id
    call.take("Fest", "Wir feiern am 9. Juni 2027 mit allen.", url="https://jugendring.example.org/fest")
    with call.store.writing() as session, pytest.raises(NothingThere):
        other = session.exec(select(KeptReading).order_by(col(KeptReading.finding_id).desc())).first()
        assert other is not None
        start = other.text.index("9. Juni 2027")
        shown = Place(other.finding_id, start, start + len("9. Juni 2027"), mark_of(other.text))
        review.point(session, number, shown, person_id=None, now=call.now)
