"""The municipality somebody typed: one of the register, several to choose from, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import Session

from aggregator.folding import fold
from aggregator.model import Municipality
from aggregator.register import lookup, municipality
from web.plain import plain

LONGEST = 100
_KEY = re.compile(r"[0-9]{5,8}", re.ASCII)
_WITH_DISTRICT = re.compile(r"(?P<name>.+?) \((?P<near>.+)\)")


@dataclass(frozen=True, slots=True)
class Named:
    """What was typed and what it names. With neither `town` nor `candidates` the register knows no such place."""

    typed: str = ""
    town: Municipality | None = None
    candidates: tuple[Municipality, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing was typed, or exactly one municipality."""
        return not self.typed or self.town is not None


def read_town(session: Session, typed: str, *, picked: str = "") -> Named:
    """Look a municipality up by name, by `Name (district)` or by key; `picked` is the key chosen among several."""
    text = plain(typed).strip()
    if not text or len(text) > LONGEST:
        return Named(text[:LONGEST])
    if _KEY.fullmatch(text):
        return Named(text, municipality(session, text))
    written = _WITH_DISTRICT.fullmatch(text)
    found = tuple(lookup(session, written["name"] if written else text))
    if written:
        found = tuple(one for one in found if fold(one.district) == fold(written["near"])) or found
    exact = [one for one in found if one.folded_name == fold(written["name"] if written else text)]
    meant = next((one for one in found if one.ags == picked), None)
    if meant is None and (len(found) == 1 or len(exact) == 1):
        meant = found[0] if len(found) == 1 else exact[0]
    return Named(text, meant, () if meant else found)


def spelt(town: Municipality) -> str:
    """A name that leads back to this very municipality: `Neustadt (Kreis Marburg-Biedenkopf)`."""
    return f"{town.name} ({town.district})" if town.district and town.district != town.name else town.name
