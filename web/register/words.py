"""What kinds and states of a link are called."""

from __future__ import annotations

from functools import cache
from typing import Any

from aggregator.taxonomy import country_name
from web.wording import wording


@cache
def kinds(language: str) -> dict[str, str]:
    """By `TwinningKind`."""
    _ = wording(language)
    return {
        "partnership": _("Partnerschaft"),
        "friendship": _("Freundschaft"),
        "contact": _("Kontakt"),
        "project": _("Projektpartnerschaft"),
        "sponsorship": _("Patenschaft"),
        "solidarity": _("Solidaritätspartnerschaft"),
        "unknown": _("nicht bekannt"),
    }


@cache
def statuses(language: str) -> dict[str, str]:
    """By `TwinningStatus`."""
    _ = wording(language)
    return {
        "active": _("lebendig"),
        "suspended": _("ruht"),
        "ended": _("beendet"),
        "unknown": _("nicht bekannt"),
    }


@cache
def fields(language: str) -> dict[str, str]:
    """What the fields of a link are called."""
    _ = wording(language)
    return {
        "partner": _("Name des Partners"),
        "country": _("Land"),
        "other_names": _("Andere Namen"),
        "region": _("Region"),
        "insee": "INSEE",
        "geonames": "GeoNames",
        "qid": "Wikidata",
        "latitude": _("Breite"),
        "longitude": _("Länge"),
        "kind": _("Art"),
        "since": _("Seit"),
        "status": _("Stand"),
        "note": _("Bemerkung"),
        "source": _("Herkunft"),
        "licence": _("Lizenz"),
        "source_url": _("Adresse der Quelle"),
        "links": _("Bestätigte Partner"),
    }


def in_register(name: str, value: Any, language: str) -> str:
    """The value of a field of a link, in words."""
    _ = wording(language)
    if value is None or value in ("", []):
        return _("nichts")
    if name == "links":
        return str(len(value))
    if name == "country":
        return country_name(value, language)
    named = {"kind": kinds, "status": statuses}.get(name)
    if named is not None:
        return named(language).get(value, str(value))
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
