"""After one round comes the next."""

from __future__ import annotations

from datetime import date

from sqlmodel import func, select

from aggregator.model import Change
from aggregator.review import accept, inbox
from aggregator.rounds import roll
from tests.aggregator.office import Office

ROUNDS = {"kind": "call", "deadline": "2027-02-01;2027-06-01;2027-10-01"}


def test_the_next_round_counts_when_the_last_one_passed(office: Office) -> None:
    office.take("Zuschüsse in drei Runden", "", fields=ROUNDS)
    with office.store.writing() as session:
        accept(session, office.views()[0].id, person_id=None, now=office.now)
        assert roll(session, today=date(2027, 2, 1), now=office.now) == 0
        assert roll(session, today=date(2027, 2, 2), now=office.now) == 1
        assert roll(session, today=date(2027, 2, 2), now=office.now) == 0
    view = office.views()[0]
    proof = view.proof_of("deadline")
    assert (view.deadline, view.version, view.former_deadline) == (date(2027, 6, 1), 2, None)
    assert proof is not None
    assert proof.value == "2027-06-01"


def test_a_round_that_comes_by_itself_is_no_change_to_decide_on(office: Office) -> None:
    office.take("Zuschüsse in drei Runden", "", fields=ROUNDS)
    with office.store.writing() as session:
        accept(session, office.views()[0].id, person_id=None, now=office.now)
        roll(session, today=date(2027, 2, 2), now=office.now)
    office.wait(days=30)
    office.take("Zuschüsse in drei Runden", "Neu: mit Formular.", fields=ROUNDS)
    with office.store.reading() as session:
        assert inbox(session, today=office.today).total == 0
        told = select(func.count()).select_from(Change).where(Change.field == "deadline")
        assert session.exec(told).one() == 0


def test_what_has_no_round_to_come_stays_over(office: Office) -> None:
    office.take("Ein einziges Mal", "", fields={"kind": "call", "deadline": "2027-02-01"})
    with office.store.writing() as session:
        assert roll(session, today=date(2027, 3, 1), now=office.now) == 0
    assert office.views()[0].deadline == date(2027, 2, 1)
