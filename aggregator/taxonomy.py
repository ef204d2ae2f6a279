"""What opportunities are filed under, and what each code is called in each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from babel import Locale

from aggregator.folding import fold


class Term(NamedTuple):
    """One code of a facet: its word in addresses and its labels by language."""

    code: str
    slug: str
    labels: dict[str, str]


@cache
def terms(facet: str) -> dict[str, Term]:
    """All codes of a facet (`kind`, `topic`, `audience`; of `country` only groups and regions), in their order."""
    rows = _file()[facet]
    return {code: Term(code, row["slug"], {k: v for k, v in row.items() if k != "slug"}) for code, row in rows.items()}


def label(facet: str, code: str, language: str) -> str:
    """`Jugend` for (`topic`, `youth`, `de`). An unknown code is its own label: it is shown, not hidden."""
    term = terms(facet).get(code)
    if term is not None:
        return term.labels.get(language) or term.labels["de"]
    if facet == "country":
        return country_name(code, language)
    return code


@cache
def country_name(code: str, language: str) -> str:
    """The CLDR name of an ISO 3166 country in a language, else the code."""
    return str(Locale.parse(language).territories.get(code, code))


def by_slug(facet: str, slug: str) -> str | None:
    """The code behind a word in an address: `youth` for `jugend`; codes themselves are understood too."""
    known = terms(facet)
    if slug in known:
        return slug
    return next((term.code for term in known.values() if term.slug == slug.casefold()), None)


def by_label(facet: str, said: str) -> str | None:
    """The code that a word stands for: `PL` for `Polen`, `Pologne` or `pl`; some sources send labels, some codes."""
    return _labels(facet).get(" ".join(said.casefold().split()))


@cache
def _labels(facet: str) -> dict[str, str]:
    codes = list(terms(facet))
    found = {code.casefold(): code for code in codes}
    for language in ("pl", "en", "fr", "de"):  # the last one wins where two languages use one word
        found |= {label(facet, code, language).casefold(): code for code in codes}
        if facet == "country":
            found |= {country_name(code, language).casefold(): code for code in _countries()}
    return found | ({code.casefold(): code for code in _countries()} if facet == "country" else {})


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale.parse("de").territories) if len(code) == 2 and code.isalpha())


@cache
def countries_by_name(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, by name; groups are no countries."""
    named = ((code, country_name(code, language)) for code in _countries() if code not in terms("country"))
    return tuple(sorted(named, key=lambda one: fold(one[1])))


def is_country(code: str) -> bool:
    """Whether a code can be asked for as a country: an ISO 3166 code or one of our groups."""
    return code in terms("country") or (len(code) == 2 and code in Locale.parse("de").territories)


@cache
def _file() -> dict[str, dict[str, dict[str, str]]]:
    with (Path(__file__).parent / "taxonomy.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(lines)
    return loaded
