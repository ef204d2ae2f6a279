"""How the names of a partner are kept for searching."""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.folding import fold


def folded_names(partner: str, others: Iterable[str]) -> str:
    """`|wolgograd|volgograd|`: all names folded, each once, between bars, so that `|wolgo` finds a beginning."""
    folded = dict.fromkeys(found for found in map(fold, (partner, *others)) if found)
    return f"|{'|'.join(folded)}|" if folded else ""
