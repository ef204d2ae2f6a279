"""What stands in one sentence: its words, and its dates as units that are bound as a whole."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from aggregator.reading.dates import Mention
from aggregator.reading.sentences import Sentence
from aggregator.reading.words import Cue


@dataclass(slots=True)
class Unit:
    """One date, a range or a list that is bound as a whole."""

    mentions: list[Mention]
    ranged: bool
    sentence: Sentence
    start: int
    end: int

    def add(self, mention: Mention, *, ranged: bool = False) -> None:
        """Take one more mention in, the end of a range or the next of a list."""
        self.mentions.append(mention)
        self.end = mention.end
        self.ranged = ranged


@dataclass(slots=True)
class Passage:
    """What stands in one sentence."""

    sentence: Sentence
    text: str  # the whole folded text
    cues: list[Cue]
    units: list[Unit]
    language: str = ""
    after_gap: bool = False  # sentences without a word or date of ours were left out before this one
    roles: set[str] = field(init=False)  # of its cues: most questions are answered by what is not among them
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.roles = {cue.role for cue in self.cues}
        self._starts = [unit.start for unit in self.units]

    def count_units(self, start: int, end: int) -> int:
        """How many of its units begin in this stretch of the text."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start) if start < end else 0


def units_of(mentions: list[Mention], sentence: Sentence) -> list[Unit]:
    """The mentions of one sentence as units: ranges by two, lists as a whole, everything else alone."""
    units: list[Unit] = []
    for mention in mentions:
        last = units[-1] if units else None
        joined = last is not None and last.mentions[-1].chain == mention.chain
        if last and joined and mention.link == "range" and len(last.mentions) == 1:
            last.add(mention, ranged=True)
        elif last and joined and mention.link == "list" and not last.ranged:
            last.add(mention)
        else:
            units.append(Unit([mention], False, sentence, mention.start, mention.end))
    return units
