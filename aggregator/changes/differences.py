"""What differs between the facts that count and those just read, and what each difference means to people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from aggregator.changes.facts import FactName, Facts, until
from aggregator.folding import fold
from aggregator.model.change import ChangeType

_IN_WORDS = frozenset({FactName.TITLE, FactName.PLACE, FactName.ORGANISER})
_LISTS = frozenset({FactName.COUNTRY, FactName.TOPIC, FactName.AUDIENCE})
_IN_CALENDAR = frozenset({FactName.DEADLINE, FactName.EVENT, FactName.STATUS})
_OVER = frozenset({"closed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact before and after. `is_news`: people decided on what it was before, so they must hear of it."""

    name: FactName
    type: ChangeType
    before: str | None
    after: str | None
    is_news: bool

    @property
    def adds_only(self) -> bool:
        """Whether nothing that was said before becomes untrue."""
        if self.before is None:
            return True
        return self.name in _LISTS and set(self.before.split()) <= set((self.after or "").split())

    @property
    def shows_in_calendar(self) -> bool:
        """Whether the entry in people's calendars has to move."""
        return self.name in _IN_CALENDAR


def differences(
    before: Facts, after: Facts, *, today: date, known: Collection[date] = (), named: Collection[date] = ()
) -> tuple[Difference, ...]:
    """Every fact that differs. Capitals, accents, blanks and the order of lists make no difference.

    `known` are all days that were deadlines before, `named` all that are now: when a day merely passed, so that the
    next known round counts, nothing changed.
    """
    found = []
    for name in FactName:
        old, new = before.get(name), after.get(name)
        if same(name, old, new) or (name == FactName.DEADLINE and _next_round(old, new, known, named)):
            continue
        meaning = _meaning(name, old, new, after, today)
        found.append(Difference(name, meaning, old, new, _is_news(meaning, after, today)))
    return tuple(found)


def same(name: FactName, one: str | None, other: str | None) -> bool:
    """Whether two values of a fact say the same to people: words in other capitals or accents do."""
    return _key(name, one) == _key(name, other)


def _key(name: FactName, value: str | None) -> str | None:
    return (fold(value) or value) if value and name in _IN_WORDS else value


def _next_round(before: str | None, after: str | None, known: Collection[date], named: Collection[date]) -> bool:
    old, new = until(before), until(after)
    return old is not None and new is not None and new.day in known and old.day in named and new.day != old.day


def _meaning(name: FactName, before: str | None, after: str | None, now: Facts, today: date) -> ChangeType:
    match name:
        case FactName.DEADLINE:
            return _of_deadline(before, after, today)
        case FactName.STATUS:
            return _of_status(before or "", after or "", is_over=_passed(now, today))
        case FactName.AMOUNT:
            return ChangeType.AMOUNT_CHANGED
        case FactName.EVENT:
            return ChangeType.EVENT_MOVED
        case _:
            return ChangeType.DETAILS


def _of_deadline(before: str | None, after: str | None, today: date) -> ChangeType:
    old, new = until(before), until(after)
    if old is None:
        return ChangeType.DETAILS if new is None else ChangeType.DEADLINE_SET
    if new is None:
        return ChangeType.DEADLINE_DROPPED
    if old.day < today <= new.day:
        return ChangeType.REOPENED
    return ChangeType.DEADLINE_MOVED_EARLIER if new.moment < old.moment else ChangeType.DEADLINE_MOVED_LATER


def _of_status(before: str, after: str, *, is_over: bool) -> ChangeType:
    if after == "withdrawn":
        return ChangeType.WITHDRAWN
    if after == "closed":
        return ChangeType.CLOSED
    if before in _OVER:  # a word that is gone from a call whose day has passed opens nothing
        return ChangeType.DETAILS if is_over else ChangeType.REOPENED
    return ChangeType.OPENED if (before, after) == ("announced", "open") else ChangeType.DETAILS


def _passed(facts: Facts, today: date) -> bool:
    last = until(facts.get(FactName.DEADLINE))
    return last is not None and last.day < today


def _is_news(meaning: ChangeType, facts: Facts, today: date) -> bool:
    """That something is closed whose day has passed, everybody knows."""
    if meaning == ChangeType.CLOSED:
        return not _passed(facts, today)
    return meaning != ChangeType.DETAILS
