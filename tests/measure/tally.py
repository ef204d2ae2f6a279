"""Counting what is right: of dates item by item, of single facts as a share."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from aggregator.reading import Certainty, Reading

_AS_DATES = (Certainty.EXACT, Certainty.INFERRED)


def dates_of(reading: Reading) -> frozenset[str]:
    """The deadlines a reading would show as dates, as ISO days."""
    return frozenset(
        deadline.date.isoformat() for deadline in reading.deadlines if deadline.date and deadline.certainty in _AS_DATES
    )


@dataclass(slots=True)
class Dates:
    """Dates right, spurious and missed; an item is right if nothing is spurious and nothing missed."""

    items: int = 0
    right_items: int = 0
    hit: int = 0
    spurious: int = 0
    missed: int = 0
    without: int = 0  # items that name no deadline
    silent: int = 0  # of these, those for which none was read

    def add(self, gold: Set[str], also: Set[str], found: Set[str]) -> None:
        """One item: the dates that must be found, those that may be, and those that were."""
        spurious, missed = len(found - gold - also), len(gold - found)
        self.items += 1
        self.hit += len(gold & found)
        self.spurious += spurious
        self.missed += missed
        self.right_items += not spurious and not missed
        self.without += not gold
        self.silent += not gold and not spurious

    def figures(self) -> dict[str, float]:
        """Shares from 0 to 1; a share of nothing is 1."""
        precision, recall = ratio(self.hit, self.hit + self.spurious), ratio(self.hit, self.hit + self.missed)
        return {
            "items": self.items,
            "items_right": ratio(self.right_items, self.items),
            "precision": precision,
            "recall": recall,
            "f1": ratio(2 * precision * recall, precision + recall),
            "silent_where_none": ratio(self.silent, self.without),
        }


def share(outcomes: Iterable[bool]) -> dict[str, float]:
    """How many, and which share of them is true."""
    every = list(outcomes)
    return {"items": len(every), "share": ratio(sum(every), len(every))}


def ratio(part: float, whole: float) -> float:
    """Rounded to four digits; 1 where there is nothing."""
    return round(part / whole, 4) if whole else 1.0
