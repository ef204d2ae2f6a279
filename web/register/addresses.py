"""Where a municipality, a state or a country stands: addresses that stay, with the name for people behind the key."""

from __future__ import annotations

import re

from aggregator.folding import without_accents
from aggregator.model import Municipality
from aggregator.register import state_slug

_KEY = re.compile(r"(?P<ags>[0-9]{8}|[0-9]{5})(?:-.{0,200})?")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def town_path(town: Municipality) -> str:
    """`/staedte/05315000-koeln`."""
    name = without_accents(town.name.casefold().translate(_TWO_LETTERS))
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    return f"/staedte/{town.ags}-{slug}"


def key_in(place: str) -> str | None:
    """The official key at the beginning of such an address; what stands behind it does not matter."""
    found = _KEY.fullmatch(place)
    return found["ags"] if found else None


def state_path(code: str) -> str:
    """`/bundeslaender/bayern`."""
    return f"/bundeslaender/{state_slug(code)}"


def country_path(code: str) -> str:
    """`/partnerlaender/pl`."""
    return f"/partnerlaender/{code.casefold()}"
