"""The register beside the official count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, func, select

from aggregator.model import Municipality, Twinning
from aggregator.register.lived import not_ended
from aggregator.register.states import states
from aggregator.register.towns import HOME

_COUNTRIES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """Links abroad in the register beside those counted officially; `official` is None where no count is published."""

    code: str
    here: int
    official: int | None

    @property
    def missing(self) -> int:
        """How many links the register does not know; 0 where it knows more than were counted."""
        return max(0, (self.official or 0) - self.here)


@dataclass(frozen=True, slots=True)
class Figures:
    """The tables of the statistics page. Ended links do not count, links at rest do."""

    year: int
    whole: Figure
    states: tuple[Figure, ...]
    states_with_france: tuple[Figure, ...]
    countries: tuple[Figure, ...]
    countries_of_nw: tuple[Figure, ...]
    dated: int
    known_kind: int
    confirmed: int


def figures(session: Session) -> Figures:
    """Count the register; reads all links once, some thousand rows."""
    official = _official()
    rows = session.exec(
        select(Municipality.state, Twinning.country, func.count())
        .join(Twinning)
        .where(Twinning.country != HOME, not_ended())
        .group_by(Municipality.state, Twinning.country)
    ).all()
    by_state: dict[str, int] = dict.fromkeys(states(), 0)
    by_country: dict[str, int] = {}
    for state, country, number in rows:
        by_state[state] = by_state.get(state, 0) + number
        by_country[country] = by_country.get(country, 0) + number
    france = {state: number for state, country, number in rows if country == "FR"}
    of_nw = {country: number for state, country, number in rows if state == "NW"}
    counted = official["states"]
    order = sorted(by_state, key=lambda code: -counted.get(code, {}).get("links", 0))
    whole = Figure(HOME, sum(by_state.values()), official["all"]["links"])
    return Figures(
        official["year"],
        whole,
        tuple(Figure(code, by_state[code], counted.get(code, {}).get("links")) for code in order),
        tuple(Figure(code, france.get(code, 0), counted.get(code, {}).get("FR")) for code in order),
        _top(by_country, official["all"]),
        _top(of_nw, counted["NW"]),
        *_known(session),
    )


def _top(here: dict[str, int], official: dict[str, int]) -> tuple[Figure, ...]:
    """The countries with most links, those first of which there is an official count."""
    counted = {code: number for code, number in official.items() if code != "links"}
    order = sorted(here.keys() | counted.keys(), key=lambda code: (code not in counted, -here.get(code, 0), code))
    return tuple(Figure(code, here.get(code, 0), counted.get(code)) for code in order[:_COUNTRIES_SHOWN])


def _known(session: Session) -> tuple[int, int, int]:
    abroad = (Twinning.country != HOME, not_ended())
    dated, kinds, confirmed = session.exec(
        select(
            func.count(col(Twinning.since)),
            func.count(func.nullif(Twinning.kind, "unknown")),
            func.count(col(Twinning.confirmed_on)),
        ).where(*abroad)
    ).one()
    return dated, kinds, confirmed


@cache
def _official() -> dict[str, Any]:
    with (Path(__file__).parent / "official.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
