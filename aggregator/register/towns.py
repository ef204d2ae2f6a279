"""What the register's public pages ask: one municipality, the municipalities of a state or with a country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning
from aggregator.register.lived import not_ended

HOME = "DE"
_SHORTEST_PARTNER = 3  # letters; less would find a beginning of half of all names


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many municipalities of a state have links abroad, and how many links these are; ended ones do not count."""

    code: str
    municipalities: int
    links: int


@dataclass(frozen=True, slots=True)
class LinkedTown:
    """A municipality with some of its links."""

    town: Municipality
    links: tuple[Twinning, ...]


def municipality(session: Session, ags: str) -> Municipality | None:
    """The municipality with a key."""
    return session.get(Municipality, ags)


def links_of(session: Session, ags: str) -> list[Twinning]:
    """All links of a municipality, ended ones too, by country and name."""
    found = session.exec(select(Twinning).where(Twinning.ags == ags))  # ix_twinning_ags
    return sorted(found, key=lambda link: (link.country == HOME, link.country, fold(link.partner)))


def count_states(session: Session) -> dict[str, StateCount]:
    """Every state that has municipalities in the register; reads all links once, some thousand rows."""
    links, linked = func.count(), func.count(func.distinct(Twinning.ags))
    question = (
        select(Municipality.state, linked, links)
        .join(Twinning)
        .where(Twinning.country != HOME, not_ended())
        .group_by(Municipality.state)
    )
    found = {code: StateCount(code, towns, number) for code, towns, number in session.exec(question)}
    codes = session.exec(select(Municipality.state).distinct())
    return {code: found.get(code, StateCount(code, 0, 0)) for code in codes}


def count_countries(session: Session, *, state: str = "") -> dict[str, int]:
    """Links by country abroad, most first; of one state or of all."""
    number = func.count()
    question = select(Twinning.country, number).where(Twinning.country != HOME, not_ended())
    if state:
        question = question.join(Municipality).where(Municipality.state == state)
    grouped = question.group_by(col(Twinning.country)).order_by(number.desc(), col(Twinning.country))
    return dict(session.exec(grouped).all())


def with_country(session: Session, country: str) -> list[LinkedTown]:
    """Municipalities with a link to a country that has not ended, by state and name."""
    # ix_twinning_country; the largest holds some thousand links
    return _gathered(session, select(Twinning).where(Twinning.country == country, not_ended()))


def in_state(session: Session, state: str) -> list[LinkedTown]:
    """Municipalities of a state with their links abroad that have not ended; those without are left out."""
    of_state = select(Municipality.ags).where(Municipality.state == state)
    abroad = select(Twinning).where(col(Twinning.ags).in_(of_state), Twinning.country != HOME, not_ended())
    return _gathered(session, abroad)


def linked(session: Session) -> list[Municipality]:
    """All municipalities with a link that has not ended, by their keys: some two thousand."""
    having = select(Twinning.ags).where(not_ended())
    return list(session.exec(select(Municipality).where(col(Municipality.ags).in_(having)).order_by(Municipality.ags)))


def with_partner(session: Session, text: str, limit: int = 30) -> list[LinkedTown]:
    """Municipalities that have a partner whose name begins like the text, in any of its names."""
    wanted = fold(text)
    if len(wanted) < _SHORTEST_PARTNER:
        return []
    named = col(Twinning.folded_names).contains(f"|{wanted}", autoescape=True)
    return _gathered(session, select(Twinning).where(named, not_ended()).limit(limit))


def _gathered(session: Session, question: object) -> list[LinkedTown]:
    links: dict[str, list[Twinning]] = {}
    for link in session.exec(question):  # type: ignore[call-overload]
        links.setdefault(link.ags, []).append(link)
    towns = _towns(session, list(links))
    made = [LinkedTown(town, tuple(sorted(links[town.ags], key=_place))) for town in towns]
    return sorted(made, key=lambda one: (one.town.state, one.town.folded_name, one.town.ags))


def _place(link: Twinning) -> tuple[str, str]:
    return link.country, fold(link.partner)


def _towns(session: Session, keys: Sequence[str]) -> list[Municipality]:
    return list(session.exec(select(Municipality).where(col(Municipality.ags).in_(keys))))
