"""All ledgers as one list, the newest line first, read as far as somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_
from sqlmodel import Session, col, select

from aggregator.journal.ledgers import LEDGERS, Ledger
from aggregator.journal.line import Line, Place
from aggregator.journal.naming import named
from aggregator.journal.wanted import Wanted, Whose
from aggregator.model.columns import UtcDateTime

_RANK = {ledger.name: number for number, ledger in enumerate(LEDGERS)}


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines; `last` is the place after which older ones follow, None where there are none."""

    lines: list[Line]
    last: Place | None


def page(session: Session, wanted: Wanted, *, size: int, after: Place | None = None) -> Page:
    """The next lines after a place, `size` at most."""
    found = list(islice(_merged(session, wanted, after, at_once=size + 1), size + 1))
    shown = found[:size]
    return Page(named(session, shown), shown[-1].place if len(found) > size else None)


def lines(session: Session, wanted: Wanted, *, at_once: int = 500) -> Iterator[Line]:
    """All lines, `at_once` of each ledger in memory."""
    merged = _merged(session, wanted, None, at_once=at_once)
    while some := list(islice(merged, at_once)):
        yield from named(session, some)


def _merged(session: Session, wanted: Wanted, after: Place | None, *, at_once: int) -> Iterator[Line]:
    strands = (_strand(session, ledger, wanted, after, at_once) for ledger in LEDGERS if _concerns(ledger, wanted))
    return merge(*strands, key=_order, reverse=True)


def _order(line: Line) -> tuple[Any, ...]:
    return line.at, _RANK[line.ledger], line.id


def _concerns(ledger: Ledger, wanted: Wanted) -> bool:
    """Whether a ledger can hold such lines at all: one that names nobody holds no acts of people."""
    of_that_kind = wanted.thing is None or ledger.thing == wanted.thing
    return of_that_kind and (ledger.person is not None or wanted.by in (Whose.ALL, Whose.NOBODY))


def _strand(session: Session, ledger: Ledger, wanted: Wanted, after: Place | None, at_once: int) -> Iterator[Line]:
    """The lines of one ledger, in pieces; each piece begins where the one before it ended."""
    # ix_decision_at, ix_decision_person_at, ix_decision_undone_at, ix_change_at, ix_change_of_people,
    # ix_source_decision_at, ix_staff_act_at, ix_barrier_act_at; of one thing the index over its number
    question = select(ledger.table).where(ledger.at.is_not(None), ledger.only, *_conditions(ledger, wanted))
    question = question.order_by(ledger.at.desc(), _number(ledger).desc()).limit(at_once)
    while True:
        piece = question if after is None else question.where(_older(ledger, after))
        rows = session.exec(piece).all()
        for row in rows:
            line = ledger.line(row)
            after = line.place
            yield line
        if len(rows) < at_once:
            return


def _conditions(ledger: Ledger, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if ledger.person is not None and wanted.by is Whose.PEOPLE:
        yield ledger.person.is_not(None)
    elif ledger.person is not None and wanted.by is Whose.NOBODY:
        yield ledger.person.is_(None)
    elif not isinstance(wanted.by, Whose):
        yield ledger.person == wanted.by
    if wanted.numbers:
        yield ledger.about.in_(sorted(wanted.numbers))
    if wanted.since is not None:
        yield ledger.at >= wanted.since
    if wanted.until is not None:
        yield ledger.at < wanted.until


def _older(ledger: Ledger, place: Place) -> ColumnElement[bool]:
    """What stands after a place; of another ledger the same moment counts where that ledger stands after it."""
    older: ColumnElement[bool]
    if ledger.name == place.ledger:
        older = tuple_(ledger.at, _number(ledger)) < tuple_(literal(place.at, UtcDateTime()), literal(place.id))
    elif _RANK[ledger.name] < _RANK[place.ledger]:
        older = ledger.at <= place.at
    else:
        older = ledger.at < place.at
    return older


def _number(ledger: Ledger) -> Any:
    return col(ledger.table.id)  # type: ignore[attr-defined]
