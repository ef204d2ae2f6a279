"""Times of day and their zones beside a date (READING.md, rules 10 and 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from functools import cache

from aggregator.reading.vocabulary import data

_LEAD = (
    r"(?: ?(?:r\.|roku)(?=[ ,]))?[,;]? {0,2}[(|/-]?[,;]? {0,2}(?:(?:um|at|a|by|ore|o|godz|godzina|godziny|bis"
    r"|spatestens|until|kl|godzinie|saat|jusqu'a|do|t|et|ab|von|from|de|las|a las)\b\.? {0,2}){0,3}"
)
_AFTER = re.compile(
    _LEAD
    + r"(?P<hour>[01]?[0-9]|2[0-4])(?:(?P<mark>[:.h])(?P<minute>[0-5][0-9])(?::[0-5][0-9])?)?(?![0-9]|[.,][0-9])"
    + r"(?P<unit> ?(?:uhr|heures?|hrs|hours|horas|h\b|a\.?m\b\.?|p\.?m\b\.?|noon|ч))?"
    + r"(?:(?<=uhr|. h) (?P<late>[0-5][0-9])(?![0-9:.,]))?"
)
_WORD_AFTER = re.compile(
    r"[,;]? {0,2}\(?(?:um |at |a |by |bis |o )?(?P<word>midnight|mitternacht|minuit|noon"
    r"|midday|midi|mittags|polnoc[ay]?|poludni[ae]|poledne)\b"
)
_BEFORE = re.compile(
    r"(?<![0-9.:])(?P<hour>[01]?[0-9]|2[0-4])(?:[:.h](?P<minute>[0-5][0-9])(?::[0-5][0-9])"
    r"?)?(?P<unit> ?(?:uhr|h\b|hrs|heures?|a\.?m\b\.?|p\.?m\b\.?))?"
    r"(?: \(?(?:brussels time|brusseler zeit|local time|cet|cest|mez|utc|gmt|est|edt"
    r"|et)\)?)?,? {0,2}(?:on|am|dnia|w dniu|le|of|des|vom"
    r"|-)? {0,2}(?:the )?(?:[^\W\d_]{4,12},? )?$"
)
_NOON_BEFORE = re.compile(
    r"\b(?:(?:do|od) (?:poludnia|poledne)|(?:noon|midday) on(?: the)?|midi(?: le)?|mittags am) ?$"
)
_RANGE_AFTER = re.compile(r" ?(?:uhr|h)? ?(?:-|bis|to|a|do|until) ?[0-2]?[0-9](?:[:.h][0-5][0-9])? ?(?:uhr|h|pm|am)?")
_LEAD_WORD = re.compile(r"\b(?:um|at|a|by|godz|godzinie|godziny|ore|bis|o)\b")
_ZONE_WORDS = 60  # characters after a time in which its zone may stand


@dataclass(frozen=True, slots=True)
class Clock:
    """A printed time of day, its IANA zone if one is printed, and where both end; `ranged` is "10 to 12"."""

    time: time | None
    zone: str | None
    end: int
    ranged: bool = False


def clock_after(text: str, place: int) -> Clock | None:
    """The time printed directly after a date that ends at `place`."""
    word = _WORD_AFTER.match(text, place)
    if word:
        # midnight belongs to the day before or after, as the writer pleases: only noon is a time
        noon = not word["word"].startswith(("midn", "mitter", "minuit", "poln"))
        return Clock(time(12) if noon else None, _zone_after(text, word.end()), word.end())
    found = _AFTER.match(text, place)
    if not found or not (found["minute"] or found["unit"]):
        return None
    end = found.end()
    zone = _zone_after(text, end)
    if found["mark"] == "." and not (found["unit"] or zone or _has_lead(found[0])):
        return None
    ranged = _RANGE_AFTER.match(text, end)
    return Clock(_time(found), zone, ranged.end() if ranged else end, bool(ranged))


def clock_before(text: str, place: int) -> Clock | None:
    """The time printed directly before a date that starts at `place`: "until 12:00 on 3 May"."""
    start = max(0, place - 40)
    if _NOON_BEFORE.search(text, start, place):
        return Clock(time(12), None, place)
    found = _BEFORE.search(text, start, place)
    if not found or not (found["minute"] or found["unit"]):
        return None
    return Clock(_time(found), _zone_after(text, found.end("unit") if found["unit"] else found.end("hour")), place)


def _has_lead(matched: str) -> bool:
    return bool(_LEAD_WORD.search(matched))


def _time(found: re.Match[str]) -> time | None:
    late = found["late"] if "late" in found.re.groupindex else None
    hour, minute = int(found["hour"]), int(found["minute"] or late or 0)
    unit = (found["unit"] or "").strip().replace(".", "")
    if unit == "pm" and hour < 12:
        hour += 12
    if unit == "am" and hour == 12:
        return None  # "12:00:00 AM" is a placeholder of machines, not midnight (rule 10)
    if hour == 24:
        return time(23, 59) if minute == 0 else None
    return time(hour, minute)


def _zone_after(text: str, place: int) -> str | None:
    tail = text[place : place + _ZONE_WORDS]
    found = _zones()[0].match(tail)
    return _zones()[1][found[1]] if found else None


@cache
def _zones() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {name: zone for zone, printed in data("zones").items() for name in printed}
    choice = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"[,;]? {{0,2}}(?:uhr|h|hrs)?[,;]? {{0,2}}\(?(?:das ist |i\.e\. )?({choice})\b"), names
