"""Binding: which word of the sentence says what a date means (READING.md, rules 1 to 6).

Every date is weighed against all cues of its sentence: near ones count more than far ones, a label more than a verb,
and another date, a bar or a clause in between keeps them apart. Without a cue of its own a date takes the label line or
the heading above it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from aggregator.reading.above import Above, Bound, from_above
from aggregator.reading.nearness import (
    ASKING,
    CALLING,
    DAY_NAME,
    OTHERS,
    ends_by,
    is_old,
    owned_elsewhere,
    preposition_of,
    scored,
)
from aggregator.reading.outright import outright
from aggregator.reading.uncued import without_cue
from aggregator.reading.units import Passage, Unit
from aggregator.reading.words import Cue

_BEFORE = frozenset({"opens", "history"})  # what lies before an end says nothing against it
_BESIDE = 9.0  # score of a cue that directly touches the date
_OWN_LABEL = 45.0  # score up to which a part of a line has a label of its own
_WEAK = 120.0  # score beyond which another meaning does not outweigh "until"
_RIGHT_LABEL = re.compile(
    r"[^.:;|\n]{0,14}\b(?:ist|sind|war|endet|enden|endete|lauft|is|est|jest|mija|uplywa|to|e|:|=|-"
    r"|\()\b[^.:;|\n]{0,34}$|[\s,(*]{0,3}[(|-]?\s?$"
)
_MOVED_TO = re.compile(r"\b(?:to|auf|auf den|auf das|au|na|do|al|tot|zum)\b[^.;:]{0,14}$")
_DENIED = re.compile(r"\b(?:nicht|not|pas|nie|kein)\b[^.]{0,12}$")
_LABELLED = re.compile(
    r"\b(?!\w*(?:start|beginn|offn))(?:einreich|bewerb|abgabe|antrag|skizze|vollantr|einlauf|eingang|ruckgabe|rucklauf"
    r"|retour|zwrot|interess|anmeld|candidat|depot|dossier|manifest|lettre|applic|submis|outline|abstract|paper|beitrag"
    r"|contribut|article|propos|regist|nomin|wnios|zglosz|list|pelny|full)\w*[^:]{0,28}:\s?" + DAY_NAME + "$"
)
_NO_LABEL = re.compile(
    r"\b(?:is|are) due to\b|\b(?:questions|fragen|ruckfragen|pytan\w*|pytania|enquiries)\b[^.;]{0,12}$"
)
_AT = re.compile(r"\b(?:zum|jeweils zum|na dzien)\s(?:(?:[^\W\d_]+), )?(?:dem )?$")
_HANDED_IN = re.compile(
    r"gestellt|stellen|zu stellen|einreich|einzureich|eingereicht|beantrag|bewerb|einsend"
    r"|vorzulegen"
)
_ARRIVE = re.compile(r"eingegangen|eingehen|vorliegen|einzugehen")
_BREAK = re.compile(r"[.;|]")
_OWED = frozenset({"due on", "due by", "is due", "are due"})
_LABEL_END = re.compile(r"(?:[ivx]{1,4}|[0-9]{1,2}\.?)?\s?:?")  # "Nabór IV:"
_TAKES_PART = re.compile(r"teilnehm|teilnahm|teilzunehm|particip|uczestni|take part")


def bind(passages: list[Passage], title_cues: list[Cue]) -> list[Bound]:
    """The meaning of every date of the text, in its order."""
    bound: list[Bound] = []
    above = Above(title_cues)
    dated = sum(bool(passage.units) for passage in passages)
    for passage in passages:
        if not dated:
            break  # what follows the last date says nothing of any
        dated -= bool(passage.units)
        if passage.after_gap:
            above.pass_over()
        found = [_bind_unit(passage, unit, above) for unit in passage.units]
        bound += _without_replaced(passage, found)
        above.take(passage, found)
    return bound


def _without_replaced(passage: Passage, found: list[Bound]) -> list[Bound]:
    """A deadline that a later one of the sentence replaces no longer holds: "8.1. – verlängert bis 15.1."."""
    if "extended" not in passage.roles:
        return found
    kept = list(found)
    for place, (before, after) in enumerate(pairwise(found)):
        moved = any(cue.role == "extended" and before.unit.end <= cue.start < after.unit.start for cue in passage.cues)
        if moved and before.role == after.role == "deadline":
            kept[place] = replace(before, role="old", rule="replaced")
    return kept


def _bind_unit(passage: Passage, unit: Unit, above: Above) -> Bound:
    preposition = preposition_of(passage, unit)
    return outright(passage, unit, preposition) or _weighed(passage, unit, above, preposition)


def _weighed(passage: Passage, unit: Unit, above: Above, preposition: str) -> Bound:
    calls = above.calls or above.title_calls or not CALLING.isdisjoint(passage.roles)
    if calls and _replaces(passage, unit):
        return Bound(unit, "deadline", None, preposition, "instead of the old day", 0.6)
    weighed = scored(passage, unit, preposition)
    # what opens a call says nothing against the day until which it is open
    closes = preposition == ("from" if unit.ranged else "until")
    others = [one for one in weighed if one[1].role in OTHERS and not (closes and one[1].role in _BEFORE)]
    nearest_other = others[0][0] if others else float("inf")
    own = _own_deadline(passage, unit, above, weighed, preposition, nearest_other)
    if own:
        return own
    upper = from_above(passage, unit, above, preposition)
    own_label = upper is not None and upper.rule == "label of the line" and nearest_other <= _OWN_LABEL
    if upper and nearest_other > _BESIDE and not own_label:
        return upper
    if others and (preposition != "until" or nearest_other <= _WEAK):
        said = _opening_or_beginning(passage, others)
        return Bound(unit, said.role, said, preposition, "nearest cue", 0.6)
    return upper or without_cue(passage, unit, above, preposition)


def _replaces(passage: Passage, unit: Unit) -> bool:
    """ "Anstelle des 31. Mai gilt nun der 21. Juni": the day behind the one that no longer holds."""
    before = [other for other in passage.units if other.end <= unit.start]
    return bool(before) and "old" in passage.roles and is_old(passage, before[-1], "")


def _opening_or_beginning(passage: Passage, others: list[tuple[float, Cue]]) -> Cue:
    """The nearest other meaning; "beginnt" opens a call only where nothing else of the sentence can begin."""
    nearest = others[0][1]
    if nearest.role != "opens" or not CALLING.isdisjoint(passage.roles):
        return nearest
    return next((cue for _, cue in others if cue.role in ("event", "period")), nearest)


def _own_deadline(
    passage: Passage, unit: Unit, above: Above, weighed: list[tuple[float, Cue]], preposition: str, nearest_other: float
) -> Bound | None:
    """The nearest cue of the sentence that makes the unit a deadline, unless another meaning is clearly nearer."""
    for score, cue in weighed:
        if cue.role in OTHERS or _is_asked_else(passage, cue, above) or _is_worked_on(passage, cue):
            continue
        bound = _verdict(passage, unit, cue, preposition)
        leads = _leads_to(passage, unit, cue) and not (unit.ranged and nearest_other <= _BESIDE)
        ends = bound is not None and bound.rule == "ends on" and nearest_other > _BESIDE
        if bound and (score <= nearest_other * 1.15 or leads or ends):
            return bound
    return None


def _is_asked_else(passage: Passage, cue: Cue, above: Above) -> bool:
    """Whether the text asks for a vote or a report, so that only a label speaks of applying; what is owed is paid."""
    if cue.role == "deadline":
        return cue.word in _OWED and not ASKING.isdisjoint(passage.roles)
    return above.title_asks


def _is_worked_on(passage: Passage, cue: Cue) -> bool:
    """ "Prüfung der Anträge bis 3. Mai": what the organiser does with what was handed in leads the sentence."""
    first = passage.cues[0]
    leads = first.role == "organiser" and first.start - passage.sentence.start <= 4
    return leads and cue.role == "submit" and 0 <= cue.start - first.end <= 6


def _leads_to(passage: Passage, unit: Unit, cue: Cue) -> bool:
    """Whether a label stands shortly before the date with no other meaning or date in between."""
    if cue.role != "deadline" or not 0 <= unit.start - cue.end <= 45:
        return False
    if any(other.role in ("duty", "vote") and other.end <= cue.start for other in passage.cues):
        return False
    between = [other for other in passage.cues if cue.end <= other.start < unit.start and other.role in OTHERS]
    return not between and not any(cue.end <= other.start < unit.start for other in passage.units)


def _verdict(passage: Passage, unit: Unit, cue: Cue, preposition: str) -> Bound | None:
    """Whether this cue makes the unit a deadline (or an opening), given the preposition before the date."""
    if cue.role == "deadline":
        return _label_verdict(passage, unit, cue, preposition)
    if preposition == "from" and not unit.ranged:
        return Bound(unit, "opens", cue, preposition, "from with a verb of submitting", 0.7)
    if cue.role == "extended":
        return _extension_verdict(passage, unit, cue, preposition)
    if preposition == "until" or (unit.ranged and _is_window(passage, unit, cue, preposition)):
        return Bound(unit, "deadline", cue, preposition, "until with a verb of submitting", 0.85)
    if ends_by(passage, unit):
        return Bound(unit, "deadline", cue, preposition, "ends on", 0.85)
    yearly = unit.mentions[-1].year_from == "today" and "recurring" in passage.roles
    handed_in = _hands_in_at(passage, unit, cue) or (yearly and cue.role == "submit")
    handed_in = handed_in or _is_labelled(passage, unit, cue)
    return Bound(unit, "deadline", cue, preposition, "handed in at", 0.7) if handed_in else None


def _is_labelled(passage: Passage, unit: Unit, cue: Cue) -> bool:
    """ "Skizze: 29.01.2027": the word of what is handed in stands before the date as its label."""
    start = passage.sentence.start
    return cue.end <= unit.start and bool(_LABELLED.search(passage.text, max(start, unit.start - 48), unit.start))


def _extension_verdict(passage: Passage, unit: Unit, cue: Cue, preposition: str) -> Bound | None:
    moved = cue.end <= unit.start and _MOVED_TO.search(passage.text, max(cue.end - 1, unit.start - 24), unit.start)
    if preposition == "until" or moved or (unit.ranged and preposition == "from"):
        return Bound(unit, "deadline", cue, preposition, "extended to", 0.85)
    return None


def _hands_in_at(passage: Passage, unit: Unit, cue: Cue) -> bool:
    """ "zum 15. Oktober einreichen", "am 1. März eingegangen sein": a day on which something is handed in."""
    before = passage.text[max(passage.sentence.start, unit.start - 14) : unit.start]
    behind = 0 <= cue.start - unit.end <= 60 and not _BREAK.search(passage.text, unit.end, cue.start)
    return (bool(_AT.search(before)) and _HANDED_IN.match(cue.word) is not None and behind) or (
        bool(_ARRIVE.match(cue.word)) and behind
    )


def _label_verdict(passage: Passage, unit: Unit, cue: Cue, preposition: str) -> Bound | None:
    if cue.start >= unit.end and not _RIGHT_LABEL.match(passage.text[unit.end : cue.start]):
        return None
    if cue.end <= unit.start and _NO_LABEL.search(passage.text, cue.start, unit.start):
        return None
    if cue.end <= unit.start and _DENIED.search(passage.text, max(cue.end, unit.start - 16), unit.start):
        return None
    role = "opens" if preposition == "from" and not unit.ranged else "deadline"
    return Bound(unit, role, cue, preposition, "deadline label", 0.95 if cue.end <= unit.start else 0.85)


def _is_window(passage: Passage, unit: Unit, cue: Cue, preposition: str) -> bool:
    """Whether the range is the time in which one can apply, and not that of an event."""
    if _TAKES_PART.match(cue.word) and not unit.mentions[-1].timed_range and cue.start >= unit.end:
        return False
    if unit.mentions[-1].timed_range or (cue.start >= unit.end and owned_elsewhere(passage, unit, cue)):
        return False
    if any(unit.end <= other.start < cue.start for other in passage.units):
        return False
    return cue.role == "window" or preposition == "from" or _label_directly_before(passage, cue, unit)


def _label_directly_before(passage: Passage, cue: Cue, unit: Unit) -> bool:
    between = passage.text[cue.end : unit.start].strip(" *_|/")
    return cue.end <= unit.start and _LABEL_END.fullmatch(between) is not None
