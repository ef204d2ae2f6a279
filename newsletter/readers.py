"""Confirmed readers with their interests and what they were told, page by page in a fixed number of questions each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Row, or_
from sqlmodel import Session, col, func, select

from aggregator.folding import fold
from aggregator.interest import Interest
from aggregator.model import Facet, Municipality, ReaderFacet, Rhythm, Subscriber, SubscriberState, Twinning
from aggregator.register import HOME, partner_countries
from aggregator.register.lived import lived
from newsletter.earlier import Earlier
from newsletter.told import Past

_PAGE = 2_000  # readers looked at with one set of questions


@dataclass(frozen=True, slots=True)
class Reader:
    """One confirmed reader, what they care for, and what earlier issues told them."""

    id: int
    address: str
    language: str
    rhythm: Rhythm
    interest: Interest
    past: Past | None = None


class Towns:
    """Names and partner towns of municipalities."""

    def __init__(self, session: Session, *, all_at_once: bool = False) -> None:
        """Asked for one by one when needed, or `all_at_once` in two questions."""
        self._session = session
        self._known = _everywhere(session) if all_at_once else {}

    def of(self, ags: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """Name and partner towns by country."""
        if ags not in self._known:
            town = self._session.get(Municipality, ags)
            partners = {found.code: found.partners for found in partner_countries(self._session, ags)}
            self._known[ags] = (town.name if town else ags, partners)
        return self._known[ags]


def confirmed_readers(session: Session, *, today: date, earlier: Earlier | None = None) -> Iterator[Sequence[Reader]]:
    """All readers who get issues on a day, by id, in pages; whom `earlier` has served with this issue is left out."""
    towns = Towns(session, all_at_once=True)
    last = 0
    while True:
        # primary key; the few that get none are passed over
        page = sqlalchemy.select(
            col(Subscriber.id),
            col(Subscriber.address),
            col(Subscriber.language),
            col(Subscriber.rhythm),
            col(Subscriber.municipality_ags),
        ).where(*gets_issues(today), col(Subscriber.id) > last)
        rows = session.execute(page.order_by(col(Subscriber.id)).limit(_PAGE)).all()
        if not rows:
            return
        first, last = rows[0].id, rows[-1].id
        facets = _facets(session, first, last)
        told = earlier.told(session, first, last) if earlier else {}
        served = earlier.served(session, first, last) if earlier else frozenset[int]()
        yield [_reader(row, towns, facets, told.get(row.id)) for row in rows if row.id not in served]


def how_many(session: Session, *, today: date) -> int:
    """How many readers get issues on a day."""
    return session.exec(select(func.count()).select_from(Subscriber).where(*gets_issues(today))).one()


def gets_issues(today: date) -> tuple[ColumnElement[bool], ...]:
    """Who is confirmed and does not pause; the day they named is the first on which mail comes again."""
    until = col(Subscriber.paused_until)
    return (col(Subscriber.state) == SubscriberState.CONFIRMED, or_(until.is_(None), until <= today))


def interest_of(towns: Towns, ags: str | None, facets: dict[Facet, list[str]], language: str = "") -> Interest:
    """A reader's interest. Who named a town and chose no country cares for all countries the town has partners in."""
    name, partners = towns.of(ags) if ags else (None, {})
    chosen = facets.get(Facet.COUNTRY) or list(partners)
    return Interest(
        countries={code: partners.get(code, ()) for code in chosen},
        topics=frozenset(facets.get(Facet.TOPIC, ())),
        audiences=frozenset(facets.get(Facet.AUDIENCE, ())),
        municipality=name,
        language=language,
    )


_Facets = dict[int, dict[Facet, list[str]]]


def _reader(row: Row[Any], towns: Towns, facets: _Facets, past: Past | None) -> Reader:
    interest = interest_of(towns, row.municipality_ags, facets.get(row.id, {}), row.language)
    return Reader(row.id, row.address, row.language, row.rhythm, interest, past)


def _facets(session: Session, first: int, last: int) -> _Facets:
    found: _Facets = defaultdict(lambda: defaultdict(list))
    # primary key, from its subscriber
    asked = sqlalchemy.select(col(ReaderFacet.subscriber_id), col(ReaderFacet.facet), col(ReaderFacet.value)).where(
        col(ReaderFacet.subscriber_id).between(first, last)
    )
    for number, facet, value in session.execute(asked.order_by(col(ReaderFacet.value))):
        found[number][facet].append(value)
    return dict(found)


def _everywhere(session: Session) -> dict[str, tuple[str, dict[str, tuple[str, ...]]]]:
    partners: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    abroad = sqlalchemy.select(col(Twinning.ags), col(Twinning.country), col(Twinning.partner))
    for ags, country, partner in session.execute(abroad.where(col(Twinning.country) != HOME, lived())):
        partners[ags][country].add(partner)
    names = session.execute(sqlalchemy.select(col(Municipality.ags), col(Municipality.name)))
    return {
        ags: (name, {code: tuple(sorted(found, key=fold)) for code, found in sorted(partners[ags].items())})
        for ags, name in names
    }
