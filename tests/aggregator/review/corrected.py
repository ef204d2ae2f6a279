"""An office whose people correct what was read."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from aggregator import review
from aggregator.changes import FactName
from aggregator.model import Change, ChangeState, Correction, Opportunity, OpportunityDeadline
from aggregator.review import Corrections
from aggregator.search import OpportunityView
from tests.aggregator.office import Office

MARCH, APRIL, MAY, JUNE = "2027-03-15", "2027-04-30", "2027-05-31", "2027-06-30"


def correct(office: Office, field: FactName, value: str | None, person: int | None = None, **parts: Any) -> int:
    """Correct a fact of the only opportunity; gives the number of the correction."""
    with office.store.writing() as session:
        number = parts.pop("number", None) or office_number(office)
        made = review.correct(session, number, field, value, person_id=person, now=office.now, **parts)
        assert made.id is not None
        return made.id


def office_number(office: Office) -> int:
    """The number of the only opportunity."""
    (view,) = office.views()
    return view.id


def take_back(office: Office, correction_id: int, person: int | None = None, **parts: Any) -> None:
    """Take a correction back."""
    with office.store.writing() as session:
        review.take_back(session, correction_id, person_id=person, now=office.now, **parts)


def reinstate(office: Office, correction_id: int, person: int | None = None) -> None:
    """Put a correction in again."""
    with office.store.writing() as session:
        review.reinstate(session, correction_id, person_id=person, now=office.now)


def take_over(office: Office, person: int | None = None) -> None:
    """Let the source have the last word."""
    with office.store.writing() as session:
        review.take_over(session, proposal(office).id or 0, person_id=person, now=office.now)


def keep(office: Office, person: int | None = None) -> int:
    """Keep to the correction; gives the number of the proposal."""
    number = proposal(office).id or 0
    with office.store.writing() as session:
        review.keep(session, number, person_id=person, now=office.now)
    return number


def proposal(office: Office) -> Change:
    """The only open proposal."""
    (found,) = changes(office, ChangeState.PROPOSED)
    return found


def proposed(office: Office) -> list[tuple[str, str | None, str | None]]:
    """Field, correction and word of the source of all open proposals."""
    return [(one.field, one.before, one.after) for one in changes(office, ChangeState.PROPOSED)]


def history(office: Office) -> list[tuple[str, str | None, str | None]]:
    """State, before and after of all that counted one after the other."""
    counting = changes(office, ChangeState.TOLD, ChangeState.CORRECTED)
    return [(one.state.value, one.before, one.after) for one in counting]


def changes(office: Office, *states: ChangeState) -> list[Change]:
    """The changes in these states, oldest first."""
    with office.store.reading() as session:
        return list(session.exec(select(Change).where(col(Change.state).in_(states)).order_by(col(Change.id))))


def shown(office: Office) -> Corrections:
    """What the desk shows of the only opportunity."""
    number = office_number(office)
    with office.store.reading() as session:
        return review.corrections(session, number, now=office.now)


def kept(office: Office) -> list[Correction]:
    """All corrections that were ever made."""
    with office.store.reading() as session:
        return list(session.exec(select(Correction).order_by(col(Correction.id))))


def view(office: Office) -> OpportunityView:
    """The only opportunity."""
    (found,) = office.views()
    return found


def rounds(office: Office) -> list[date | None]:
    """Its deadlines in the order of time."""
    with office.store.reading() as session:
        return sorted((one.date for one in session.exec(select(OpportunityDeadline))), key=str)


def is_marked(office: Office) -> bool:
    """Whether it stands in the inbox as changed."""
    with office.store.reading() as session:
        return session.exec(select(Opportunity.changed_at)).one() is not None
