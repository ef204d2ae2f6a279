"""Whatever a source says in whatever order: what is told never contradicts what counted, and leads to what counts."""

from __future__ import annotations

from datetime import date
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.changes import FactName, facts
from aggregator.model import Change, ChangeState, Opportunity
from aggregator.search import OpportunityView, one
from tests.aggregator.office import MORNING, Office

_NUMBER = count()
_PATIENT = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
READING = st.fixed_dictionaries(
    {
        "deadline": st.sampled_from(["", "2027-03-15", "2027-04-30", "2027-05-31T12:00"]),
        "amount_max": st.sampled_from(["", "500", "900"]),
        "status": st.sampled_from(["", "open", "closed", "withdrawn"]),
        "countries": st.sampled_from(["PL", "FR;PL", "PL;FR"]),
    }
)
# what was withdrawn before it was ever seen is not taken in
READINGS = st.lists(st.tuples(READING, st.integers(1, 4)), min_size=1, max_size=8).filter(
    lambda readings: readings[0][0]["status"] != "withdrawn"
)


def new_source() -> str:
    """The key of a source that was never read: what is usual at the one of another example holds nothing back."""
    return f"source-{next(_NUMBER)}"


def _url(source: str) -> str:
    return f"https://{source}.example.org/aufruf"


def history(office: Office, number: int) -> list[Change]:
    with office.store.reading() as session:
        return list(session.exec(select(Change).where(Change.opportunity_id == number).order_by(Change.at, Change.id)))  # type: ignore[arg-type]


def shown(view: OpportunityView) -> dict[str, str | None]:
    """What counts, in the words of the history."""
    return {
        FactName.DEADLINE: facts.deadline(view.deadline, view.deadline_time, view.deadline_zone, view.certainty),
        FactName.AMOUNT: facts.amount(view.amount_min, view.amount_max, view.currency),
        FactName.STATUS: view.status or None,
        FactName.COUNTRY: facts.codes(view.countries),
    }


def read(office: Office, source: str, reading: dict[str, str]) -> None:
    """One run of a source that has one call."""
    stated = {name: value for name, value in reading.items() if value}
    fields = {"kind": "call", "currency": "EUR", **stated}
    office.take("Aufruf", "Wir laden ein.", source=source, url=_url(source), fields=fields)
    office.end_run(source)


def take_all(
    office: Office, source: str, readings: list[tuple[dict[str, str], int]]
) -> tuple[int, list[dict[str, str | None]]]:
    """The call of a new source, read so often; gives its number and what was shown after each reading."""
    office.now = MORNING
    office.add(source)
    number, states = 0, []
    for reading, days in readings:
        read(office, source, reading)
        with office.store.reading() as session:
            number = session.exec(select(Opportunity).where(Opportunity.url == _url(source))).one().id or 0
            view = one(session, number)
        assert view is not None
        states.append(shown(view))
        office.wait(days)
    return number, states


@_PATIENT
@given(READINGS)
def test_the_history_replayed_gives_what_counts_now(office: Office, readings: list[tuple[dict[str, str], int]]) -> None:
    number, states = take_all(office, new_source(), readings)
    state = dict(states[0])
    for change in history(office, number):
        if change.state == ChangeState.TOLD and change.field in state:
            assert state[change.field] == change.before
            state[change.field] = change.after
    assert state == states[-1]


@_PATIENT
@given(READINGS)
def test_the_last_reading_repeated_is_told_once_and_then_nothing_more(
    office: Office, readings: list[tuple[dict[str, str], int]]
) -> None:
    last = readings[-1][0]
    source = new_source()
    number, _ = take_all(office, source, [*readings, (last, 1), (last, 20), (last, 1)])
    before = [(change.id, change.state, change.at) for change in history(office, number)]
    with office.store.reading() as session:
        view = one(session, number)
    assert view is not None
    version = view.version
    for _ in range(3):
        office.wait(days=1)
        read(office, source, last)
    after = [(change.id, change.state, change.at) for change in history(office, number)]
    with office.store.reading() as session:
        view = one(session, number)
    assert view is not None
    assert (after, view.version, view.unsettled) == (before, version, False)


@_PATIENT
@given(READINGS)
def test_people_never_have_less_time_than_they_are_told(
    office: Office, readings: list[tuple[dict[str, str], int]]
) -> None:
    """A day that comes sooner counts with the reading in which it first stands, unless the fact is held."""
    number, states = take_all(office, new_source(), readings)
    if any(change.state == ChangeState.FLAPPING for change in history(office, number)):
        return
    for (reading, _), state in zip(readings, states, strict=True):
        said, counting = reading["deadline"][:10], (state[FactName.DEADLINE] or "")[:10]
        assert not said or date.fromisoformat(counting) <= date.fromisoformat(said)
