"""How near a word stands to a date, and which preposition leads to it: what binding weighs."""

from __future__ import annotations

import re

from aggregator.reading.units import Passage, Unit
from aggregator.reading.words import Cue

OTHERS = frozenset({"event", "period", "publication", "organiser", "award", "duty", "vote", "law", "history", "opens"})
ASKING = frozenset({"duty", "vote"})  # for reports, payments, votes: until a day, but nothing is applied for
CALLING = frozenset({"deadline", "submit", "window", "extended"})
WEIGHT = {
    "deadline": 2.2,
    "window": 1.3,
    "extended": 0.9,
    "submit": 1.0,
    "event": 0.9,
    "period": 1.2,
    "publication": 1.0,
    "organiser": 1.1,
    "award": 1.0,
    "duty": 12.0,  # what is handed in is a report or a payment, whatever the verb
    "vote": 14.0,  # the same for a survey
    "law": 0.9,
    "history": 0.8,
    "opens": 1.1,
}
_BESIDE_UNTIL = {
    "event": 0.35,
    "opens": 0.2,
    "publication": 0.5,
    "law": 0.6,
    "award": 0.3,
    "history": 0.35,
}  # what hardly ends "until" a day
DAY_NAME = (
    r"(?:(?:[^\W\d_]{2,3}\.?|[^\W\d_]{3,9}(?:tag|woch|day|di|dag|medi|nche)|poniedzial\w+|wtor\w+|srod\w|czwart\w+"
    r"|piat\w+|sobot\w|niedziel\w|lunes|martes|jueves|viernes|domingo),? ?)?"
)
"""The name of a weekday that may stand before a date, as part of a regular expression."""
_DOINGS = frozenset({"vote", "duty", "organiser"})
_FAR = 260  # characters beyond which a cue says nothing about a date
_MOST_CUES = 10  # nearest cues that are weighed: a wall of cue words must not cost the square of its length
_BREAKS = re.compile(r" / |\||;|: |\. | - |…|[()]|>")
_TOUCHING = frozenset({":", "", "ist der", "ist", "endet am", "is", "bis", "bis zum", ": bis"})
_PURPOSE = re.compile(r"\b(?:fur|for|pour|na|dla|per)(?: die| das| den| the| les| la| le| eine| ein| einen)? $")
_LABEL_COLON = re.compile(r"[^:\n0-9]{0,32}(?:20[0-9]{2} ?)?:")
_SKIP = ' \t\n,.(*["„“_:|'
_SHORT_WEEKDAY = re.compile(r"\b(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|lun|mar|jeu|ven)$")
_CLOCK_BEFORE = re.compile(
    r"(?<![0-9])[0-2]?[0-9](?:[:.h][0-5][0-9])?(?: ?(?:uhr|horas|hodin|ore|h|hrs|a\.?m\.?|p\.?m\.?))?$"
)


def scored(passage: Passage, unit: Unit, preposition: str) -> list[tuple[float, Cue]]:
    """The cues near the unit, the one that says most about it first (the smaller the score, the more)."""
    speaking = [cue for cue in passage.cues if cue.role in WEIGHT and _raw_distance(unit, cue) <= _FAR]
    found = []
    for cue in sorted(speaking, key=lambda cue: _raw_distance(unit, cue))[:_MOST_CUES]:
        weight = WEIGHT[cue.role]
        if preposition == "until" and not unit.ranged:
            weight *= _BESIDE_UNTIL.get(cue.role, 1.0)
        found.append((_distance(passage, unit, cue) / weight, cue))
    return sorted(found, key=lambda one: one[0])


def _raw_distance(unit: Unit, cue: Cue) -> int:
    return max(unit.start - cue.end, cue.start - unit.end, 0)


def _distance(passage: Passage, unit: Unit, cue: Cue) -> float:
    """Characters between cue and date, more for every date, bar or clause that keeps them apart."""
    if cue.end <= unit.start:
        return _distance_before(passage, unit, cue) + 4.0
    if cue.start >= unit.end:
        return _distance_behind(passage, unit, cue) + 4.0
    return 0.0 if cue.role != "submit" else 1.0


def _distance_before(passage: Passage, unit: Unit, cue: Cue) -> float:
    gap = passage.text[cue.end : unit.start]
    distance = _apart(passage, gap, cue.end, unit.start)
    if gap.strip(' *_"“') in _TOUCHING:
        distance *= 0.5
    if _is_purpose(passage, cue) or gap.count(")") > gap.count("("):
        distance += 60.0
    return min(distance, 30.0) if is_line_label(passage, cue) else distance


