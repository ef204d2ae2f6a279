"""Confirmed readers with their interests, loaded in a fixed number of questions and some per town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from aggregator.interest import Interest
from aggregator.model import Facet, Municipality, ReaderFacet, Subscriber, SubscriberState
from aggregator.register import partner_countries

_BATCH = 400  # SQLite takes a limited number of parameters in one question


@dataclass(frozen=True, slots=True)
class Reader:
    """One confirmed reader and what they care for."""

    id: int
    address: str
    language: str
    interest: Interest


class Towns:
    """Names and partner towns of municipalities, asked for once each."""

    def __init__(self, session: Session) -> None:
        """Keeps the session for later questions."""
        self._session = session
        self._known: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {}

    def of(self, ags: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """Name and partner towns by country."""
        if ags not in self._known:
            town = self._session.get(Municipality, ags)
            partners = {found.code: found.partners for found in partner_countries(self._session, ags)}
            self._known[ags] = (town.name if town else ags, partners)
        return self._known[ags]


def confirmed_readers(session: Session, *, day: date) -> Iterator[Reader]:
    """All readers who get what is made on a day, by id: who pauses gets nothing."""
    towns = Towns(session)
    last = 0
    while True:
        # primary key; the few that are not confirmed, or pause, are passed over
        page = select(Subscriber).where(
            Subscriber.state == SubscriberState.CONFIRMED,
            or_(col(Subscriber.paused_until).is_(None), col(Subscriber.paused_until) <= day),
            col(Subscriber.id) > last,
        )
        batch = session.exec(page.order_by(col(Subscriber.id)).limit(_BATCH)).all()
        if not batch:
            return
        facets = _facets(session, [row.id for row in batch if row.id is not None])
        for row in batch:
            assert row.id is not None
            yield Reader(row.id, row.address, row.language, interest_of(towns, row.municipality_ags, facets[row.id]))
            last = row.id


def interest_of(towns: Towns, ags: str | None, facets: dict[Facet, list[str]]) -> Interest:
    """A reader's interest. Who named a town and chose no country cares for all countries the town has partners in."""
    name, partners = towns.of(ags) if ags else (None, {})
    chosen = facets.get(Facet.COUNTRY) or list(partners)
    return Interest(
        countries={code: partners.get(code, ()) for code in chosen},
        topics=frozenset(facets.get(Facet.TOPIC, ())),
        audiences=frozenset(facets.get(Facet.AUDIENCE, ())),
        municipality=name,
    )


def _facets(session: Session, ids: Iterable[int]) -> dict[int, dict[Facet, list[str]]]:
    found: dict[int, dict[Facet, list[str]]] = defaultdict(lambda: defaultdict(list))
    asked = select(ReaderFacet).where(col(ReaderFacet.subscriber_id).in_(list(ids)))
    for row in session.exec(asked.order_by(col(ReaderFacet.value))):
        found[row.subscriber_id][row.facet].append(row.value)
    return found
