"""How a person likes the desk."""

from __future__ import annotations

from sqlmodel import Session

from aggregator.model import Habit
from aggregator.store.upsert import upsert


def wants_keys(session: Session, person_id: int) -> bool:
    """Whether single keys decide in the inbox; they do until a person says otherwise."""
    habit = session.get(Habit, person_id)
    return habit is None or habit.single_keys


def want_keys(session: Session, person_id: int, *, wanted: bool) -> None:
    """Switch single keys on or off for a person, in every browser."""
    upsert(session, Habit, [{"person_id": person_id, "single_keys": wanted}], unique=("person_id",))
