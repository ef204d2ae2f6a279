"""My municipality instead of a country: "Bottrop" into the countries of its partners."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session

from aggregator.folding import fold
from aggregator.model import Municipality
from aggregator.register import PartnerCountry, lookup, partner_countries
from web.finder.address import Hint, Misread, Wish, read_wish

_KEY = re.compile(r"[0-9]{5,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with the countries of its partners; `near` is the district that tells it from its namesakes."""

    ags: str
    name: str
    near: str
    partners: tuple[PartnerCountry, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A wish whose municipality was looked up. `towns` are those of which one has to be chosen; mostly none."""

    wish: Wish
    town: Town | None = None
    towns: tuple[Town, ...] = ()
    hints: tuple[Hint, ...] = ()


def asked_for(session: Session, parameters: Iterable[tuple[str, str]]) -> Placed:
    """What an address asks for, with all that was not understood of it."""
    wish, hints = read_wish(parameters)
    found = placed(session, wish)
    return replace(found, hints=(*hints, *found.hints))


def placed(session: Session, wish: Wish) -> Placed:
    """Look up the municipality of a wish. Where there is not exactly one, the wish goes on without it."""
    if not wish.place:
        return Placed(wish)
    found = lookup(session, wish.place)
    without = replace(wish, place="")
    if not found:
        return Placed(without, hints=(Hint(Misread.PLACE, wish.place),))
    meant = _meant(found, wish.place)
    if meant is None:
        return Placed(without, towns=tuple(map(_town, found)), hints=(Hint(Misread.PLACES, wish.place),))
    partners = tuple(partner_countries(session, meant.ags))
    there = replace(wish, place=meant.ags, partners=tuple(one.code for one in partners))
    return Placed(there, replace(_town(meant), partners=partners))


def _meant(found: list[Municipality], typed: str) -> Municipality | None:
    """The only one; else the only one that is called exactly so."""
    if len(found) == 1 or _KEY.fullmatch(typed):
        return found[0]
    exact = [one for one in found if one.folded_name == fold(typed)]
    return exact[0] if len(exact) == 1 else None


def _town(row: Municipality) -> Town:
    return Town(row.ags, row.name, row.district)
