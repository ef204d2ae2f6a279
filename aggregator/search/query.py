"""What can be asked of the finder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aggregator.model import Facet

KIND = "kind"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asks for. Values of one facet are alternatives, facets and words must all fit.

    `until` is inclusive. Without `undated` only what has a day until which one can apply is shown; with `past` what is
    over, and nothing else. `words` may hold "phrases" and -excluded ones, see `search.asked`. `page` counts from 1.
    """

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    until: date | None = None
    words: str = ""
    undated: bool = False
    past: bool = False
    page: int = 1

    def values(self, facet: str) -> tuple[str, ...]:
        """The codes asked for of one facet, or of `KIND`."""
        return {
            Facet.COUNTRY.value: self.countries,
            Facet.TOPIC.value: self.topics,
            Facet.AUDIENCE.value: self.audiences,
            KIND: self.kinds,
        }[facet]


FACETS = (Facet.COUNTRY.value, Facet.TOPIC.value, Facet.AUDIENCE.value, KIND)
"""What can be chosen by, and is counted."""
