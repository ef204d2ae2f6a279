"""Small facts beside the deadline: reference numbers, own contribution, opening day, dates that cannot be."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from aggregator.reading.above import Bound
from aggregator.reading.chains import last_day
from aggregator.reading.dates import Mention
from aggregator.reading.facts import Deadline, Evidence, Fact
from aggregator.reading.units import Passage

_REFERENCE = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z0-9]{1,11}(?:[-/][A-Z0-9]{1,14}){1,7}\b")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?(?:%|prozent|percent|per cent|v\. ?h\.|pour cent|proc)")
_NONE_NEEDED = re.compile(r"\b(?:nicht|kein|keine|keinen|not|no|aucun|aucune|pas|nie|bez)\b")
_FULL = re.compile(r"\b(?:vollfinanzierung|100 ?%(?:ige)?[ -]*forderung|fully funded|financement integral)")
_FULL_WORDS = ("vollfinanzierung", "100", "fully funded", "financement integral")  # one of which it takes
_MOST = 10
_GUESSED = ("fetched", "today")


def read_references(text: str) -> tuple[Fact, ...]:
    """Reference numbers of calls such as "CERV-2026-CITIZENS-TOWN-TT": capitals and digits with a year among them."""
    found: dict[str, Fact] = {}
    for match in _REFERENCE.finditer(text) if "20" in text else ():
        if len(found) >= _MOST:
            break
        if _YEAR.search(match[0]) and not match[0].replace("-", "").isdigit():
            evidence = Evidence(match[0], match.start(), match.end())
            found.setdefault(match[0], Fact(match[0], evidence, "reference with a year", 0.9))
    return tuple(found.values())


def read_own_contribution(text: str, folded: str, passages: list[Passage]) -> Fact | None:
    """The share in per cent the applicant has to bring, "0" where none is needed (READING.md, rule 24)."""
    for passage in passages:
        cue = next((cue for cue in passage.cues if cue.role == "money_own"), None)
        if cue is None:
            continue
        start, end = passage.sentence.start, passage.sentence.end
        percent = _PERCENT.search(folded, max(start, cue.start - 70), min(end, cue.end + 70))
        if percent:
            share = Decimal(percent[1].replace(",", "."))
            evidence = Evidence(text[percent.start() : percent.end()], percent.start(), percent.end())
            return Fact(f"{share.normalize():f}", evidence, "per cent by own contribution", 0.75)
        near = folded[max(start, cue.start - 30) : min(end, cue.end + 40)]
        if _NONE_NEEDED.search(near):
            return Fact("0", Evidence(text[cue.start : cue.end], cue.start, cue.end), "none needed", 0.75)
    full = _FULL.search(folded) if any(word in folded for word in _FULL_WORDS) else None
    if full:
        return Fact("0", Evidence(text[full.start() : full.end()], full.start(), full.end()), "full funding", 0.7)
    return None


def read_opening(text: str, bound: list[Bound], deadlines: tuple[Deadline, ...]) -> Fact | None:
    """The first day on which one can apply, as ISO date."""
    for one in bound:
        mention = one.unit.mentions[0]
        day = last_day(mention) if one.role == "opens" and mention.day is not None else None
        if day:
            evidence = Evidence(text[mention.start : mention.end], mention.start, mention.end)
            return Fact(day.isoformat(), evidence, one.rule, one.confidence)
    opened = next((deadline for deadline in deadlines if deadline.opens), None)
    if opened and opened.opens:
        return Fact(opened.opens.isoformat(), opened.evidence, "start of the window", 0.8)
    return None


def named_days(mentions: list[Mention]) -> tuple[datetime.date, ...]:
    """All days that are named in full, or with a year that stands near, in the order of time."""
    days = {
        last_day(mention)
        for mention in mentions
        if mention.day is not None and mention.year is not None and mention.year_from not in _GUESSED
    }
    return tuple(sorted(day for day in days if day))


def odd_dates(mentions: list[Mention]) -> tuple[str, ...]:
    """Flags for staff: "impossible_date" (31 February), "weekday_mismatch" (Friday, 15 December 2026).

    "year_inferred": a year that only follows from the day the text was fetched.
    """
    flags = set()
    for mention in mentions:
        if mention.day is None or mention.year is None:
            continue
        day = last_day(mention)
        if mention.year_from == "fetched":
            flags.add("year_inferred")
        if day is None:
            flags.add("impossible_date")
        elif mention.weekday is not None and mention.year_from == "printed" and day.weekday() != mention.weekday:
            flags.add("weekday_mismatch")
    return tuple(sorted(flags))
