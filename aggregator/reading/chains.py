"""Dates that belong together: ranges, lists, and the year they share (READING.md, rules 6 to 8)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from aggregator.reading.dates import Mention
from aggregator.reading.vocabulary import data

_BETWEEN = r"(?:\s(?:uhr|h|r|roku|r\.))?[\s).,*]{0,3}"
_AFTER_JOIN = (
    r"[\s(*]{0,3}(?:(?:der|dem|den|die|am|zum|le|la|the|dnia|den|il|el|einschließlich"
    r"|inclus|inkl)\.?\s){0,2}(?:(?:WEEKDAY)[.,]{0,2}\s{1,2}(?:der |den |dem |the |le )?)?$"
)
_RANGE = (
    r"(?:-{1,2}|bis zum|bis einschließlich|bis zu|bis|to|until|till|through|au|jusqu'au"
    r"|do dnia|do|al|tot en met|tot|hasta el|hasta|ate|kadar)"
)
_LIST = (
    r"(?:[;/|&+]|und|sowie|oder|beziehungsweise|bzw\.?|and|or|et|ou|i|oraz|e|y|en|ve|,)?"
    r"(?:\s?(?:und|and|et|i|bis zum|bis|zum|vor dem|by|before|avant le|jusqu'au|pour le|d'ici le|do|przed|entro il"
    r"|hasta el))?"
)
_SHORT_WEEKDAYS = (
    "mo|di|mi|do|fr|sa|so|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lun|mar|mer|jeu"
    "|ven|sam|dim|pon|wt|sr|czw|pt|sob|niedz"
)
_BETWEEN_FROM = re.compile(r"\b(?:zwischen|between|entre|miedzy|tra)(?: dem| the| le| il| el)?\s?(?:[^\W\d_]+,? )?$")
_ANY_YEAR = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2})(?![0-9/.-])")
_DATES_BELOW = re.compile(
    r"\b(?:termine|fristen|stichtage|sitzungen|kalender|zeitplan|dates|deadlines|schedule|meetings?|calendar|timeline"
    r"|echeances|calendrier|cloture|terminy|harmonogram|kalendarz|scadenze|fechas|veranstaltungen|events|evenements"
    r"|agenda|wydarzenia|eventi|eventos)\b"
)
_BARE_YEAR = re.compile(r"[\s#*:-]{0,6}(?:19|20)[0-9]{2}[\s*:]{0,4}")
_HEADLINE = 90  # characters of a line that heads a list of dates
_GAP = 40  # characters between two dates of one chain
_JUST_PASSED = timedelta(days=45)
_LONG_TO_COME = timedelta(days=300)
_SAME_YEAR = re.compile(r"\b(?:diese[ns]? jahr(?:es)?|this year|cette annee|tego roku|biezacego roku|quest'anno)\b")
_NEXT_YEAR = re.compile(
    r"\b(?:nachste[ns]? jahr(?:es)?|next year|kommenden jahres|l'annee prochaine|przyszlego roku)\b"
)
_YEAR = re.compile(
    r"(?:\b(?:im jahr|jahr|in|im|for|gelten in|of|pour|en|w roku|w"
    r"|na rok|nel|del|de)\s|^[\s*#(]*|\n[\s*#(]*)((?:19|20)[0-9]{2})(?![0-9]|[./-][0-9]|/)"
    r"|(?:^|[:;,.(]\s?|fur |\w*termine |\w*fristen |stichtage |echeances |deadlines "
    r"|dates |terminy )((?:19|20)[0-9]{2})(?=\s?(?:gibt|:|-\s|roku))"
)


@dataclass(frozen=True, slots=True)
class Years:
    """What is known about years: when the text was published, which years its other dates have."""

    published: date | None
    today: date
    fetched: date | None = None


def link(text: str, mentions: list[Mention]) -> None:
    """Number the chains and say how each mention is joined to the one before."""
    number = 0
    for before, mention in pairwise(mentions):
        if before.chain < 0:
            before.chain, number = number, number + 1
        close = mention.start - before.end <= _GAP
        if close and (mention.link or _join(text, before, mention)):
            mention.chain = before.chain
            if mention.link == "list" and _BETWEEN_FROM.search(text, max(0, before.start - 24), before.start):
                mention.link = "range"
    if mentions and mentions[-1].chain < 0:
        mentions[-1].chain = number


@cache
def _joins() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = {name for spoken in data("calendar")["weekdays"].values() for days in _values(spoken) for name in days}
    after = _AFTER_JOIN.replace("WEEKDAY", "|".join(sorted(names, key=len, reverse=True)) + "|" + _SHORT_WEEKDAYS)
    return re.compile(_BETWEEN + _RANGE + after), re.compile(_BETWEEN + _LIST + after)


def _values(spoken: object) -> list[list[str]]:
    assert isinstance(spoken, dict)
    return list(spoken.values())


def _join(text: str, before: Mention, mention: Mention) -> bool:
    gap = text[before.end : mention.start]
    ranges, lists = _joins()
    if ranges.fullmatch(gap):
        mention.link = "range"
    elif gap.strip() and lists.fullmatch(gap):
        mention.link = "list"
    return bool(mention.link)


def share_years(mentions: list[Mention]) -> None:
    """Hand the printed year on within each chain; a range across New Year keeps two."""
    for before, mention in reversed(list(pairwise(mentions))):
        if before.chain == mention.chain and before.year is None and mention.year is not None:
            crosses = mention.link == "range" and (before.month, before.day or 0) > (mention.month, mention.day or 31)
            before.year, before.year_from = mention.year - crosses, "chain"
    for before, mention in pairwise(mentions):
        if before.chain == mention.chain and mention.year is None and before.year is not None:
            crosses = mention.link == "range" and (before.month, before.day or 0) > (mention.month, mention.day or 31)
            mention.year, mention.year_from = before.year + crosses, "chain"


def infer_years(text: str, mentions: list[Mention], sentences: list[tuple[int, int]], years: Years) -> None:
    """Give a year to every mention that has none, as far as the text or its publication tells it."""
    printed = [mention for mention in mentions if mention.year is not None]
    if len(printed) == len(mentions):
        return
    section: int | None = None
    place = 0
    for start, end in sentences:
        first = place
        while place < len(mentions) and mentions[place].start < end:
            place += 1
        inside = mentions[first:place]
        if end - start <= _HEADLINE:
            section = _section_year(text[start:end], inside, section)
        missing = [one for one in inside if one.year is None]
        if not missing:
            continue
        said = _said_year(text[start:end], years) or section
        dated = [one for one in inside if one.year is not None]
        for mention in missing:
            _infer(mention, said, dated, printed, years)
            if mention.year_from == "weekday":
                printed.append(mention)  # as good as printed: other days of the text go by it


def _section_year(line: str, inside: list[Mention], before: int | None) -> int | None:
    """The year a short line gives to the dates below it: "Termine im Jahr 2027", "2018 Meeting Schedule"."""
    if any(mention.day for mention in inside):
        return before
    years = set(_ANY_YEAR.findall(line)) if "20" in line or "19" in line else set()
    if len(years) == 1 and (_DATES_BELOW.search(line) or _BARE_YEAR.fullmatch(line)):
        return int(years.pop())
    return None if years else before


def _said_year(sentence: str, years: Years) -> int | None:
    if years.published and _SAME_YEAR.search(sentence):
        return years.published.year
    if years.published and _NEXT_YEAR.search(sentence):
        return years.published.year + 1
    found = _YEAR.search(sentence)
    return int(found[1] or found[2]) if found else None


def _infer(mention: Mention, said: int | None, inside: list[Mention], printed: list[Mention], years: Years) -> None:
    near_by = [one for one in inside if years.published and abs((one.year or 0) - years.published.year) <= 2]
    if said and 1990 <= said <= 2100:
        mention.year, mention.year_from = said, "sentence"
    elif near_by:
        mention.year, mention.year_from = _year_near(mention, near_by[0]), "other date"
    elif mention.weekday is not None and mention.day and (year := _year_of_weekday(mention, years)):
        mention.year, mention.year_from = year, "weekday"
    elif years.published:
        mention.year, mention.year_from = _next_year(mention, years.published), "published"
        mention.to_come = (coming := calendar_day(mention.year, mention)) is not None and coming >= years.published
    elif near := (inside or printed):
        nearest = min(near, key=lambda one: abs(one.start - mention.start))
        mention.year, mention.year_from = _year_near(mention, nearest), "other date"
    else:
        mention.year = _next_year(mention, years.fetched or years.today)
        mention.year_from = "fetched" if years.fetched else "today"


def _year_near(mention: Mention, other: Mention) -> int:
    """The year that puts the day nearest to the one whose year is printed."""
    assert other.year is not None
    there = calendar_day(other.year, other)
    days = [(year, calendar_day(year, mention)) for year in (other.year, other.year - 1, other.year + 1) if year > 0]
    known = [(abs((day - there).days), year) for year, day in days if day and there]
    return min(known)[1] if known else other.year


def _year_of_weekday(mention: Mention, years: Years) -> int | None:
    """The one year near the publication in which the day falls on the printed weekday."""
    seen = years.published or years.today
    for year in (seen.year, seen.year + 1, seen.year - 1):
        day = calendar_day(year, mention)
        if day and day.weekday() == mention.weekday and day >= seen - _JUST_PASSED:
            return year
    return None


def _next_year(mention: Mention, seen: date) -> int:
    """The next occurrence on or after the day the text was seen, unless it passed only just before."""
    coming = calendar_day(seen.year, mention)
    if coming is None or coming >= seen:
        return seen.year
    following = calendar_day(seen.year + 1, mention) or coming
    return seen.year if seen - coming <= _JUST_PASSED and following - seen >= _LONG_TO_COME else seen.year + 1


def calendar_day(year: int, mention: Mention) -> date | None:
    """The day in that year; the first of the month where no day is printed, None where there is no such day."""
    try:
        return date(year, mention.month, mention.day or 1)
    except ValueError:
        return None


def last_day(mention: Mention) -> date | None:
    """The day the mention stands for: itself, for a month or part of one the last day that can be meant."""
    if mention.year is None or not 1 <= mention.year <= 9998:
        return None
    if mention.week is not None:
        return _friday(mention.year, mention.week)
    if mention.day is not None:
        return calendar_day(mention.year, mention)
    length = calendar.monthrange(mention.year, mention.month)[1]
    return date(mention.year, mention.month, {"begin": 10, "mid": 15}.get(mention.part or "", length))


def _friday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 7)
    except ValueError:
        return None
