"""Date expressions: every way in which a day, a month or a week is written (READING.md, rules 7 and 9).

Works on folded, masked text. What a date means is decided elsewhere; here it is only recognised and its parts are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import islice

from aggregator.reading.times import clock_after, clock_before
from aggregator.reading.words import Cue

_NUMBER = re.compile(
    r"[0-9](?<![0-9][0-9])(?=[0-9]{0,3} ?[./-] ?[0-9]|[0-9]{7}(?![0-9]))"
)  # where figures may begin a date
MOST_DATES = 400  # more than that is a calendar or an attack, and no call
_DMY = re.compile(
    r"(?<![0-9])(?<![0-9][.,/])([0-3]?[0-9]) ?([./-]) ?([01]?[0-9]) ?([./-]) ?((?:19"
    r"|20)[0-9]{2}|[0-9]{2})(?![0-9]|[.,/][0-9])"
)
_SLASH_US = re.compile(r"(?<![0-9/.-])([01]?[0-9])([/-])([123][0-9])\2((?:19|20)?[0-9]{2})(?![0-9/-])")
_YMD = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<mark>-"
    r"| ?[./] ?)(?P<month>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9])(?![0-9])"
)
_DM = re.compile(r"(?<![0-9])(?<![0-9][.,/:])([0-3]?[0-9])\. ?([01]?[0-9])\.(?! ?[0-9]|[0-9])")
_DM_OPEN = re.compile(r"(?<![0-9.,/:])([0-3]?[0-9])\.([01][0-9])(?![0-9.:,/]| ?(?:uhr|%|€|euro|mio|mrd|prozent))")
_COMPACT = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])")
_ROMAN = re.compile(
    r"([0-9](?<![0-9][0-9])[0-9]?)[ .]{1,2}(x|iv|ix|xi{1,2}|vi{0,3}|i{1,3})[ .]{1,2}((?:19|20)[0-9]{2})(?![0-9])"
)
_ROMAN_FIGURES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTHS = {figures: month for month, figures in enumerate(_ROMAN_FIGURES, start=1)}
_WEEK = re.compile(
    r"(?:\bkw|\bkalenderwoche|\bweek|\bsemaine) ?([0-5]?[0-9])\b(?:[ ,/]{1,2}(?:im jahr"
    r" )?((?:19|20)[0-9]{2}))?|\b([0-5]?[0-9])\. ?(?:kw|kalenderwoche)\b(?: ((?:19"
    r"|20)[0-9]{2}))?"
)
_DAY_BEFORE = re.compile(
    r"(?:(?<![0-9])(?<![0-9][.,:/])([0-3]?[0-9])|(?<=[a-z:] )([0-3] [0-9]))"
    r"(?:\.|°|º|ª| ?(?:st|nd|rd|th|er|re|e|ste|nda|\)))?[\s/-]{0,3}(?:(?:of|de|d'|the|te|de l'|do)\s)?[\s/]{0,2}$"
)
_WEEKDAY = (
    r"(?:[^\W\d_]{0,8}(?:tag|day|di|dag|woch|che)|sroda|piatek|wtorek|czwartek|sobota"
    r"|niedziela|mo|mi|di|do|fr|sa|so)"
)
_ENDS_LINE = re.compile(r"[^\S\n]*\n")
_MORE_DAYS = re.compile(
    r"(?<![0-9])(?<![0-9][.,:/])([0-3]?[0-9])(?:\.|st|nd|rd|th|er|°)? ?"
    r"(-|/|,|und|bis zum|bis|et|and|to|au|a|i|do|e|al|y|&|sowie|oder|or)(?: (?:den|der|dem"
    r"|le|am|the))?\s?(?:" + _WEEKDAY + r"[.,]{0,2} (?:der |den |dem |le )?)?$"
)
_MORE_POINT_DAYS = re.compile(
    r"(?<![0-9])(?<![0-9][.,:/])([0-3]?[0-9])\. ?"
    r"(-|/|,|und|bis zum|bis|et|and|to|au|i|do|e|al|y|&|sowie|oder|or)(?: (?:den|der|dem"
    r"|le|am|the))?\s?(?:" + _WEEKDAY + r"[.,]{0,2} (?:der |den |dem |le )?)?$"
)
_DAY_AFTER = re.compile(
    r"\.?[ /](?:the )?([0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9]|[.:][0-9]{2}"
    r"|,[0-9])(?: ?- ?([0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9]|[.:][0-9]))?(?:,? ?((?:19"
    r"|20)[0-9]{2})(?![0-9]))?"
)
_YEAR_AFTER = re.compile(
    r"\.?,?[\s/-]{0,3}(?:(?:de|del|of|des jahres|te vitit|anno|do ano|godina) )?(?:((?:19"
    r"|20)[0-9]{2})(?![0-9])|'([0-9]{2})(?![0-9]))"
)
_YEAR_BEFORE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\.? $")
_HUNGARIAN_DAY = re.compile(r"\.? ([0-3]?[0-9])(?:\.|-)?")
_SPELLED_DAYS = {
    "ersten": 1,
    "erster": 1,
    "premier": 1,
    "first of": 1,
    "pierwszego": 1,
    "primo": 1,
    "zweiten": 2,
    "second of": 2,
    "drugiego": 2,
    "dritten": 3,
    "third of": 3,
    "trzeciego": 3,
    "funften": 5,
    "fifth of": 5,
    "piatego": 5,
    "zehnten": 10,
    "tenth of": 10,
    "dziesiatego": 10,
    "funfzehnten": 15,
    "fifteenth of": 15,
    "pietnastego": 15,
    "zwanzigsten": 20,
    "twentieth of": 20,
    "dwudziestego": 20,
    "dreißigsten": 30,
    "thirtieth of": 30,
    "trzydziestego": 30,
}
_SPELLED = re.compile(rf"\b({'|'.join(_SPELLED_DAYS)}) $")
_PART = re.compile(
    r"\b(anfang|mitte|ende|beginning of|start of|mid|middle of|end of|early|late|debut|mi"
    r"|fin|poczatek|polowa|koniec|konca|inizio|meta|fine|eind|begin|medio)[ -](?:de "
    r"|des monats |du mois de |d'|of |the )?$"
)


@dataclass(slots=True)
class Mention:
    """A date as it is written. `year` is None where none is printed; `day` is None for a month or a part of one."""

    start: int
    end: int
    day: int | None
    month: int
    year: int | None
    form: str
    part: str | None = None  # "end", for "Ende März"
    weekday: int | None = None
    clock: time | None = None
    zone: str | None = None
    timed_range: bool = False
    week: int | None = None
    flags: tuple[str, ...] = ()
    chain: int = -1  # mentions of one range or list share the number
    link: str = ""  # how it is joined to the one before: "range" or "list"
    year_from: str = "printed"
    to_come: bool = False  # its year was taken from the day of publication, and it lies ahead of it


def find_dates(text: str, cues: list[Cue], *, us_order: bool = False) -> list[Mention]:
    """Every date expression in folded, masked text, in its order; overlapping readings are settled for the longest."""
    mentions = _numeric(text, us_order=us_order)
    for cue in cues:
        if cue.role.startswith("month:") and len(mentions) < 2 * MOST_DATES:
            mentions += _named(text, cue)
    for mention in [one for one in mentions if one.form in ("dmy", "dm")]:
        mentions += _days_left_of(text, mention)
    kept = _without_overlaps(mentions)[:MOST_DATES]
    _settle_order(kept)
    weekdays = {cue.end: int(cue.role[8:]) for cue in cues if cue.role.startswith("weekday:")}
    for mention in kept:
        _complete(text, mention, weekdays)
    return kept


def _numeric(text: str, *, us_order: bool) -> list[Mention]:
    written = (_numeric_at(text, number.start(), us_order=us_order) for number in _NUMBER.finditer(text))
    found = list(islice(filter(None, written), 2 * MOST_DATES))
    found += _roman(text)
    if "kw" in text or "week" in text or "woche" in text or "semaine" in text:
        found += _weeks(text)
    return [one for one in found if 1 <= one.month <= 12 and (one.day is None or 1 <= one.day <= 31)]


def _numeric_at(text: str, place: int, *, us_order: bool) -> Mention | None:
    """The date written in figures that begins at this digit."""
    match = _DMY.match(text, place)
    if match and (mention := _day_month_year(match, us_order=us_order)):
        return mention
    if match := _SLASH_US.match(text, place):
        year = _full_year(match[4])
        return Mention(place, match.end(), int(match[3]), int(match[1]), year, "mdy", flags=("swapped",))
    for pattern, form in ((_YMD, "ymd"), (_COMPACT, "compact")):
        if match := pattern.match(text, place):
            return Mention(place, match.end(), int(match["day"]), int(match["month"]), int(match["year"]), form)
    for pattern, form in ((_DM, "dm"), (_DM_OPEN, "dm_open")):
        if match := pattern.match(text, place):
            return Mention(place, match.end(), int(match[1]), int(match[2]), None, form)
    return None


def _roman(text: str) -> list[Mention]:
    """Days with the month in Roman figures, as Polish offices write them: "2 II 2027"."""
    return [
        Mention(match.start(), match.end(), int(match[1]), _ROMAN_MONTHS[match[2]], int(match[3]), "roman")
        for match in _ROMAN.finditer(text)
    ]


def _weeks(text: str) -> list[Mention]:
    found = []
    for match in _WEEK.finditer(text):
        year, week = match[2] or match[4], int(match[1] or match[3])
        found.append(Mention(match.start(), match.end(), None, 1, int(year) if year else None, "week", week=week))
    return found


def _day_month_year(match: re.Match[str], *, us_order: bool) -> Mention | None:
    if len(match[5]) == 2 and (match[2] != match[4] or match[2] == "-"):
        return None
    day, month, flags = int(match[1]), int(match[3]), ()
    if us_order and match[2] == "/":
        day, month = month, day
    if month > 12 >= day:
        return Mention(match.start(), match.end(), month, day, _full_year(match[5]), "dmy", flags=("swapped",))
    unclear = ("day_month_order",) if match[2] != "." and day <= 12 and day != month else flags
    return Mention(match.start(), match.end(), day, month, _full_year(match[5]), "dmy", flags=unclear)


def _days_left_of(text: str, mention: Mention) -> list[Mention]:
    """The days that share the month of a numeric date: "23.-26.11.2017", "1., 3. und 5.4."."""
    days: list[Mention] = []
    place, last = mention.start, mention
    for _ in range(6):
        more = _MORE_POINT_DAYS.search(text, max(0, place - 34), place)
        if not more or not 1 <= int(more[1]) <= 31:
            break
        last.link = "range" if more[2] in ("-", "bis", "bis zum", "to", "au", "do", "al") else "list"
        last = Mention(more.start(), more.end(1), int(more[1]), mention.month, mention.year, "day_of_list")
        days.append(last)
        place = more.start()
    return days


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _named(text: str, cue: Cue) -> list[Mention]:
    """The dates around the name of a month: "11. und 31. Januar 2016", "May 5, 2026", "2023. május 16."."""
    month = int(cue.role[6:])
    before = _DAY_BEFORE.search(text, max(0, cue.start - 14), cue.start)
    if before and _ENDS_LINE.match(text, before.end(1)) and not _alone(text, before.start()):
        before = None  # "21 May" and "June 18" on lines of their own, not "21 June"
    hungarian = _YEAR_BEFORE.search(text, max(0, cue.start - 7), cue.start)
    if before and not (hungarian and hungarian.end() > before.start()):
        return _days_before(text, cue, month, before)
    if hungarian and (day := _HUNGARIAN_DAY.match(text, cue.end)):
        return [Mention(hungarian.start(), day.end(), int(day[1]), month, int(hungarian[1]), "named")]
    after = _DAY_AFTER.match(text, cue.end)
    if after and 1 <= int(after[1]) <= 31:
        year = int(after[3]) if after[3] else None
        mentions = [Mention(cue.start, after.end(), int(after[1]), month, year, "named")]
        if after[2]:
            mentions = [
                Mention(cue.start, after.end(1), int(after[1]), month, year, "named"),
                Mention(after.start(2), after.end(), int(after[2]), month, year, "named", link="range"),
            ]
        return mentions
    year_after = _YEAR_AFTER.match(text, cue.end)
    spelled = _SPELLED.search(text, max(0, cue.start - 24), cue.start)
    part = _PART.search(text, max(0, cue.start - 16), cue.start)
    end, year = (year_after.end(), _year_of(year_after)) if year_after else (cue.end, None)
    if spelled and text[cue.end : cue.end + 1] != "-":
        return [Mention(spelled.start(), end, _SPELLED_DAYS[spelled[1]], month, year, "named")]
    if cue.word == "may" and year is None and part is None:
        return []  # the verb
    return [Mention(part.start() if part else cue.start, end, None, month, year, "month", part=_part_of(part))]


def _alone(text: str, place: int) -> bool:
    """Whether nothing of the line stands before this place."""
    return not text[text.rfind("\n", 0, place) + 1 : place].strip(" \t*#|-")


def _days_before(text: str, cue: Cue, month: int, before: re.Match[str]) -> list[Mention]:
    day = int((before[1] or before[2]).replace(" ", ""))
    year_after = _YEAR_AFTER.match(text, cue.end)
    end, year = (year_after.end(), _year_of(year_after)) if year_after else (cue.end, None)
    if not 1 <= day <= 31:
        return []
    mentions = [Mention(before.start(), end, day, month, year, "named")]
    place = before.start()
    for _ in range(6):
        more = _MORE_DAYS.search(text, max(0, place - 34), place)
        if not more or not 1 <= int(more[1]) <= 31:
            break
        joined = "range" if more[2] in ("-", "bis", "bis zum", "to", "au", "a", "do", "al") else "list"
        mentions[-1].link = joined
        mentions.append(Mention(more.start(), more.end(1), int(more[1]), month, year, "day_of_list"))
        place = more.start()
    return mentions


def _year_of(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else _full_year(match[2])


_PARTS = {
    "anfang": "begin",
    "mitte": "mid",
    "mid": "mid",
    "middle of": "mid",
    "mi": "mid",
    "polowa": "mid",
    "meta": "mid",
    "medio": "mid",
    "ende": "end",
    "end of": "end",
    "late": "end",
    "fin": "end",
    "koniec": "end",
    "konca": "end",
    "fine": "end",
    "eind": "end",
}


def _part_of(match: re.Match[str] | None) -> str | None:
    return _PARTS.get(match[1], "begin") if match else None


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        if kept and mention.start < kept[-1].end:
            if mention.end - mention.start > kept[-1].end - kept[-1].start:
                kept[-1] = mention
            continue
        kept.append(mention)
    return kept


def _settle_order(mentions: list[Mention]) -> None:
    """Where one date with slashes can only be month first, or day first, the ambiguous ones of the text are so too."""
    slashed = [mention for mention in mentions if "swapped" in mention.flags or "day_month_order" in mention.flags]
    if slashed and any(one.form == "dmy" and not one.flags and (one.day or 0) > 12 for one in mentions):
        for mention in slashed:
            mention.flags = tuple(flag for flag in mention.flags if flag != "day_month_order")
        return
    if not any("swapped" in mention.flags for mention in slashed):
        return
    for mention in slashed:
        if "day_month_order" in mention.flags and mention.day is not None:
            mention.day, mention.month, mention.flags = mention.month, mention.day, ("swapped",)


def _complete(text: str, mention: Mention, weekdays: dict[int, int]) -> None:
    """Add the weekday in front and the time of day beside it; the span grows by the time only."""
    for gap in range(1, 8):
        weekday = weekdays.get(mention.start - gap)
        if weekday is not None:
            mention.weekday = weekday
            break
    if mention.form in ("month", "week", "day_of_list"):
        return
    clock = clock_after(text, mention.end)
    if clock:
        mention.end = clock.end
        mention.timed_range = clock.ranged
    else:
        clock = clock_before(text, mention.start)
    if clock:
        mention.clock, mention.zone = clock.time, clock.zone
