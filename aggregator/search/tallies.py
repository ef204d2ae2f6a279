"""How many have which mark, where nothing but the time narrows the list: read off the tallies, exact in any store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlmodel import Session

from aggregator.search.places import Stretch

# from mark to mark along the key, so that only the stretch of each mark is read
_EACH_MARK = text(
    "with recursive each(mark) as ("
    " select min(mark) from tally"
    " union all"
    " select (select min(t.mark) from tally t where t.mark > each.mark) from each where each.mark is not null)"
    " select each.mark, (select sum(t.number) from tally t"
    " where t.mark = each.mark and t.place between :first and :last) from each where each.mark is not null"
)
_ALL = text("select sum(number) from tally where mark = '' and place between :first and :last")
_PLACES = text("select place, number from tally where mark = '' and place between :first and :last and number > 0")


def number_of_all(session: Session, stretches: Iterable[Stretch]) -> int:
    """How many opportunities stand in these stretches."""
    found = (session.connection().execute(_ALL, _ends(stretch)).scalar() for stretch in stretches)
    return sum(int(number or 0) for number in found)


def marks_of_all(session: Session, stretches: Iterable[Stretch]) -> Counter[str]:
    """How many have each mark; the empty mark counts all."""
    found: Counter[str] = Counter()
    for stretch in stretches:
        for mark, number in session.connection().execute(_EACH_MARK, _ends(stretch)):
            if number:
                found[mark] += int(number)
    return found


def places_of_all(session: Session, stretches: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    """Each place at which something stands, and how much."""
    for stretch in stretches:
        for row in session.connection().execute(_PLACES, _ends(stretch)):
            yield row.place, row.number


def _ends(stretch: Stretch) -> dict[str, int]:
    return {"first": stretch.first, "last": stretch.last}
