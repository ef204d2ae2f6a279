"""The people who may come in."""

from __future__ import annotations

from sqlmodel import Session

from aggregator.model import Person


def who_works_here(session: Session, person_id: int) -> Person | None:
    """The person, as long as they may come in."""
    person = session.get(Person, person_id)
    return None if person is None or person.left_at is not None else person
