"""Dates without a word of their own: what the call they stand in, the end of a line, or a headline makes of them."""

from __future__ import annotations

import re

from aggregator.reading.above import NUMBERED_DATE, Above, Bound
from aggregator.reading.nearness import DAY_NAME, OTHERS, ends_by
from aggregator.reading.units import Passage, Unit

_CLOSED_DAY = re.compile(r"\b(?:closed|geschlossen|ferme|zamkniet\w{0,3}) (?:on|am|le|w|dnia)? ?$")
_STAYS_CLOSED = re.compile(r"\b(?:bleib\w{0,2}|remains?|stays?|reste\w{0,3}|pozostaj\w{1,2})\b")
_ENDS_LABEL = re.compile(
    r"\b(?:ende|bis|koniec|fin|end|schluss|closes?|einde|fine|zamkniecie|closing) ?: ?" + DAY_NAME + "$"
)
# what is shut in these words is the call: houses and roads are closed in others
_CLOSES = frozenset(
    ("zamykamy", "zamkniemy", "schliessen wir", "dicht machen", "macht dicht", "shuts", "switched off", "will stop")
)
_LATEST = re.compile(
    r"\b(?:spatestens|at the latest|(?:no|not) later than|au plus tard|delai de rigueur|najpozniej|uiterlijk"
    r"|al piu tardi|a mas tardar)\b"
)
_LATEST_REACH = 24
_FINISHED = re.compile(r"[^.;]{0,14}\b(?:enden|endet|beende|abgeschl|finish|end\b|complet|s'achev|termin|zakoncz)")
_LEADING = 16  # characters of "spätestens bis zum", "au plus tard le"
_PREPOSITION = 26  # characters of a preposition with what may stand between it and the date
_LAST_PART = re.compile(r"[^,;:()\[\]|…–/]*$")
_HEADLINE = 120
_TELLS = re.compile(
    r"\b(?:hatten?|war|waren|zahlten?|had|was|were|avait|comptait|etait|liczyl\w{0,2}|mial\w{0,2}|byl\w{0,2})\b"
)


def without_cue(passage: Passage, unit: Unit, above: Above, preposition: str) -> Bound:
    """What the date means where no word of its sentence, label or heading tells."""
    if _is_closed_day(passage, unit):
        return Bound(unit, "none", None, preposition, "closed on that day", 0.5)
    if _ends_call(passage, unit, above):
        return Bound(unit, "deadline", None, preposition, "ends on", 0.6)
    if not above.title_asks and (above.calls or above.title_calls):
        told = "ends" in passage.roles or _leads_sentence(passage, unit) or _is_latest(passage, unit)
        if preposition == "until" and told:
            return Bound(unit, "deadline", None, preposition, "until in a call", 0.6)
    if preposition == "until" and above.block < 0 and _stands_apart(passage, unit):
        return Bound(unit, "deadline", None, preposition, "until in a headline", 0.5)
    return Bound(unit, "none", None, preposition, "no cue", 0.5)


def _ends_call(passage: Passage, unit: Unit, above: Above) -> bool:
    """ "Ende: 4. Dezember", "we shut the portal on 4 December": the end of the call the text speaks of."""
    labelled = _ENDS_LABEL.search(passage.text, passage.sentence.start, unit.start)
    if labelled and (ends_by(passage, unit) or above.calls or above.title_calls):
        return True
    shut = any(cue.role == "ends" and cue.word in _CLOSES for cue in passage.cues)
    return above.calls and shut and ends_by(passage, unit)


def _stands_apart(passage: Passage, unit: Unit) -> bool:
    """Whether "bis 15.08." is a part of its own in a headline: "Datenspuren, bis 15.08.2026"."""
    start = passage.sentence.start
    if _TELLS.search(passage.text, unit.end, passage.sentence.end):
        return False
    last = _LAST_PART.search(passage.text[start : unit.start])
    return passage.sentence.end - start <= _HEADLINE and last is not None and len(last[0]) <= _PREPOSITION


def _is_latest(passage: Passage, unit: Unit) -> bool:
    """Whether the day is said to be the latest: "spätestens bis zum", "pour le 15 septembre au plus tard"."""
    start, end = (
        max(passage.sentence.start, unit.start - _LATEST_REACH),
        min(passage.sentence.end, unit.end + _LATEST_REACH),
    )
    finished = _FINISHED.match(passage.text, unit.end) or not OTHERS.isdisjoint(passage.roles)
    return bool(_LATEST.search(passage.text, start, end)) and not finished


def _leads_sentence(passage: Passage, unit: Unit) -> bool:
    """Whether "bis 15. März" begins its sentence or is all of it: what it ends was named before."""
    leading = passage.text[passage.sentence.start : unit.start].strip(" *_([|-–")
    return (len(leading) <= _LEADING and ":" not in leading) or NUMBERED_DATE.search(leading + " ") is not None


def _is_closed_day(passage: Passage, unit: Unit) -> bool:
    """Whether a house is closed on that day: "geschlossen am 24. Dezember", "bleibt am 4. Dezember geschlossen"."""
    start = passage.sentence.start
    if _CLOSED_DAY.search(passage.text, max(start, unit.start - 16), unit.start):
        return True
    shut = not passage.roles.isdisjoint(("closed", "ends"))
    return shut and bool(_STAYS_CLOSED.search(passage.text, start, unit.start))
