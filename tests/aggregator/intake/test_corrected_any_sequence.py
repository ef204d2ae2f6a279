"""Whatever sources say and people correct, in whatever order: a correction counts while it stands."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from aggregator import review
from aggregator.changes import FactName, facts, standing
from aggregator.model import Change, ChangeState, Opportunity
from aggregator.search import one
from tests.aggregator.office import MORNING, Office

_NUMBER = count()
_PATIENT = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = ("2027-03-15", "2027-04-30", "2027-05-31", "2027-06-30T12:00")
SAID = st.tuples(st.just("said"), st.sampled_from(("", *DAYS)))
STEP = st.one_of(
    SAID,
    st.tuples(st.just("correct"), st.sampled_from(("", *DAYS))),
    st.sampled_from((("take back", ""), ("take over", ""), ("keep", ""), ("reinstate", ""))),
)


def do(office: Office, number: int, url: str, what: str, value: str) -> None:
    """One step; a person does nothing where there is nothing to do."""
    if what == "said":
        say(office, url, value)
        return
    with office.store.writing() as session:
        its = standing(session, number).get(FactName.DEADLINE)
        open_one = session.exec(
            select(Change).where(Change.opportunity_id == number, Change.state == ChangeState.PROPOSED)
        ).first()
        ended = review.corrections(session, number, now=office.now).ended.get(FactName.DEADLINE)
        if what == "correct" and shown(office, number) != (value or None):
            review.correct(session, number, FactName.DEADLINE, value or None, person_id=None, now=office.now)
        elif what == "take back" and its:
            review.take_back(session, its.corrections[0].id or 0, person_id=None, now=office.now)
        elif what == "reinstate" and ended:
            review.reinstate(session, ended.correction_id, person_id=None, now=office.now)
        elif what in ("take over", "keep") and open_one:
            answer = review.take_over if what == "take over" else review.keep
            answer(session, open_one.id or 0, person_id=None, now=office.now)


def say(office: Office, url: str, value: str) -> None:
    """The source names a deadline, or none."""
    fields = {"kind": "call", **({"deadline": value} if value else {})}
    office.take("Aufruf", f"Wir laden ein, zum Mal {next(_NUMBER)}.", url=url, fields=fields)
    office.end_run("jugendring")


def shown(office: Office, number: int) -> str | None:
    """The deadline that counts, in the words of the history."""
    with office.store.reading() as session:
        view = one(session, number)
    assert view is not None
    return facts.deadline(view.deadline, view.deadline_time, view.deadline_zone, view.certainty)


@_PATIENT
@given(st.sampled_from(("", *DAYS)), st.lists(STEP, min_size=2, max_size=10))
def test_a_correction_counts_while_it_stands_and_the_history_leads_to_what_counts(
    office: Office, first: str, steps: list[tuple[str, str]]
) -> None:
    office.now, url = MORNING, f"https://jugendring.example.org/aufruf/{next(_NUMBER)}"
    say(office, url, first)
    with office.store.reading() as session:
        number = session.exec(select(Opportunity).where(Opportunity.url == url)).one().id or 0
    begun = shown(office, number)
    for what, value in steps:
        office.wait(days=1)
        do(office, number, url, what, value)
        with office.store.reading() as session:
            its = standing(session, number).get(FactName.DEADLINE)
            open_ones = session.exec(
                select(Change).where(Change.opportunity_id == number, Change.state == ChangeState.PROPOSED)
            ).all()
        assert its is None or shown(office, number) == its.value
        assert len(open_ones) <= (its is not None)
        assert all(one.before == its.value != one.after for one in open_ones if its)
    assert replayed(office, number, begun) == shown(office, number)


def replayed(office: Office, number: int, state: str | None) -> str | None:
    """What the history leads to, told and corrected changes in their order."""
    counting = (ChangeState.TOLD, ChangeState.CORRECTED)
    with office.store.reading() as session:
        wanted = select(Change).where(Change.opportunity_id == number, col(Change.state).in_(counting))
        for change in session.exec(wanted.order_by(col(Change.at), col(Change.id))):
            if change.field == FactName.DEADLINE:
                assert change.before == state
                state = change.after
    return state
