"""What the lines above a date say: the label line, the heading of the section, the list that goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.reading.nearness import ASKING, CALLING, OTHERS, WEIGHT, is_line_label
from aggregator.reading.units import Passage, Unit
from aggregator.reading.words import Cue

_LABEL_LINE = 90  # longest line that is taken for a label over its value
_DAYS_OF_CALLS = frozenset(
    {"dates limites", "fristen", "antragsfristen", "bewerbungsfristen", "deadlines", "terminy naborow", "echeances"}
)
_ASKS_WHEN = re.compile(r"\b(?:wann|bis|when|until|quand|date|kiedy|termin|frist|deadline|quando|cuando|wanneer)")
_JOINS = re.compile(
    r"(?:(?:und|sowie|oder|bzw|and|or|et|ou|oraz|i|lub)\b)?[\s,.:;•-]{0,4}(?:[^\W\d_]{2,10},? ?)?"
    r"(?:am|den|der|the|le|zum|bis)?"
)
NUMBERED_DATE = re.compile(
    r"\b(?:date|termin|stichtag|runde|session|releve|round|call|cut-off|etap"
    r"|tura)\b[^.:]{0,12}:$|^(?:[0-9]{1,2}\S{0,4}|[ivx]{1,4}) (?:date|termin|stichtag|runde|round|tura|nabor|etap)\b"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A unit with its meaning: `role` is deadline, another role of the cues, or "none"."""

    unit: Unit
    role: str
    cue: Cue | None
    preposition: str
    rule: str
    confidence: float


class Above:
    """What the lines above say: the label line directly above, the heading of the section, the sentence before."""

    def __init__(self, title_cues: list[Cue]) -> None:
        roles = {cue.role for cue in title_cues}
        self.title_calls = not CALLING.isdisjoint(roles)
        offers = any(role.startswith("mainly:") and role != "mainly:news" for role in roles)
        # for votes, reports, payments
        self.title_asks = not ASKING.isdisjoint(roles) and not self.title_calls and not offers
        self.label: Cue | None = None
        self.heading: Cue | None = next((cue for cue in title_cues if cue.word in _DAYS_OF_CALLS), None)
        self.calls = False  # the section speaks of submitting
        self.block = -1
        self.list_goes_on = False
        self.deadline_block = -9  # block of the last deadline
        self.line_label: Cue | None = None  # "Bewerbungsfrist:" at the start of the block

    def pass_over(self) -> None:
        """Forget what only holds for the very next line."""
        self.label = None
        self.list_goes_on = False

    def take(self, passage: Passage, found: list[Bound]) -> None:
        sentence = passage.sentence
        calls = not CALLING.isdisjoint(passage.roles)
        if sentence.heading:
            self.heading, self.calls = _label_of(passage), calls
        self.calls = self.calls or calls
        if not passage.units:
            self.label = _label_of(passage)
        elif not any(bound.rule in ("label line above", "list goes on") or bound.role == "deadline" for bound in found):
            self.label = None
        labels = [cue for cue in passage.cues if is_line_label(passage, cue)] if calls else []
        if labels or sentence.block != self.block:
            self.line_label = labels[0] if labels else None
        if any(bound.role == "deadline" for bound in found):
            self.deadline_block = sentence.block
        self.list_goes_on = bool(found) and found[-1].role == "deadline"
        self.block = sentence.block


def _label_of(passage: Passage) -> Cue | None:
    """The cue that a short line without a date consists of, or ends with before its colon."""
    start, end = passage.sentence.start, passage.sentence.end
    if passage.units or end - start > _LABEL_LINE or WEIGHT.keys().isdisjoint(passage.roles):
        return None
    speaking = [cue for cue in passage.cues if cue.role in WEIGHT]
    line = passage.text[start:end].strip(" *_#")
    submit = next((cue for cue in speaking if cue.role == "submit"), None)
    if submit and any(cue.role == "until" and not passage.text[cue.end : end].strip(" *_|:") for cue in passage.cues):
        return submit._replace(role="deadline")  # "Bewerben bis" over the day
    strongest = max(speaking, key=lambda cue: (WEIGHT[cue.role] * (cue.role != "submit"), cue.end - cue.start))
    if line.endswith("?") and strongest.role == "submit" and not _ASKS_WHEN.search(line):
        return None  # "Wie bewerbe ich mich?" is followed by anything
    is_label = line.endswith((":", "?")) or len(line) <= len(strongest.word) + 32
    return strongest if is_label and line[-1:] not in (".", "!", ",") else None


def from_above(passage: Passage, unit: Unit, above: Above, preposition: str) -> Bound | None:
    """What the label line, the heading or the list above makes of a date that leads its line or follows a colon."""
    leading = passage.text[passage.sentence.start : unit.start].strip(" *_([|-")
    leads = len(leading) <= 24 or leading.endswith(":")
    others = not OTHERS.isdisjoint(passage.roles)
    line = above.line_label if above.block == passage.sentence.block else None
    for label, rule in (
        (line, "label of the line"),
        (above.label, "label line above"),
        (above.heading, "heading above"),
    ):
        if label is None or not (leads or preposition == "until"):
            continue
        if label.role in OTHERS:
            return Bound(unit, label.role, label, preposition, rule, 0.6)
        if preposition == "from" and not unit.ranged:
            return Bound(unit, "opens", label, preposition, rule, 0.6)
        asked = label is above.label and label.role == "submit" and preposition == "from" and not others
        window = unit.ranged and (label.role == "window" or asked)
        if label.role == "deadline" or preposition == "until" or window:
            return Bound(unit, "deadline", label, preposition, rule, 0.8)
    if above.list_goes_on and not others and _JOINS.fullmatch(leading) and passage.sentence.end - unit.end <= 12:
        return Bound(unit, "deadline", None, preposition, "list goes on", 0.75)
    if passage.sentence.block - above.deadline_block <= 2 and NUMBERED_DATE.search(leading):
        return Bound(unit, "deadline", None, preposition, "numbered date", 0.7)
    return None
