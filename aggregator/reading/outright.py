"""Dates whose meaning needs no weighing: since when, too late afterwards, no longer valid, leading their line."""

from __future__ import annotations

import re
from collections.abc import Callable

from aggregator.reading.above import Bound
from aggregator.reading.nearness import CALLING, DAY_NAME, is_old
from aggregator.reading.units import Passage, Unit
from aggregator.reading.words import Cue

_BYGONE = 120  # characters between "in der vergangenen Ausgabe" and its day
_EXTENDS_MORE = re.compile(
    r"\b\w*(?:programm|programme|program|laufzeit|projekt|project|mandat|vertrag|vereinbarung|ausstellung|exposition"
    r"|exhibition|convention|accord|agreement|protocole|treaty|bail|umow|porozumien|dispositif|scheme)\w{0,3} "
    r"(?:[^.;]{0,60}\b)?(?:wurde|est|zostal\w*|przedluz\w*|wird|ist|has|was|a ete)\b"
)
_TOO_LATE = re.compile(
    r"\b(?:after|past|later than|nach|spater als|apres|passe|au-dela du|au-dela de|au dela du|po|dopo il|oltre il"
    r"|despues del|pasado el|na) ?(?:the |dem |le |den )?" + DAY_NAME + "(?:den |dem |le |the )?$"
)
_TOO_LATE_REACH = 36
_REFUSED = re.compile(
    r"\bnot\b[^.;]{0,14}\bbe\b|cannot be|can't|won't|no longer"
    r"|nicht (?:mehr )?(?:beruck|angenomm|bearbeit|entgegen|moglich)|unberucksichtigt"
    r"|keine? (?:weiter|bewerb|antr|anmeld|einsend)|\bplus (?:aucune?|possible)|\brefus|\bne (?:seront|sera|pourr)"
    r"|nie (?:beda|bedzie|moga)|\bnon (?:saranno|sara|verranno)|\bno (?:seran|sera|podran|se admit)"
    r"|niet (?:meer )?(?:in behandeling|mogelijk)"
)
_NOT_BEGIN = re.compile(
    r"\b(?:not|nicht|keinesfalls|nie|ne|pas)\b[^.;:]{0,18}\b(?:begin|start|beginn|anfang|gestartet|debut|commenc|demarr"
    r"|rozpocz)[^.;:]{0,10}$|\b(?:fruhestens|au plus tot|najwczesniej)\b[^.;:]{0,12}$"
)
_NOT_BEGIN_REACH = 60
_AFTER_DATE = re.compile(r"\s?(?:\([^()]{0,30}\)\s?)?(?:uhr )?(?::|-|\||=)\s")
_LEADS = "date leads its line"
_LINE = 80  # characters behind a leading date that say what happens on it
_TITLE_OF_LINE = 48  # characters up to the colon behind the title of a line
_ENTITLING = frozenset({"event", "duty", "vote"})


def outright(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """The meaning of the date by the first rule that settles it; None where its sentence has to be weighed."""
    for rule in _RULES:
        bound = rule(passage, unit, preposition)
        if bound:
            return bound
    return None


def _bygone(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """A word like "damals", "previous round" before the day in its sentence."""
    if "bygone" not in passage.roles:
        return None
    told = any(
        cue.role == "bygone" and cue.start < unit.end and unit.start - cue.end <= _BYGONE for cue in passage.cues
    )
    return Bound(unit, "history", None, preposition, "of an earlier round", 0.7) if told else None


def _since(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    if preposition != "since":
        return None
    return _closed_since(passage, unit) or Bound(unit, "history", None, preposition, "since", 0.8)


def _too_late(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """ "Entries received after 1 May cannot be considered"."""
    start, end = passage.sentence.start, passage.sentence.end
    late = _TOO_LATE.search(passage.text, max(start, unit.start - _TOO_LATE_REACH), unit.start)
    call = next((cue for cue in passage.cues if cue.role in CALLING), None)
    if not (late and call and _REFUSED.search(passage.text, unit.end, end)):
        return None
    return Bound(unit, "deadline", call, preposition, "too late afterwards", 0.7)


def _old(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    old = is_old(passage, unit, preposition)
    return Bound(unit, "old", None, preposition, "no longer holds", 0.8) if old else None


def _goes_on(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    """What is extended is a programme, a treaty, an exhibition."""
    more = "extended" in passage.roles and _EXTENDS_MORE.search(
        passage.text, passage.sentence.start, passage.sentence.end
    )
    return Bound(unit, "period", None, preposition, "a programme goes on", 0.7) if more else None


def _not_before(passage: Passage, unit: Unit, preposition: str) -> Bound | None:
    reach = max(passage.sentence.start, unit.start - _NOT_BEGIN_REACH)
    before = preposition == "until" and _NOT_BEGIN.search(passage.text, reach, unit.start)
    return Bound(unit, "period", None, preposition, "does not begin before", 0.8) if before else None


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


_RULES: tuple[Callable[[Passage, Unit, str], Bound | None], ...] = (
    _bygone,
    _since,
    _too_late,
    _old,
    _goes_on,
    _not_before,
    _timeline,
    _entitled,
)
