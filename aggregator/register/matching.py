"""Is this the link we know? Pure: what a file or a municipality says, beside the links of one municipality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from aggregator.folding import fold
from aggregator.model import Twinning
from aggregator.register.values import Values

_ALIKE = 0.8  # share of equal letters; "Uljanowsk" and "Ulyanovsk" have 0.78, "Lille" and "Lillers" 0.83
_KEYS = ("region", "insee", "geonames", "qid", "latitude", "longitude")
_WHERE_FROM = ("source", "licence", "source_url")
_SAID = ("kind", "since", "status", "note")


class Verdict(StrEnum):
    """What a line is to the register. `kept`: the municipality confirmed otherwise, so nothing is proposed."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNSURE = "unsure"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict over one line: with which link, and what would become different, by field."""

    verdict: Verdict
    link: Twinning | None = None
    changes: Values | None = None


def match(values: Values, links: Sequence[Twinning]) -> Match:
    """Compare what is said with the links of its municipality."""
    link = _same(values, links)
    if link is None:
        alike = _alike(values, links)
        return Match(Verdict.UNSURE, alike, values) if alike else Match(Verdict.NEW, None, values)
    changes = differences(values, link)
    if link.confirmed_on is not None:
        told = {field: value for field, value in changes.items() if field in _KEYS and not getattr(link, field)}
        kept = changes.keys() & {*_SAID}
        return Match(Verdict.CHANGED if told else Verdict.KEPT if kept else Verdict.SAME, link, told)
    return Match(Verdict.CHANGED if changes else Verdict.SAME, link, changes)


def differences(values: Values, link: Twinning) -> Values:
    """What would become different: only what is said, and where it is known from only if something else is."""
    changes: Values = {field: values[field] for field in _SAID if _differs(values, link, field)}
    changes |= {field: values[field] for field in _KEYS if _differs(values, link, field) and not getattr(link, field)}
    names = [values["partner"], *values.get("other_names", [])]
    unknown = [name for name in names if f"|{fold(name)}|" not in link.folded_names]
    if unknown:
        changes["other_names"] = list(dict.fromkeys([*link.other_names, *unknown]))
    if changes:
        changes |= {field: values[field] for field in _WHERE_FROM if _differs(values, link, field)}
    return changes


def _differs(values: Values, link: Twinning, field: str) -> bool:
    known: Any = getattr(link, field)
    said = values.get(field)
    return said is not None and said not in ("unknown", known)


def _same(values: Values, links: Sequence[Twinning]) -> Twinning | None:
    """By Wikidata, else by INSEE or GeoNames in the same country, else by one of its names there."""
    if values.get("qid"):
        found = next((link for link in links if link.qid == values["qid"]), None)
        if found is not None:
            return found
    there = [link for link in links if link.country == values["country"]]
    for key in ("insee", "geonames"):
        found = next((link for link in there if values.get(key) and getattr(link, key) == values[key]), None)
        if found is not None:
            return found
    named = f"|{fold(values['partner'])}|"
    by_name = [link for link in there if named in link.folded_names]
    # two places may share a name; where both have keys, these decide
    return next((link for link in by_name if not _other_place(values, link)), None)


def _other_place(values: Values, link: Twinning) -> bool:
    return any(values.get(key) and getattr(link, key) and getattr(link, key) != values[key] for key in ("qid", "insee"))


def _alike(values: Values, links: Sequence[Twinning]) -> Twinning | None:
    """A link in the same country whose name is nearly that, or of that name elsewhere; a person has to look."""
    name = fold(values["partner"])
    for link in links:
        names = [known for known in link.folded_names.split("|") if known]
        if link.country != values["country"]:
            if name in names:
                return link
        elif any(_near(name, known) for known in names):
            return link
    return None


def _near(one: str, other: str) -> bool:
    longer, shorter = f" {max(one, other, key=len)} ", f" {min(one, other, key=len)} "
    return shorter in longer or SequenceMatcher(None, one, other).ratio() >= _ALIKE