def _distance_behind(passage: Passage, unit: Unit, cue: Cue) -> float:
    gap = passage.text[unit.end : cue.start]
    distance = _apart(passage, gap, unit.end, cue.start)
    if gap.count("(") > gap.count(")") and cue.role in OTHERS:
        distance += 100.0
    if cue.role in CALLING:
        distance += owned_elsewhere(passage, unit, cue)
    elif cue.role in _DOINGS:
        distance += owned_elsewhere(passage, unit, cue) * WEIGHT[cue.role]
    return distance + 60.0 if _is_purpose(passage, cue) else distance


def _apart(passage: Passage, gap: str, start: int, end: int) -> float:
    distance = len(gap) + 70.0 * passage.count_units(start, end) + 6.0 * gap.count(",")
    for mark in _BREAKS.findall(gap):
        distance += 3.0 if mark in ("…", ": ") else 12.0 if mark in "()" else 40.0
    return distance


def _is_purpose(passage: Passage, cue: Cue) -> bool:
    """Whether the cue only says what for: "für Projekte", "for the years"."""
    return bool(_PURPOSE.search(passage.text, max(passage.sentence.start, cue.start - 12), cue.start))


def is_line_label(passage: Passage, cue: Cue) -> bool:
    """Whether the line starts with this label and a colon: then all dates of the line may be its values."""
    return (
        cue.role == "deadline"
        and cue.start - passage.sentence.start <= 40
        and bool(_LABEL_COLON.match(passage.text, cue.end))
    )


def owned_elsewhere(passage: Passage, unit: Unit, cue: Cue) -> float:
    """How much less a cue behind this date says about it because it has a date of its own behind it."""
    reach = 60 if cue.role == "deadline" else 40
    owned = any(0 <= other.start - cue.end <= reach for other in passage.units if other is not unit)
    return 0.0 if not owned else 200.0 if cue.role == "deadline" else 90.0


def ends_by(passage: Passage, unit: Unit) -> bool:
    """Whether "endet am", "closes on" stands right by the date."""
    return any(
        cue.role == "ends"
        and cue.word not in _GOES_ON
        and (0 <= unit.start - cue.end <= 34 or passage.text[unit.end : cue.start] == " ")
        for cue in passage.cues
    )


_GOES_ON = frozenset({"lauft", "laufen"})  # with "am" it takes place
_OLD_REACH = 44
_STRUCK = "~~"


def is_old(passage: Passage, unit: Unit, preposition: str) -> bool:
    """Whether the date no longer holds: struck out, behind "statt", or what an extension starts from."""
    if passage.text[max(0, unit.start - 2) : unit.start] == _STRUCK:
        return True
    for cue in passage.cues:
        between = unit.start - cue.end
        if cue.role == "old" and 0 <= between <= _OLD_REACH:
            if cue.word == "statt" and passage.text[cue.end : cue.end + 1] != " ":
                continue  # the particle of "findet statt"
            return not any(cue.end <= other.start < unit.start for other in passage.units)
        if cue.role == "extended" and preposition == "from" and 0 <= between <= 12 and not unit.ranged:
            return True
    return False


def preposition_of(passage: Passage, unit: Unit) -> str:
    """until, from, since, on or "": the preposition before the date, past articles, weekdays and a time of day."""
    place, seen = unit.start, ""
    ends: dict[int, list[Cue]] = {}
    for cue in passage.cues:
        if unit.start - 80 <= cue.end <= unit.start:
            ends.setdefault(cue.end, []).append(cue)
    for _ in range(9):
        place = _back(passage, place)
        here = ends.get(place, [])
        for role in ("until", "since", "from"):
            if any(cue.role == role for cue in here):
                return role
        steps = [cue.start for cue in here if cue.role in ("on", "filler") or cue.role.startswith("weekday")]
        if not steps:
            break
        place, seen = min(steps), "on"
    after = any(cue.role == "until_after" and unit.end <= cue.start <= unit.end + 24 for cue in passage.cues)
    return "until" if after else seen


def _back(passage: Passage, place: int) -> int:
    """The place before spaces, light marks and a time of day."""
    first = passage.sentence.start
    for _ in range(2):
        while place > first and passage.text[place - 1] in _SKIP:
            place -= 1
        clock = _CLOCK_BEFORE.search(passage.text, max(first, place - 12), place)
        if not clock and passage.text[place : place + 1] in (".", ","):
            clock = _SHORT_WEEKDAY.search(passage.text, max(first, place - 6), place)
        if not clock or clock.start() >= place:
            break
        place = clock.start()
    return place
