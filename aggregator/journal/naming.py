"""Names of the people and titles of the things in some lines, asked for together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from aggregator.journal.line import About, Author, By, Line, Thing, Undone
from aggregator.model import BarrierReport, Issue, Municipality, Opportunity, Person, Source

_LARGEST_DISTRICT = 99_999  # keys of districts have five digits, of municipalities eight

Book = dict[tuple[Thing, int], About]

_OF = {Author.PERSON: Thing.PERSON, Author.SOURCE: Thing.SOURCE}


def named(session: Session, lines: Sequence[Line]) -> list[Line]:
    """The same lines with all names; what is gone keeps its number alone."""
    book = _book(session, {thing for line in lines for thing in _numbers(line)})
    return [_named(line, book) for line in lines]


def _numbers(line: Line) -> Iterator[tuple[Thing, int]]:
    yield line.about.thing, line.about.id
    if line.other is not None:
        yield line.other.thing, line.other.id
    for by in (line.by, line.undone.by if line.undone else None):
        if by is not None and by.id is not None:
            yield _OF[by.author], by.id


def _named(line: Line, book: Book) -> Line:
    undone = Undone(line.undone.at, _called(line.undone.by, book)) if line.undone else None
    other = book.get((line.other.thing, line.other.id), line.other) if line.other else None
    about = book.get((line.about.thing, line.about.id), line.about)
    return replace(line, by=_called(line.by, book), about=about, other=other, undone=undone)


def _called(by: By, book: Book) -> By:
    found = book.get((_OF[by.author], by.id)) if by.id is not None else None
    return by if found is None else replace(by, name=found.title)


def _book(session: Session, numbers: Collection[tuple[Thing, int]]) -> Book:
    book: Book = {}
    for thing, find in _FIND.items():
        wanted = sorted({number for one, number in numbers if one is thing})
        if wanted:
            book |= {(thing, about.id): about for about in find(session, wanted)}
    return book


def _opportunities(session: Session, numbers: Sequence[int]) -> list[About]:
    found = select(Opportunity.id, Opportunity.title, Opportunity.language).where(col(Opportunity.id).in_(numbers))
    return [About(Thing.OPPORTUNITY, number or 0, title, language) for number, title, language in session.exec(found)]


def _sources(session: Session, numbers: Sequence[int]) -> list[About]:
    found = select(Source.id, Source.name, Source.key).where(col(Source.id).in_(numbers))
    return [About(Thing.SOURCE, number or 0, name, key=key) for number, name, key in session.exec(found)]


def _issues(session: Session, numbers: Sequence[int]) -> list[About]:
    found = select(Issue.id, Issue.title).where(col(Issue.id).in_(numbers))
    return [About(Thing.ISSUE, number or 0, title) for number, title in session.exec(found)]


def _people(session: Session, numbers: Sequence[int]) -> list[About]:
    found = select(Person.id, Person.name).where(col(Person.id).in_(numbers))
    return [About(Thing.PERSON, number or 0, name) for number, name in session.exec(found)]


def _barriers(session: Session, numbers: Sequence[int]) -> list[About]:
    """By the day they came in: their words are forgotten some day, and are nobody's business in the journal."""
    found = select(BarrierReport.id, BarrierReport.created_at).where(col(BarrierReport.id).in_(numbers))
    return [About(Thing.BARRIER, number or 0, f"{at:%Y-%m-%d} · {number}") for number, at in session.exec(found)]


def _municipalities(session: Session, numbers: Sequence[int]) -> list[About]:
    keys = {(f"{number:08d}" if number > _LARGEST_DISTRICT else f"{number:05d}"): number for number in numbers}
    found = select(Municipality.ags, Municipality.name).where(col(Municipality.ags).in_(keys))
    return [About(Thing.MUNICIPALITY, keys[ags], name, "de", key=ags) for ags, name in session.exec(found)]


_FIND: dict[Thing, Callable[[Session, Sequence[int]], list[About]]] = {
    Thing.OPPORTUNITY: _opportunities,
    Thing.SOURCE: _sources,
    Thing.ISSUE: _issues,
    Thing.PERSON: _people,
    Thing.BARRIER: _barriers,
    Thing.MUNICIPALITY: _municipalities,
}
