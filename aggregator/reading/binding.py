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
from aggregator.reading.nearness import CALLING, OTHERS, ends_by, is_old, owned_elsewhere, preposition_of, scored
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
_EXTENDS_MORE = re.compile(
    r"\b\w*(?:programm|programme|program|laufzeit|projekt|project|mandat|vertrag"
    r"|dispositif|scheme)\w{0,3} (?:wurde|est|zostal|przedluz"
    r"|wird|ist|has|was|a ete)"
)
_DENIED = re.compile(r"\b(?:nicht|not|pas|nie|kein)\b[^.]{0,12}$")
_CLOSED_DAY = re.compile(r"\b(?:closed|geschlossen|ferme|zamkniet\w{0,3}) (?:on|am|le|w|dnia)? ?$")
_TOO_LATE = re.compile(r"\b(?:after|nach dem|nach|apres le|apres|po|dopo il|na) ?(?:the |dem |le )?$")
_REFUSED = re.compile(
    r"not be|cannot be|nicht (?:mehr )?(?:beruck|angenomm)|ne (?:seront|sera|pourront)"
    r"|nie (?:beda|bedzie)|won't be"
)
_LABELLED = re.compile(
    r"\b(?!\w*(?:start|beginn|offn))(?:einreich|bewerb|abgabe|antrag|skizze|vollantr|interess|anmeld|candidat|depot"
    r"|dossier|manifest|lettre|applic|submis"
    r"|outline|propos|regist|nomin|wnios|zglosz|list|pelny|full)\w*[^:]{0,16}: ?$"
)
_AT = re.compile(r"\b(?:zum|jeweils zum|na dzien)\s(?:(?:[^\W\d_]+), )?(?:dem )?$")
_HANDED_IN = re.compile(
    r"gestellt|stellen|zu stellen|einreich|einzureich|eingereicht|beantrag|bewerb|einsend"
    r"|vorzulegen"
)
_ARRIVE = re.compile(r"eingegangen|eingehen|vorliegen|einzugehen")
_BREAK = re.compile(r"[.;|]")
_AFTER_DATE = re.compile(r"\s?(?:\([^()]{0,30}\)\s?)?(?:uhr )?(?::|-|\||=)\s")
_HEADLINE = 120
_PREPOSITION = 26  # characters of a preposition with what may stand between it and the date
_LAST_PART = re.compile(r"[^,;:()\[\]|…–/]*$")
_LEADS = "date leads its line"
_LINE = 80  # characters behind a leading date that say what happens on it
_TITLE_OF_LINE = 48  # characters up to the colon behind the title of a line
_ENTITLING = frozenset({"event", "duty", "vote"})
_NOT_BEGIN = re.compile(
    r"\b(?:not|nicht|keinesfalls|nie|ne|pas)\b[^.;:]{0,18}\b(?:begin|start|beginn|anfang|gestartet|debut|commenc|demarr"
    r"|rozpocz)[^.;:]{0,10}$|\b(?:fruhestens|au plus tot|najwczesniej)\b[^.;:]{0,12}$"
)
_NOT_BEGIN_REACH = 60
_TELLS = re.compile(
    r"\b(?:hatten?|war|waren|zahlten?|had|was|were|avait|comptait|etait|liczyl\w{0,2}|mial\w{0,2}|byl\w{0,2})\b"
)
_STAYS_CLOSED = re.compile(r"\b(?:bleib\w{0,2}|remains?|stays?|reste\w{0,3}|pozostaj\w{1,2})\b")


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


