"""Countries in the order in which people look for them: by their names in the reader's language, Ö beside O."""

from __future__ import annotations

from collections.abc import Iterable

from aggregator import taxonomy
from aggregator.folding import fold


def by_name(codes: Iterable[str], language: str) -> tuple[str, ...]:
    """The codes, each once."""
    return tuple(sorted(set(codes), key=lambda code: fold(taxonomy.label("country", code, language))))
