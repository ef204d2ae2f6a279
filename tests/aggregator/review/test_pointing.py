"""Who corrects a fact may point at the place that says so: it is the proof from then on, and goes with the correction."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from aggregator.changes import FactName
from aggregator.intake.proving import BY_HAND, Pointed
from aggregator.model import KeptReading, OpportunityEvidence
from aggregator.review import CannotBe, Flaw
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