def _timeline(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """A date that leads its line takes its meaning from what follows: "12. März: Ende der Bewerbungsphase"."""
    leading = passage.text[passage.sentence.start : unit.start].strip(" *_([|-")
    mark = _AFTER_DATE.match(passage.text, unit.end) if len(leading) <= 16 and preposition != "from" else None
    if not mark:
        return None
    said = [cue for cue in passage.cues if mark.end() <= cue.start <= mark.end() + _LINE]
    if any(unit.end < other.start < mark.end() + _LINE for other in passage.units):
        return None
    return _said_behind(unit, said, mark.end(), preposition)


def _said_behind(unit: Unit, said: list[Cue], start: int, preposition: str) -> Bound | None:
    """What the words behind a leading date make of it."""
    if any(cue.role == "duty" for cue in said):
        return Bound(unit, "duty", None, preposition, _LEADS, 0.7)
    opens = [cue for cue in said if cue.role == "opens" and cue.start <= start + 40]
    labels = [cue for cue in said if cue.role == "deadline" and cue.start <= start + 40]
    calls = [cue for cue in said if cue.role in ("submit", "window", "deadline")]
    ends = any(cue.role in ("ends", "deadline") and cue.start <= start + 30 for cue in said)
    until = preposition == "until" and bool(calls) and calls[0].start <= start + 20
    deadline = labels if labels and not (opens and opens[0].start < labels[0].start) else calls if ends or until else []
    if deadline:
        return Bound(unit, "deadline", deadline[0], preposition, _LEADS, 0.8)
    return Bound(unit, "opens", opens[0], preposition, _LEADS, 0.8) if opens else None


def _bind_unit(passage: Passage, unit: Unit, above: Above) -> Bound:
    preposition = preposition_of(passage, unit)
    return _at_once(passage, unit, preposition) or _weighed(passage, unit, above, preposition)


def _at_once(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """What needs no weighing: dates since when, dates that no longer hold, dates that lead or entitle their line."""
    if preposition == "since":
        return _closed_since(passage, unit) or Bound(unit, "history", None, preposition, "since", 0.8)
    if is_old(passage, unit, preposition):
        return Bound(unit, "old", None, preposition, "no longer holds", 0.8)
    if "extended" in passage.roles and _EXTENDS_MORE.search(passage.text, passage.sentence.start, passage.sentence.end):
        return Bound(unit, "period", None, preposition, "a programme goes on", 0.7)
    reach = max(passage.sentence.start, unit.start - _NOT_BEGIN_REACH)
    if preposition == "until" and _NOT_BEGIN.search(passage.text, reach, unit.start):
        return Bound(unit, "period", None, preposition, "does not begin before", 0.8)
    return _timeline(passage, unit, preposition) or _entitled(passage, unit, preposition)


def _closed_since(passage: Passage, unit: Unit) -> Bound | None:
    """ "L'appel est clos depuis le 15 octobre": the day from which on a call is closed was its deadline."""
    over = "closed" in passage.roles
    call = next((cue for cue in passage.cues if cue.role in CALLING), None)
    return Bound(unit, "deadline", call, "since", "closed since", 0.7) if over and call else None


def _entitled(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """A line that begins with what it dates: "Ausstellung der Beiträge: 24.04. bis 15.05."; its first word decides."""
    start = passage.sentence.start
    colon = passage.text.find(":", start, min(unit.start, start + _TITLE_OF_LINE))
    leading = [cue for cue in passage.cues if cue.end <= colon]
    if colon < 0 or not leading or leading[0].start - start > 4 or leading[0].role not in _ENTITLING:
        return None
    calls = any(cue.role in CALLING and (cue.start > colon or cue.role != "submit") for cue in passage.cues)
    return None if calls else Bound(unit, leading[0].role, leading[0], preposition, "title of the line", 0.7)


def _weighed(passage: Passage, unit: Unit, above: Above, preposition: str) -> Bound:
    weighed = scored(passage, unit, preposition)
    # what opens a call says nothing against the day until which it is open
    closes = preposition == ("from" if unit.ranged else "until")
    others = [one for one in weighed if one[1].role in OTHERS and not (closes and one[1].role in _BEFORE)]
    nearest_other = others[0][0] if others else float("inf")
    own = _own_deadline(passage, unit, weighed, preposition, nearest_other)
    if own:
        return own
    upper = from_above(passage, unit, above, preposition)
    own_label = upper is not None and upper.rule == "label of the line" and nearest_other <= _OWN_LABEL
    if upper and nearest_other > _BESIDE and not own_label:
        return upper
    if others and (preposition != "until" or nearest_other <= _WEAK):
        said = _opening_or_beginning(passage, others)
        return Bound(unit, said.role, said, preposition, "nearest cue", 0.6)
    return upper or _without_cue(passage, unit, above, preposition)


def _opening_or_beginning(passage: Passage, others: list[tuple[float, Cue]]) -> Cue:
    """The nearest other meaning; "beginnt" opens a call only where nothing else of the sentence can begin."""
    nearest = others[0][1]
    if nearest.role != "opens" or not CALLING.isdisjoint(passage.roles):
        return nearest
    return next((cue for _, cue in others if cue.role in ("event", "period")), nearest)


def _own_deadline(
    passage: Passage, unit: Unit, weighed: list[tuple[float, Cue]], preposition: str, nearest_other: float
) -> Bound | None:
    """The nearest cue of the sentence that makes the unit a deadline, unless another meaning is clearly nearer."""
    for score, cue in weighed:
        if cue.role in OTHERS:
            continue
        bound = _verdict(passage, unit, cue, preposition)
        leads = _leads_to(passage, unit, cue) and not (unit.ranged and nearest_other <= _BESIDE)
        ends = bound is not None and bound.rule == "ends on" and nearest_other > _BESIDE
        if bound and (score <= nearest_other * 1.15 or leads or ends):
            return bound
    return None


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
    handed_in = handed_in or _is_labelled(passage, unit, cue) or _is_too_late(passage, unit)
    return Bound(unit, "deadline", cue, preposition, "handed in at", 0.7) if handed_in else None


def _is_labelled(passage: Passage, unit: Unit, cue: Cue) -> bool:
    """ "Skizze: 29.01.2027": the word of what is handed in stands before the date as its label."""
    start = passage.sentence.start
    return cue.end <= unit.start and bool(_LABELLED.search(passage.text, max(start, unit.start - 36), unit.start))


def _is_too_late(passage: Passage, unit: Unit) -> bool:
    """ "Entries received after 1 May cannot be considered"."""
    start, end = passage.sentence.start, passage.sentence.end
    late = _TOO_LATE.search(passage.text, max(start, unit.start - 14), unit.start)
    return bool(late and _REFUSED.search(passage.text, unit.end, end))


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
    if cue.end <= unit.start and _DENIED.search(passage.text, max(cue.end, unit.start - 16), unit.start):
        return None
    role = "opens" if preposition == "from" and not unit.ranged else "deadline"
    return Bound(unit, role, cue, preposition, "deadline label", 0.95 if cue.end <= unit.start else 0.85)


def _is_window(passage: Passage, unit: Unit, cue: Cue, preposition: str) -> bool:
    """Whether the range is the time in which one can apply, and not that of an event."""
    if unit.mentions[-1].timed_range or (cue.start >= unit.end and owned_elsewhere(passage, unit, cue)):
        return False
    if any(unit.end <= other.start < cue.start for other in passage.units):
        return False
    return cue.role == "window" or preposition == "from" or _label_directly_before(passage, cue, unit)


def _label_directly_before(passage: Passage, cue: Cue, unit: Unit) -> bool:
    return cue.end <= unit.start and passage.text[cue.end : unit.start].strip(" *_|/") in (":", "")


def _stands_apart(passage: Passage, unit: Unit) -> bool:
    """Whether "bis 15.08." is a part of its own in a headline: "Datenspuren, bis 15.08.2026"."""
    start = passage.sentence.start
    if _TELLS.search(passage.text, unit.end, passage.sentence.end):
        return False
    last = _LAST_PART.search(passage.text[start : unit.start])
    return passage.sentence.end - start <= _HEADLINE and last is not None and len(last[0]) <= _PREPOSITION


def _is_closed_day(passage: Passage, unit: Unit) -> bool:
    """Whether a house is closed on that day: "geschlossen am 24. Dezember", "bleibt am 4. Dezember geschlossen"."""
    start = passage.sentence.start
    if _CLOSED_DAY.search(passage.text, max(start, unit.start - 16), unit.start):
        return True
    shut = not passage.roles.isdisjoint(("closed", "ends"))
    return shut and bool(_STAYS_CLOSED.search(passage.text, start, unit.start))


def _without_cue(passage: Passage, unit: Unit, above: Above, preposition: str) -> Bound:
    if _is_closed_day(passage, unit):
        return Bound(unit, "none", None, preposition, "closed on that day", 0.5)
    if ends_by(passage, unit) and preposition in ("on", ""):
        return Bound(unit, "deadline", None, preposition, "ends on", 0.6)
    if preposition == "until" and (above.calls or above.title_calls):
        return Bound(unit, "deadline", None, preposition, "until in a call", 0.6)
    if preposition == "until" and above.block < 0 and _stands_apart(passage, unit):
        return Bound(unit, "deadline", None, preposition, "until in a headline", 0.5)
    return Bound(unit, "none", None, preposition, "no cue", 0.5)
