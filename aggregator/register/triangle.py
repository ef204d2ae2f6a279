"""The regional Weimar triangle: North Rhine-Westphalia, Hauts-de-France and Silesia have worked together since 2001."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning
from aggregator.register.lived import lived

HOME_STATE, IN_FRANCE, IN_POLAND = "NW", "FR-HDF", "PL-24"


@dataclass(frozen=True, slots=True)
class Corner:
    """A municipality with its partners in both regions."""

    town: Municipality
    in_france: tuple[Twinning, ...]
    in_poland: tuple[Twinning, ...]


def triangle(session: Session) -> list[Corner]:
    """Municipalities of the state with a partner in each of both regions, by name: computed, no list."""
    found: dict[str, dict[str, list[Twinning]]] = {}
    question = select(Twinning).where(col(Twinning.region).in_((IN_FRANCE, IN_POLAND)), lived())
    for link in session.exec(question):
        found.setdefault(link.ags, {IN_FRANCE: [], IN_POLAND: []})[link.region].append(link)
    whole = [ags for ags, regions in found.items() if all(regions.values())]
    here = select(Municipality).where(col(Municipality.ags).in_(whole), Municipality.state == HOME_STATE)
    corners = [
        Corner(town, *(_sorted(found[town.ags][region]) for region in (IN_FRANCE, IN_POLAND)))
        for town in session.exec(here)
    ]
    return sorted(corners, key=lambda corner: corner.town.folded_name)


def _sorted(links: list[Twinning]) -> tuple[Twinning, ...]:
    return tuple(sorted(links, key=lambda link: fold(link.partner)))
